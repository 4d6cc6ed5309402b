import { startDemoPanel, type DemoPanel, type LineRow } from '../../demo/panel';
import { newGroup } from '../../demo/panel/state';
import { XcvmAdapter, type LineChanges } from '../index';
import { everythingOf, httpTransport, refusal, ScriptedTransport } from '../testing';

/** The adapter against the demo panel over HTTP. */

const now = Date.parse('2026-11-22T12:00:00Z');
let demo: DemoPanel;
let panel: XcvmAdapter;

const line: Partial<LineRow> = {
  username: 'alice',
  password: 'alice-secret',
  exp_date: 1_801_396_800,
  bouquet: '[2,1]',
  allowed_outputs: '[1,2]',
  allowed_ips: '["192.0.2.1"]',
  allowed_ua: '["VLC"]',
  is_trial: 1,
  is_stalker: 1,
  enabled: 0,
  max_connections: 3,
  admin_notes: 'pays in cash',
  isp_desc: 'Example ISP',
};

beforeEach(async () => {
  demo = await startDemoPanel({
    dialect: 'xcvm',
    clock: () => now,
    seed: {
      lines: [line, { username: 'old', password: 'p', exp_date: 0 }],
      bouquets: [{ bouquet_name: 'One' }, { bouquet_name: 'Two' }],
    },
  });
  panel = new XcvmAdapter(httpTransport({ ...demo, dialect: 'xcvm' }));
});
afterEach(() => demo.stop());

function row(id: number): LineRow {
  const found = demo.state.lines.get(id);
  if (!found) throw new Error(`no line ${String(id)}`);
  return found;
}

/** The adapter with a new token of this scope. */
function withToken(scope: 'full' | 'read' | 'lines'): XcvmAdapter {
  const token = `xct_${scope.padEnd(40, '0')}`;
  demo.state.apiTokens.add({ user_id: 1, name: 'flows', token, scope, expires: null });
  return new XcvmAdapter(httpTransport({ url: demo.url, apiKey: token, dialect: 'xcvm' }));
}

/** The adapter with the key of an administrator whose group lists these permissions only. */
function ofGroup(...permissions: string[]): XcvmAdapter {
  const group = demo.state.groups.add(newGroup({ is_admin: 1, allowed_pages: JSON.stringify(permissions) }));
  demo.state.users.get(1)!.member_group_id = group.group_id;
  return new XcvmAdapter(httpTransport({ ...demo, dialect: 'xcvm' }));
}

const sentTo = (action: string) => demo.requests.filter((request) => request.action === action);

describe('whose key it is', () => {
  it.each([
    ['full', /^This is XC_VM 2\.6, with the API key of an administrator\.$/],
    ['read', /^This is XC_VM 2\.6, with an API token limited to reading\.$/],
    ['lines', /^This is XC_VM 2\.6, with an API token limited to lines, devices and activation codes\.$/],
  ] as const)('a token of scope %s', async (scope, explanation) => {
    const identity = await withToken(scope).identify();
    expect(identity).toMatchObject({ dialect: 'xcvm', userId: '1', username: 'admin' });
    expect(identity.explanation).toMatch(explanation);
  });

  it('says when the panel is older', async () => {
    const older = new XcvmAdapter(httpTransport(await demo.open('xui')));
    expect((await older.identify()).explanation).toMatch(/XUI\.ONE.*and not XC_VM 2\.6/);
  });
});

describe('an edit', () => {
  it('sends what changes and nothing else, so that what somebody else changes meanwhile stays', async () => {
    await panel.updateLine('1', { username: 'alice', adminNotes: 'pays by card', trial: false });
    expect(sentTo('edit_line')[0]?.form).toEqual({
      api_key: '[redacted]',
      action: 'edit_line',
      id: '1',
      is_trial: '0',
      admin_notes: 'pays by card',
    });
  });

  const wholeChanges: LineChanges = {
    allowedIps: [],
    allowedUserAgents: [],
    outputs: [],
    trial: false,
    bouquetIds: [],
  };
  it.each<[string, LineChanges, Partial<LineRow>]>([
    [
      'empties lists and ends a trial',
      wholeChanges,
      { allowed_ips: '[]', allowed_ua: '[]', allowed_outputs: '[]', is_trial: 0, bouquet: '[]' },
    ],
    ['never expires', { expiresAt: null }, { exp_date: null }],
    ['expires', { expiresAt: '2027-06-30T00:00:00Z' }, { exp_date: 1_814_313_600 }],
    ['renames', { username: 'bob', password: 'new' }, { username: 'bob', password: 'new' }],
    [
      'is switched on and banned',
      { enabled: true, banned: true, adminNotes: '' },
      { enabled: 1, admin_enabled: 0, admin_notes: '' },
    ],
  ])('%s, and keeps all else', async (_, changes, expected) => {
    const { updated: _before, ...before } = { ...row(1) };
    await panel.updateLine('1', changes);
    expect(row(1)).toMatchObject({ ...before, ...expected });
  });

  it('asks once which panel it is', async () => {
    await panel.updateLine('1', { adminNotes: 'one' });
    await panel.updateLine('1', { adminNotes: 'two' });
    expect(sentTo('get_settings')).toHaveLength(1);
  });

  it('goes with a token limited to lines', async () => {
    await withToken('lines').updateLine('1', { maxConnections: 5 });
    expect(sentTo('edit_line')[0]?.form).toEqual({
      api_key: '[redacted]',
      action: 'edit_line',
      id: '1',
      max_connections: '5',
    });
    expect(row(1)).toMatchObject({ max_connections: 5, username: 'alice', enabled: 0 });
  });

  it.each<[string, LineChanges]>([
    ['a note', { adminNotes: 'new' }],
    ['all lists emptied', wholeChanges],
  ])('on a panel that replaces what is left out loses nothing: %s', async (_, changes) => {
    const { updated: _before, ...before } = { ...row(1) };
    const older = new XcvmAdapter(httpTransport(await demo.open('xui')));
    const edited = await older.updateLine('1', changes);
    expect(edited).toMatchObject(changes);
    expect(row(1)).toMatchObject({
      username: before.username,
      password: before.password,
      exp_date: before.exp_date,
      enabled: 0,
    });
  });

  it('where neither is proved sends the whole line, an expiry of long ago included', async () => {
    const bound = ofGroup('edit_user');
    await bound.updateLine('2', { adminNotes: 'new' });
    expect(sentTo('edit_line')[0]?.form).toMatchObject({
      username: 'old',
      exp_date: '@0',
      enabled: '1',
      max_connections: '1',
    });
    expect(row(2)).toMatchObject({ exp_date: 0, admin_notes: 'new' });
    await bound.updateLine('1', wholeChanges);
    expect(row(1)).toMatchObject({ is_trial: 0, is_stalker: 1, allowed_ips: '[]', username: 'alice' });
  });

  it('that the panel took for a new line is told of', async () => {
    let stored: Record<string, unknown> = { ...row(1) };
    const lying = new ScriptedTransport((action) => {
      const answer = (data: unknown) => JSON.stringify({ status: 'STATUS_SUCCESS', data });
      if (action === 'get_settings') return answer({ api_legacy_keys: '1' });
      if (action === 'edit_line')
        stored = { ...stored, username: 'x7Kq', exp_date: null, enabled: 1, admin_notes: 'new' };
      return action.includes('probe') ? '{"status":"STATUS_FAILURE","error":"Invalid action."}' : answer(stored);
    });
    const error = await refusal(() => new XcvmAdapter(lying).updateLine('1', { adminNotes: 'new' }));
    expect(error).toMatchObject({ code: 'not-verified' });
    expect(error.message).toMatch(/username.*exp_date.*enabled/);
  });
});

