import { loadRecordings } from '../../test/recordings';
import { XuiAdapter } from '../index';
import { everythingOf, RecordedTransport, refusal, ScriptedTransport } from '../testing';

const recordings = loadRecordings();

function bodyOf(
  action: string,
  where: (parameters: Record<string, string | string[]>) => boolean = () => true,
): string {
  const found = recordings.find(
    ({ request, body }) => request.action === action && body !== '' && where({ ...request.query, ...request.form }),
  );
  if (!found) throw new Error(`no recording of ${action}`);
  return found.body;
}

function recorded(): XuiAdapter {
  return new XuiAdapter(new RecordedTransport());
}

describe('reading the recorded panel', () => {
  it('lists its lines', async () => {
    const { rows, total } = await recorded().listLines();
    expect(total).toBe(3);
    expect(rows[1]).toEqual({
      id: '2',
      username: 'seed2',
      password: 'seedpass2',
      ownerId: '2',
      ownerName: 'reseller1',
      expiresAt: '2026-11-25T18:34:14Z',
      enabled: true,
      banned: false,
      trial: false,
      restreamer: false,
      maxConnections: 2,
      activeConnections: 1,
      adminNotes: null,
      resellerNotes: null,
    });
    expect(rows.map(({ expiresAt }) => expiresAt)).toEqual([null, '2026-11-25T18:34:14Z', '2021-01-01T00:00:00Z']);
  });

  it('lists by filter and by owner', async () => {
    const panel = recorded();
    expect((await panel.listLines({ filter: 'expired' })).rows.map(({ username }) => username)).toEqual(['expired1']);
    expect((await panel.listLines({ ownerId: '2' })).rows.map(({ username }) => username)).toEqual(['seed2']);
  });

  it('takes a list without passwords and notes', async () => {
    const body = bodyOf('get_lines', (parameters) => parameters['hide_columns'] !== undefined);
    const panel = new XuiAdapter(new ScriptedTransport(() => body));
    expect((await panel.listLines()).rows[0]).toMatchObject({ username: 'seed2', password: null, adminNotes: null });
  });

  it('refuses a list without the columns that changes are told by', async () => {
    const body = bodyOf('get_lines', (parameters) => parameters['show_columns'] !== undefined);
    const panel = new XuiAdapter(new ScriptedTransport(() => body));
    expect((await refusal(() => panel.listLines())).code).toBe('bad-answer');
  });

  it('gets a line with all there is to it', async () => {
    expect(await recorded().getLine('2')).toEqual({
      id: '2',
      username: 'seed2',
      password: 'seedpass2',
      ownerId: '2',
      ownerName: null,
      expiresAt: '2026-11-25T18:34:14Z',
      enabled: true,
      banned: false,
      trial: false,
      restreamer: false,
      maxConnections: 2,
      activeConnections: null,
      adminNotes: null,
      resellerNotes: null,
      bouquetIds: ['1', '2'],
      packageId: null,
      outputs: ['hls', 'mpegts'],
      allowedIps: [],
      allowedUserAgents: [],
      ispLocked: false,
      stalker: false,
      bypassUserAgent: false,
      contact: null,
      forcedCountry: null,
      createdAt: '2026-11-22T18:34:14Z',
    });
  });

  it('tells a line that is not there from a fault', async () => {
    expect(await refusal(() => recorded().getLine('999'))).toMatchObject({ code: 'not-found', passing: false });
  });

  it('lists bouquets and accounts', async () => {
    const panel = recorded();
    expect(await panel.listBouquets()).toEqual([
      { id: '1', name: 'Basic', channelCount: 1, movieCount: 0, seriesCount: 0, radioCount: 0 },
      { id: '2', name: 'Sports', channelCount: 0, movieCount: 0, seriesCount: 0, radioCount: 0 },
    ]);
    const { rows, total } = await panel.listUsers();
    expect(total).toBe(4);
    expect(rows[1]).toEqual({
      id: '2',
      username: 'reseller1',
      email: 'r@example.test',
      groupName: 'Resellers',
      credits: 100,
      reseller: true,
      enabled: true,
    });
  });
});

