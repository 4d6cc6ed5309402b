import { loadRecordings } from './index';
import { parseRecordings } from './parse';

const recordings = loadRecordings();

describe('recordings', () => {
  it('holds every request of the three files', () => {
    const count = (name: string) => recordings.filter(({ file }) => file === name).length;
    expect(['reads.txt', 'create.txt', 'edit-delete-devices.txt'].map(count)).toEqual([15, 15, 28]);
  });

  it.each(recordings.map((recording) => [`${recording.file}: ${recording.title}`, recording] as const))(
    'parses %s',
    (_title, { request, status, body }) => {
      expect(request.action).toMatch(/^[a-z_]*$/);
      expect(request.query).not.toHaveProperty('api_key');
      expect(status).toBe(200);
      if (body !== '') expect(() => JSON.parse(body) as unknown).not.toThrow();
    },
  );

  it('keeps an answer byte for byte, escapes included', () => {
    const created = recordings.find(({ request }) => request.form.username === 'n8nuser1');
    expect(created?.body).toContain('"password":"p@ss\\/word&lt;b&gt;"');
  });

  it('keeps empty answers as empty bodies', () => {
    expect(recordings.filter(({ body }) => body === '').map(({ request }) => request.action)).toEqual([
      'get_lines',
      'create_line',
      'edit_line',
    ]);
  });

  it('decodes forms: raw values, encoded values, lists and joined pairs', () => {
    const created = recordings.find(({ request }) => request.form.username === 'n8nuser1');
    expect(created?.request).toEqual({
      action: 'create_line',
      authenticated: true,
      query: {},
      form: {
        username: 'n8nuser1',
        password: 'p@ss/w\\ord<b>',
        max_connections: '2',
        exp_date: '2027-01-31 12:00:00',
        bouquets_selected: '[1,2]',
        access_output: ['1', '2'],
        reseller_notes: 'crm:42',
        admin_notes: 'note',
        contact: 'a@b.c',
        member_id: '2',
      },
    });
    expect(recordings.some(({ request }) => request.form.exp_date === '+1 month')).toBe(true);
  });

  it('decodes addresses, with and without parameters', () => {
    const page = recordings.find(({ request }) => request.query.limit === '1');
    expect(page?.request.query).toEqual({ limit: '1', start: '1', show_columns: 'id,username,exp_date' });
    expect(recordings.filter(({ request }) => !request.authenticated).map(({ request }) => request)).toEqual([
      { action: '', authenticated: false, query: {}, form: {} },
    ]);
  });

  it('reads the database rows that follow an answer', () => {
    const disabled = recordings.find(({ request }) => request.action === 'disable_line');
    expect(disabled?.databaseRows).toMatchObject([
      { id: '4', password: 'p@ss/word<b>', enabled: '0', admin_enabled: '0' },
    ]);
    const edited = recordings.find(({ request }) => request.action === 'edit_line');
    expect(edited?.databaseRows).toMatchObject([{ id: '4', exp_date: null, enabled: '1' }]);
    const credits = recordings.find(({ request }) => request.action === 'adjust_credits');
    expect(credits?.databaseRows).toHaveLength(5);
    expect(credits?.databaseRows?.[4]).toMatchObject({ target_id: '2', amount: '150', reason: 'inv-1' });
  });

  it('refuses a file it does not understand', () => {
    expect(() => parseRecordings('x.txt', '## A&action=a\n{}\nstray')).toThrow(
      'x.txt: unexpected line after "A&action=a": stray',
    );
  });
});