describe('is refused before anything is sent', () => {
  it.each(['username', 'password'] as const)('a slash in the %s', async (name) => {
    const created = { username: 'u', password: 'p', expiresAt: null, bouquetIds: [], [name]: 'a/b' };
    for (const call of [() => panel.createLine(created), () => panel.updateLine('1', { [name]: 'a/b' })]) {
      const error = await refusal(call);
      expect(error).toMatchObject({ code: 'invalid-parameter', field: name });
      expect(everythingOf(error)).not.toContain('a/b');
    }
    expect([...sentTo('create_line'), ...sentTo('edit_line')]).toEqual([]);
  });
});

describe('a refusal names its reason', () => {
  it.each([
    [
      'lines',
      'get_servers',
      /limited to lines, devices and activation codes, and get_servers lies outside/,
      (p: XcvmAdapter) => p.parts.lists?.listServers?.(),
    ],
    ['read', 'delete_line', /limited to reading, and delete_line lies outside/, (p: XcvmAdapter) => p.deleteLine('1')],
    ['lines', 'get_users', /and get_users lies outside/, (p: XcvmAdapter) => p.listUsers()],
  ] as const)('a token of scope %s: %s', async (scope, _, message, act) => {
    const error = await refusal(() => act(withToken(scope)));
    expect(error).toMatchObject({ code: 'no-permission', panelStatus: 'STATUS_NO_PERMISSIONS' });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(/token with the scope “full”/);
    expect(row(1).username).toBe('alice');
  });

  it('a group, by the permission’s own name', async () => {
    const bound = ofGroup('users');
    expect((await bound.listLines()).rows).toHaveLength(2);
    const error = await refusal(() => bound.getLine('1'));
    expect(error).toMatchObject({ code: 'no-permission' });
    expect(error.message).toMatch(/lacks the permission edit_user, which get_line asks for/);
    expect((await refusal(() => bound.parts.users?.getUser?.('1'))).message).toMatch(/edit_reguser/);
  });

  it('a token within its scope, the group', async () => {
    ofGroup('users');
    expect((await refusal(() => withToken('lines').getLine('1'))).message).toMatch(/permission edit_user/);
  });

  it('a key that is not known, with what may be the matter with tokens', async () => {
    demo.state.newerSettings.api_legacy_keys = 0;
    const error = await refusal(() => panel.listLines());
    expect(error).toMatchObject({ code: 'wrong-key' });
    expect(error.hint).toMatch(/expired.*old keys/);
  });

  it('maintenance, with how long to wait', async () => {
    demo.state.newerSettings.maintenance = 'Back at noon';
    const error = await refusal(() => panel.listLines());
    expect(error).toMatchObject({ code: 'unavailable', passing: true });
    expect(error.message).toMatch(/in maintenance/);
    const body = '{"status":"STATUS_FAILURE","error":"Back at noon"}';
    const asked = new ScriptedTransport(() => ({ status: 503, body, headers: { 'retry-after': '600' } }));
    expect(await refusal(() => new XcvmAdapter(asked).identify())).toMatchObject({ retryAfterSeconds: 600 });
  });
});

it('acts on a device through its line, and sees that it came about', async () => {
  await panel.parts.devices?.createDevice?.('mag', { mac: '00:1A:79:AA:BB:CC', expiresAt: null, bouquetIds: ['1'] });
  const device = await panel.parts.devices?.findDevice?.('mag', '00:1A:79:AA:BB:CC', false);
  const disabled = await panel.updateLine(device?.lineId ?? '', { enabled: false });
  expect(disabled.enabled).toBe(false);
  expect(sentTo('disable_mag')).toEqual([]);
});
