import { startDemoPanel, type DemoPanel } from './index';
import { call, callList, callRow, post, type ListAnswer } from './testing';

const NOW = Date.UTC(2026, 10, 22, 12) / 1000;
const DAY = 86_400;
let panel: DemoPanel;

beforeEach(async () => {
  panel = await startDemoPanel({
    clock: () => NOW * 1000,
    seed: {
      bouquets: [{ bouquet_name: 'Basic' }, { bouquet_name: 'Sports', bouquet_order: 0 }],
      packages: [{ package_name: 'Monthly' }],
      users: [{ username: 'reseller', credits: 100 }],
      lines: [
        { username: 'dated', password: 'secret', exp_date: NOW + 30 * DAY, bouquet: '[1]', contact: 'a@example.com' },
        { username: 'soon', exp_date: NOW + 2 * DAY, member_id: 2 },
        { username: 'gone', exp_date: NOW - DAY, is_trial: 1 },
        { username: 'endless', enabled: 0 },
        { username: 'barred', admin_enabled: 0, admin_notes: '<b>أحمد</b>', exp_date: NOW + 30 * DAY },
      ],
      connections: [{ user_id: 1 }],
    },
  });
});
afterEach(() => panel.stop());

const line = (id: number) => panel.state.lines.get(id);
const usernames = (answer: ListAnswer) => answer.data.map(({ username }) => username);

