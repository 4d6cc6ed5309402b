import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import { executeWrite, operationById, parseParameters, XuiAdapter, type Write } from '../../index';
import { httpTransport, refusal } from '../../testing';

/** Turning away and letting in again, on the demo panel with the real one's odd calls. */

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'UTC', randomByte: () => 7 };

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeEach(async () => {
  demo = await startDemoPanel({ clock: () => context.now, lines: 1 });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

function run(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

const writes = (): string[] => demo.requests.map(({ action }) => action).filter((action) => !action.startsWith('get_'));

it.each([
  [
    { kind: 'ip', value: '192.0.2.0/24', notes: 'flood' },
    { notes: 'flood', blockedAt: '2026-11-22T12:00:00Z' },
  ],
  [{ kind: 'ip', value: '2001:db8::7' }, { notes: null }],
  [{ kind: 'isp', value: 'Example Transit' }, { attempts: null }],
  [{ kind: 'userAgent', value: 'BadPlayer', exactMatch: true }, { attempts: 0 }],
])('adds and removes %j', async (given, expected) => {
  const { kind, value } = given;
  expect(await run('blocked.add', given)).toMatchObject({ id: '2', kind, value, ...expected });
  expect(await run('blocked.remove', { kind, value: value.toUpperCase() })).toEqual({
    id: '2',
    kind,
    value: value.toUpperCase(),
    deleted: true,
  });
  expect(writes()).toHaveLength(2);
});

it('a provider is turned away, not only written down', async () => {
  await run('blocked.add', { kind: 'isp', value: 'Example Transit' });
  expect(demo.state.blockedIsps.get(2)?.blocked).toBe(1);
});

it('what is blocked already is not added a second time', async () => {
  expect(await run('blocked.add', { kind: 'userAgent', value: 'CURL' })).toMatchObject({ id: '1', value: 'curl' });
  expect(writes()).toEqual([]);
});

it('removes every entry of a player’s name', async () => {
  demo.state.blockedUserAgents.add({ user_agent: 'curl', exact_match: 1, attempts_blocked: 0 });
  await run('blocked.remove', { kind: 'userAgent', value: 'curl' });
  expect(demo.state.blockedUserAgents.size).toBe(0);
});

it('reads back after a lost answer', async () => {
  demo.setFault({ kind: 'apply-then-reset', actions: ['add_blocked_ip'], times: 1 });
  expect(await run('blocked.add', { kind: 'ip', value: '192.0.2.1' })).toMatchObject({ value: '192.0.2.1' });
  expect(demo.state.blockedIps.size).toBe(2);
});

it.each([
  ['ip', 'localhost'],
  ['ip', '192.0.2'],
])('refuses %s %j before anything is sent', async (kind, value) => {
  expect((await refusal(() => run('blocked.add', { kind, value }))).field).toBe('value');
  expect(demo.requestCount).toBe(0);
});

it('says that there is nothing to let in', async () => {
  expect((await refusal(() => run('blocked.remove', { kind: 'isp', value: 'Nobody' }))).code).toBe('not-found');
  expect(writes()).toEqual([]);
});
