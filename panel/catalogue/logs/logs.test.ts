import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import { operationById, parseParameters, XuiAdapter, type ReadMany } from '../../index';
import { httpTransport, refusal, ScriptedTransport } from '../../testing';

/** What the panel has written down, on the demo panel. */

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'UTC' };

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeEach(async () => {
  demo = await startDemoPanel({ clock: () => context.now, lines: 3 });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

async function list(id: string, given: Record<string, unknown> = {}): Promise<Array<Record<string, unknown>>> {
  const operation = operationById(id) as ReadMany;
  const rows: object[] = [];
  for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) rows.push(...page);
  return rows as Array<Record<string, unknown>>;
}

it('the client log tells newest first, and by status and days', async () => {
  const entries = await list('clientLog.getMany');
  expect(entries.map(({ id, status }) => [id, status])).toEqual([
    ['3', 'USER_EXPIRED'],
    ['2', 'AUTH_FAILED'],
    ['1', 'USER_EXPIRED'],
  ]);
  expect(entries[0]).toMatchObject({ lineId: '1', ip: '198.51.100.7', localTime: '2026-11-21 12:00:00' });
  expect(await list('clientLog.getMany', { status: 'AUTH_FAILED' })).toHaveLength(1);
  expect(await list('clientLog.getMany', { from: '2026-11-20', to: '2026-11-20' })).toMatchObject([{ id: '2' }]);
});

it('the log of logins tells who tried', async () => {
  expect(await list('loginLog.getMany')).toMatchObject([
    { status: 'SUCCESS', username: 'admin', at: '2026-11-22T11:00:00Z' },
    { status: 'INVALID_LOGIN', userId: null, ip: '203.0.113.9' },
  ]);
  expect(await list('loginLog.getMany', { search: 'INVALID' })).toHaveLength(1);
});

it('stream errors tell where, and by server', async () => {
  expect(await list('streamError.getMany')).toMatchObject([{ id: '2', serverName: 'Main Server' }, { id: '1' }]);
  expect(await list('streamError.getMany', { serverId: '9' })).toEqual([]);
});

it('the user log tells what a reseller did, by reseller and by what was done', async () => {
  expect(await list('userLog.getMany', { userId: '2', action: 'extend' })).toEqual([
    {
      id: '2',
      userId: '2',
      username: 'levant-media',
      type: 'line',
      action: 'extend',
      subjectId: '1',
      packageId: '1',
      cost: 10,
      creditsAfter: 480,
      at: '2026-11-20T12:00:00Z',
    },
  ]);
  expect(await list('userLog.getMany', { userId: '3' })).toEqual([]);
});

it('no log holds a password or an access code', async () => {
  const password = demo.state.lines.get(1)?.password ?? '';
  const all = await Promise.all(
    ['clientLog', 'loginLog', 'streamError', 'userLog'].map((log) => list(`${log}.getMany`)),
  );
  expect(JSON.stringify(all)).toContain('[redacted]');
  for (const secret of [password, 's3cret', 'cedar-admin']) expect(JSON.stringify(all)).not.toContain(secret);
});

it('an entry that comes while pages are read makes none come twice', async () => {
  const row = demo.state.logs.client.get(1)!;
  for (let index = 0; index < 600; index++) demo.state.logs.client.add({ ...row });
  const direct = httpTransport(demo);
  adapter = new XuiAdapter({
    async post(fields) {
      const answer = await direct.post(fields);
      demo.state.logs.client.add({ ...row });
      return answer;
    },
  });
  const ids = (await list('clientLog.getMany')).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('1');
});

it('days the wrong way round are refused', async () => {
  expect((await refusal(() => list('streamError.getMany', { from: '2026-11-20', to: '2026-11-01' }))).code).toBe(
    'invalid-parameter',
  );
});

it.each(['', 'null', '{"result":false}', '[]', '{"status":"STATUS_SUCCESS","data":[{"id":"1"}],"recordsTotal":"1"}'])(
  '%j is no log',
  async (body) => {
    adapter = new XuiAdapter(new ScriptedTransport(() => body));
    for (const log of ['clientLog', 'loginLog', 'streamError', 'userLog']) await refusal(() => list(`${log}.getMany`));
  },
);