describe('the way in', () => {
  it('answers as text/html with a session cookie', async () => {
    const response = await post(panel, 'get_line', { id: 1 });
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('set-cookie')).toMatch(/^PHPSESSID=/);
  });

  it('takes parameters from address and form, the form winning', async () => {
    const response = await fetch(`${panel.url}?api_key=wrong&action=get_line&id=2`, {
      method: 'POST',
      body: new URLSearchParams({ api_key: panel.apiKey, id: '1' }),
    });
    expect(await response.json()).toMatchObject({ data: { username: 'dated' } });
  });

  it('ignores a JSON body', async () => {
    const body = JSON.stringify({ api_key: panel.apiKey, action: 'get_lines' });
    const response = await fetch(panel.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(await response.text()).toBe('{"status":"STATUS_FAILURE","error":"Invalid API key."}');
  });

  it('does not take the key of a reseller', async () => {
    Object.assign(panel.state.users.get(2) ?? {}, { api_key: 'ab'.repeat(16) });
    const response = await fetch(`${panel.url}?api_key=${'ab'.repeat(16)}&action=get_lines`);
    expect(await response.json()).toMatchObject({ error: 'Invalid API key.' });
  });

  it('shows a 404 page for a wrong access code', async () => {
    const response = await fetch(panel.url.replace(panel.accessCode, 'wrong'));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<center>nginx</center>');
  });

  it('shows a 403 page to an address that is not allowed', async () => {
    const guarded = await startDemoPanel({ seed: 'empty', allowedIps: ['192.0.2.7'] });
    const response = await fetch(guarded.url);
    await guarded.stop();
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('403 Forbidden');
  });

  it('answers nothing to other methods', async () => {
    const response = await fetch(panel.url, { method: 'PUT', body: 'x' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('does not take inherited names for actions', async () => {
    expect(await call(panel, 'constructor')).toMatchObject({ error: 'Invalid action.' });
  });
});

describe('lists', () => {
  it.each([
    [1, ['dated', 'soon']],
    [2, ['endless']],
    [3, ['barred']],
    [4, ['gone']],
    [5, ['gone']],
    [8, ['soon']],
  ])('filter=%i', async (filter, expected) => {
    expect(usernames(await callList(panel, 'get_lines', { filter }))).toEqual(expected);
  });

  it('past the end: no rows, the total kept, recordsFiltered the limit', async () => {
    expect(await callList(panel, 'get_lines', { start: 10, limit: 2 })).toEqual({
      status: 'STATUS_SUCCESS',
      data: [],
      recordsTotal: '5',
      recordsFiltered: 2,
    });
  });

  it('takes limit 0 for 50 and ignores offset', async () => {
    const answer = await callList(panel, 'get_lines', { limit: 0, offset: 3 });
    expect(answer.data).toHaveLength(5);
    expect(answer.recordsFiltered).toBe('5');
  });

  it('orders by expiry with NULL first, descending with NULL last', async () => {
    const ascending = await callList(panel, 'get_lines', { 'order[0][column]': 10, 'order[0][dir]': 'asc' });
    expect(usernames(ascending)).toEqual(['endless', 'gone', 'soon', 'dated', 'barred']);
    const descending = await callList(panel, 'get_lines', { 'order[0][column]': 10, 'order[0][dir]': 'desc' });
    expect(usernames(descending)).toEqual(['dated', 'barred', 'soon', 'gone', 'endless']);
  });

  it.each([
    ['DATE', ['dated']],
    ['secret', ['dated']],
    ['أحمد', ['barred']],
    ['2026-11-24', ['soon']],
    ['_oo', ['soon']],
    ['nobody', []],
  ])('searches for %s', async (value, expected) => {
    expect(usernames(await callList(panel, 'get_lines', { 'search[value]': value }))).toEqual(expected);
  });

  it('gives truthy values as text, falsy ones as they are, < and > as entities', async () => {
    const data = await callRow(panel, 'get_line', { id: 5 });
    expect(data).toMatchObject({ id: '5', admin_enabled: 0, enabled: '1', contact: null, bouquet: '[]' });
    expect(data.admin_notes).toBe('&lt;b&gt;أحمد&lt;/b&gt;');
  });

  it('gives catalogues as bare arrays and single rows in the envelope', async () => {
    expect(await call(panel, 'get_packages', { hide_columns: 'groups' })).toMatchObject([
      { id: '1', package_name: 'Monthly' },
    ]);
    expect(await call(panel, 'get_bouquet', { id: 2 })).toMatchObject({ status: 'STATUS_SUCCESS', data: { id: '2' } });
    expect(await call(panel, 'get_package', { id: 9 })).toEqual({ status: 'STATUS_FAILURE' });
  });

  it('tells the key owner and permissions', async () => {
    expect(await call(panel, 'user_info')).toMatchObject({
      data: { username: 'admin', api_key: panel.apiKey },
      permissions: { is_admin: '1', is_reseller: 0 },
    });
  });
});

describe('create_line and edit_line', () => {
  it('an edit destroys what is left out', async () => {
    await call(panel, 'disable_line', { id: 1 });
    const data = await callRow(panel, 'edit_line', { id: 1, bouquets_selected: '[1]' });
    expect(data).toMatchObject({
      exp_date: null,
      enabled: '1',
      max_connections: '1',
      allowed_outputs: '[]',
      contact: 'a@example.com',
    });
    expect(data.username).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(line(1)?.password).not.toBe('secret');
  });

  it('an edit of the complete set keeps it', async () => {
    const complete = {
      username: 'dated',
      password: 'secret',
      exp_date: `@${NOW + 30 * DAY}`,
      enabled: 0,
      bouquets_selected: '[2,1]',
    };
    await call(panel, 'edit_line', { id: 1, ...complete, access_output: ['1', '2'], allowed_ips: ['192.0.2.1'] });
    expect(line(1)).toMatchObject({
      username: 'dated',
      password: 'secret',
      exp_date: NOW + 30 * DAY,
      enabled: 0,
      bouquet: '[2,1]',
      allowed_outputs: '[1,2]',
      allowed_ips: '["192.0.2.1"]',
    });
  });

  it.each(['', '1', 'garbage', undefined])(
    'bouquets_selected %s: an empty body, and nothing stored',
    async (bouquets) => {
      const before = { ...line(1) };
      const response = await post(panel, 'edit_line', {
        id: 1,
        ...(bouquets === undefined ? {} : { bouquets_selected: bouquets }),
      });
      expect([response.status, await response.text()]).toEqual([200, '']);
      expect(line(1)).toEqual(before);
    },
  );

  it('an empty expiry makes a dated line expired and leaves an endless one endless', async () => {
    expect((await callRow(panel, 'edit_line', { id: 1, bouquets_selected: '[1]', exp_date: '' })).exp_date).toBe(0);
    expect((await callRow(panel, 'edit_line', { id: 4, bouquets_selected: '[1]', exp_date: '' })).exp_date).toBeNull();
  });

  it('switches are on as soon as they are sent', async () => {
    const sent = {
      username: 'u',
      password: 'p',
      bouquets_selected: '[1]',
      is_trial: 0,
      is_restreamer: '',
      exp_date: '2027-01-01',
      no_expire: 0,
    };
    const data = await callRow(panel, 'create_line', sent);
    expect(data).toMatchObject({ is_trial: '1', is_restreamer: '1', is_stalker: 0, exp_date: null });
  });

  it('strips backslashes, and takes the word null for NULL', async () => {
    const sent = { username: 'a\\b', password: 'x<script>', contact: 'NULL', bouquets_selected: '[1]' };
    const data = await callRow(panel, 'create_line', sent);
    expect(data).toMatchObject({ username: 'ab', password: 'x&#60;script&gt;', contact: null, member_id: '1' });
  });

  it('refuses a taken username whatever its case, with the request sent back', async () => {
    const sent = { username: 'DATED', password: 'p', bouquets_selected: '[1]' };
    expect(await call(panel, 'create_line', sent)).toEqual({ status: 'STATUS_EXISTS_USERNAME', data: sent });
    expect(await call(panel, 'edit_line', { id: 2, ...sent })).toMatchObject({ status: 'STATUS_EXISTS_USERNAME' });
  });

  it('a deleted id is not given again', async () => {
    await call(panel, 'delete_line', { id: 5 });
    expect((await callRow(panel, 'create_line', { bouquets_selected: '[1]' })).id).toBe('6');
  });

  it.each([
    ['ban_line', { admin_enabled: 0, enabled: 1 }],
    ['disable_line', { admin_enabled: 1, enabled: 0 }],
  ])('%s flips its column and nothing else, and its opposite flips it back', async (action, expected) => {
    const before = { ...line(2) };
    expect(await call(panel, action, { id: 2 })).toEqual({ status: 'STATUS_SUCCESS' });
    expect(line(2)).toMatchObject(expected);
    await call(panel, action === 'ban_line' ? 'unban_line' : 'enable_line', { id: 2 });
    expect({ ...line(2), updated: before.updated }).toEqual(before);
  });
});

describe('the rest', () => {
  it('kill_connection ends a connection and logs it', async () => {
    expect(await call(panel, 'kill_connection', { activity_id: 1 })).toEqual({ status: 'STATUS_SUCCESS' });
    expect((await callList(panel, 'live_connections')).data).toEqual([]);
    expect((await callList(panel, 'activity_logs', { user: 1 })).data).toMatchObject([
      { username: 'dated', date_end: String(NOW) },
    ]);
    expect((await callList(panel, 'activity_logs', { range: '2026-11-01 - 2026-11-21' })).data).toEqual([]);
  });

  it('adjust_credits logs the new balance as the amount', async () => {
    await call(panel, 'adjust_credits', { id: 2, credits: -30 });
    expect(panel.state.users.get(2)?.credits).toBe(70);
    expect((await callList(panel, 'credit_logs', { reseller: 2 })).data).toMatchObject([
      { amount: '70', target_username: 'reseller' },
    ]);
  });

  it('says a device was disabled, and does not disable it', async () => {
    const data = await callRow(panel, 'create_mag', { mac: '00:1a:79:00:00:01', bouquets_selected: '[1]' });
    expect(await call(panel, 'disable_mag', { id: String(data.mag_id) })).toEqual({ status: 'STATUS_SUCCESS' });
    expect((await callList(panel, 'get_mags')).data).toMatchObject([{ mac: '00:1A:79:00:00:01', enabled: '1' }]);
    expect((await callList(panel, 'get_lines')).recordsTotal).toBe('5');
  });

  it('remembers the calls without keys and passwords', async () => {
    await post(panel, 'edit_line', { id: 9, password: 'secret' });
    expect(panel.requestCount).toBe(1);
    expect(panel.requests).toEqual([
      {
        at: NOW * 1000,
        method: 'POST',
        action: 'edit_line',
        query: {},
        form: { api_key: '[redacted]', action: 'edit_line', id: '9', password: '[redacted]' },
        status: 200,
        fault: null,
      },
    ]);
  });
});