describe('writing, as the recorded panel answered', () => {
  const line = { username: 'n8nuser1', password: 'zzz-secret', expiresAt: '2027-01-31T00:00:00Z', bouquetIds: ['1'] };

  it.each(recordings.filter(({ request, body }) => request.action === 'create_line' && body !== ''))(
    'reads the answer to $title',
    async ({ body }) => {
      const error = await refusal(() => new XuiAdapter(new ScriptedTransport(() => body)).createLine(line));
      const status = (JSON.parse(body) as { status: string }).status;
      if (status === 'STATUS_EXISTS_USERNAME') expect(error).toMatchObject({ code: 'exists', field: 'username' });
      else if (status === 'STATUS_INVALID_DATE') expect(error).toMatchObject({ code: 'rejected', field: 'expiresAt' });
      // Every line recorded as made is another than the one asked for here.
      else expect(error.code).toBe('not-verified');
      expect(everythingOf(error)).not.toMatch(/zzz|p@ss/);
    },
  );

  it('creates the line that was recorded, with the password as sent', async () => {
    const body = bodyOf('create_line', ({ username }) => username === 'n8nuser1');
    const transport = new ScriptedTransport(() => body);
    const created = await new XuiAdapter(transport).createLine({
      username: 'n8nuser1',
      password: 'p@ss/word<b>',
      maxConnections: 2,
      expiresAt: '2027-01-31T12:00:00Z',
      bouquetIds: ['2', '1'],
      outputs: ['hls', 'mpegts'],
      resellerNotes: 'crm:42',
      adminNotes: 'note',
      contact: 'a@b.c',
      ownerId: '2',
    });
    expect(created).toMatchObject({
      id: '4',
      password: 'p@ss/word<b>',
      contact: 'a@b.c',
      createdAt: '2026-11-22T18:38:24Z',
    });
    const sent = transport.sent[0]?.fields.map(([name, value]) => `${name}=${value}`);
    expect(sent?.sort()).toEqual([
      'access_output[]=1',
      'access_output[]=2',
      'admin_notes=note',
      'bouquets_selected=[2,1]',
      'contact=a@b.c',
      'exp_date=@1801396800',
      'max_connections=2',
      'member_id=2',
      'password=p@ss/word<b>',
      'reseller_notes=crm:42',
      'username=n8nuser1',
    ]);
  });

  it('deletes once, and says so the second time', async () => {
    const panel = recorded();
    await panel.deleteLine('12');
    expect((await refusal(() => panel.deleteLine('12'))).code).toBe('not-found');
  });

  it('notices what the recorded edit destroyed', async () => {
    const before = bodyOf('create_line', ({ username }) => username === 'n8nuser1').replace(
      '"admin_enabled":"1","enabled":"1"',
      '"admin_enabled":0,"enabled":0',
    );
    const destroyed = bodyOf('edit_line', ({ id }) => id === '4');
    let edited = false;
    const transport = new ScriptedTransport((action) => {
      edited ||= action === 'edit_line';
      return edited ? destroyed : before;
    });
    const error = await refusal(() => new XuiAdapter(transport).updateLine('4', { maxConnections: 5 }));
    expect(error.code).toBe('not-verified');
    for (const column of ['username', 'password', 'exp_date', 'enabled', 'admin_enabled', 'allowed_outputs']) {
      expect(error.message).toContain(column);
    }
    expect(error.message).not.toContain('max');
    expect(everythingOf(error)).not.toMatch(/p@ss|wnwwawgqsJ/);
    expect(transport.sent.map(({ action }) => action)).toEqual(['get_line', 'edit_line', 'get_line']);
  });

  it('sends the complete set on an edit, so that the recorded panel has nothing to reset', async () => {
    const row = bodyOf('create_line', ({ username }) => username === 'n8nuser1');
    const transport = new ScriptedTransport((action) => (action === 'edit_line' ? '' : row));
    await refusal(() => new XuiAdapter(transport).updateLine('4', { maxConnections: 5 }));
    expect(Object.fromEntries(transport.sent[1]?.fields ?? [])).toEqual({
      id: '4',
      username: 'n8nuser1',
      password: 'p@ss/word<b>',
      exp_date: '@1801396800',
      enabled: '1',
      admin_enabled: '1',
      max_connections: '5',
      bouquets_selected: '[1,2]',
      'access_output[]': '2',
    });
  });
});
