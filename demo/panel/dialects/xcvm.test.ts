import { startDemoPanel, type DemoPanel, type LineRow } from '..';
import { newGroup } from '../state';
import { call, callRow, post } from '../testing';

const NOW = Date.UTC(2026, 10, 22, 12) / 1000;
let panel: DemoPanel;

const full: Partial<LineRow> = {
  username: 'plain',
  password: 'pass/word',
  exp_date: NOW + 86_400,
  enabled: 0,
  admin_enabled: 0,
  is_trial: 1,
  is_restreamer: 1,
  is_stalker: 1,
  is_isplock: 1,
  bypass_ua: 1,
  bouquet: '[2,1]',
  allowed_outputs: '[1,2]',
  allowed_ips: '["192.0.2.7"]',
  allowed_ua: '["VLC"]',
  max_connections: 4,
  admin_notes: 'a note',
  isp_desc: 'Example ISP',
  as_number: 'AS64500',
};

beforeEach(async () => {
  panel = await startDemoPanel({
    dialect: 'xcvm',
    clock: () => NOW * 1000,
    seed: { bouquets: [{ bouquet_name: 'One' }, { bouquet_name: 'Two' }], lines: [full] },
  });
});
afterEach(() => panel.stop());

const stored = (): Partial<LineRow> => {
  const { updated: _, ...row } = panel.state.lines.get(1)!;
  return { ...row };
};
const edit = (fields: Record<string, string | string[]>) => callRow(panel, 'edit_line', { id: 1, ...fields });
const token = (scope: 'full' | 'read' | 'lines', expires: number | null = null): string => {
  const text = `xct_${scope.padEnd(40, '0')}`;
  panel.state.apiTokens.add({ user_id: 1, name: 'flows', token: text, scope, expires });
  return text;
};
const ask = async (apiKey: string, action: string): Promise<unknown> =>
  (await fetch(panel.url, { method: 'POST', body: new URLSearchParams({ api_key: apiKey, action }) })).json();

describe('an edit', () => {
  it.each<[Record<string, string | string[]>, Partial<LineRow>]>([
    [{ admin_notes: 'changed' }, { admin_notes: 'changed' }],
    [{ is_trial: '0' }, { is_trial: 0 }],
    [{ is_stalker: '' }, { is_stalker: 0 }],
    [{ bypass_ua: '1' }, {}],
    [{ enabled: '1' }, { enabled: 1 }],
    [{ bouquets_selected: '[1]' }, { bouquet: '[1]' }],
    [{ allowed_ips: '' }, { allowed_ips: '[]' }],
    [{ access_output: '' }, { allowed_outputs: '[]' }],
    [{ access_output: ['3'] }, { allowed_outputs: '[3]' }],
    [{ exp_date: '' }, { exp_date: null }],
    [{ no_expire: '1' }, { exp_date: null }],
    [{ no_expire: '0' }, {}],
    [{ exp_date: `@${NOW}` }, { exp_date: NOW }],
    [{ isp_clear: '' }, { isp_desc: '', as_number: null }],
    [{ password: 'pass/word' }, {}],
  ])('with %j stores that and keeps the rest', async (sent, expected) => {
    const before = stored();
    await edit(sent);
    expect(stored()).toEqual({ ...before, ...expected });
  });

  it.each(['username', 'password'])('with a slash in the %s is refused', async (name) => {
    const before = stored();
    const status = `STATUS_INVALID_${name.toUpperCase()}`;
    expect(await call(panel, 'edit_line', { id: 1, [name]: 'a/b' })).toMatchObject({ status });
    expect(await call(panel, 'create_line', { [name]: 'a/b', bouquets_selected: '[]' })).toMatchObject({ status });
    expect(stored()).toEqual(before);
  });

  it('without a date that can be read is refused', async () => {
    expect(await call(panel, 'edit_line', { id: 1, exp_date: String(NOW) })).toMatchObject({
      status: 'STATUS_INVALID_DATE',
    });
  });
});

describe('a key', () => {
  it.each([
    ['read', 'get_lines', true],
    ['read', 'live_connections', true],
    ['read', 'edit_line', false],
    ['lines', 'get_lines', true],
    ['lines', 'user_info', true],
    ['lines', 'get_packages', true],
    ['lines', 'get_servers', false],
    ['lines', 'create_user', false],
    ['full', 'get_servers', true],
  ] as const)('that is a token of scope %s may %s: %s', async (scope, action, may) => {
    const answer = (await ask(token(scope), action)) as { status?: string };
    expect(answer.status === 'STATUS_NO_PERMISSIONS').toBe(!may);
  });

  it('is refused before the panel looks whether there is such an action', async () => {
    expect(await ask(token('lines'), 'no_such_action')).toEqual({ status: 'STATUS_NO_PERMISSIONS' });
    expect(await ask(panel.apiKey, 'no_such_action')).toMatchObject({ error: 'Invalid action.' });
  });

  it('that has expired, or is of the old kind where they are switched off, is not known', async () => {
    expect(await ask(token('full', NOW), 'user_info')).toMatchObject({ error: 'Invalid API key.' });
    panel.state.newerSettings.api_legacy_keys = 0;
    expect(await ask(panel.apiKey, 'user_info')).toMatchObject({ error: 'Invalid API key.' });
  });

  it('of a group that lists permissions opens what it lists, by the panel’s own names', async () => {
    const group = panel.state.groups.add(newGroup({ is_admin: 1, allowed_pages: '["users","edit_user"]' }));
    panel.state.users.get(1)!.member_group_id = group.group_id;
    expect(await call(panel, 'get_line', { id: 1 })).toMatchObject({ status: 'STATUS_SUCCESS' });
    expect(await call(panel, 'get_user', { id: 1 })).toEqual({ status: 'STATUS_NO_PERMISSIONS' });
    expect(await call(panel, 'user_info')).toMatchObject({ permissions: { advanced: ['users', 'edit_user'] } });
  });
});

it('shows no password’s hash', async () => {
  for (const action of ['user_info', 'get_user']) {
    expect(await callRow(panel, action, { id: 1 })).not.toHaveProperty('password');
  }
});

it('answers 503 with the operator’s words while it is in maintenance', async () => {
  panel.state.newerSettings.maintenance = 'Back at noon';
  const response = await post(panel, 'get_lines');
  expect([response.status, await response.json()]).toEqual([503, { status: 'STATUS_FAILURE', error: 'Back at noon' }]);
});
