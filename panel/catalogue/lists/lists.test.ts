import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import { operationById, parseParameters, XuiAdapter, type ReadMany } from '../../index';
import { httpTransport, refusal, ScriptedTransport } from '../../testing';

/** Short lists, on the demo panel and in the forms panels answer them. */

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'UTC' };

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeAll(async () => {
  demo = await startDemoPanel({ clock: () => context.now, lines: 1 });
});
beforeEach(() => {
  adapter = new XuiAdapter(httpTransport(demo));
});
afterAll(() => demo.stop());

async function list(id: string, given: Record<string, unknown> = {}): Promise<object[]> {
  const operation = operationById(id) as ReadMany;
  const rows: object[] = [];
  for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) rows.push(...page);
  return rows;
}

const scripted = (body: string): void => {
  adapter = new XuiAdapter(new ScriptedTransport(() => body));
};

it('servers', async () => {
  expect(await list('server.getMany')).toEqual([
    {
      id: '1',
      name: 'Main Server',
      ip: '127.0.0.1',
      domain: null,
      main: true,
      enabled: true,
      online: true,
      busy: false,
      connections: 0,
      users: 0,
      maxClients: 1000,
      httpPort: 80,
      httpsPort: 443,
    },
  ]);
});

it('categories, groups and sources of the guide', async () => {
  const categories = await list('category.getMany');
  expect(categories[0]).toMatchObject({ id: '1', name: 'News', type: 'live', position: 1 });
  expect(categories).toHaveLength(demo.state.categories.size);
  expect(await list('group.getMany')).toMatchObject([
    { id: '1', name: 'Administrators', admin: true, reseller: false },
    { id: '2', name: 'Resellers', admin: false, reseller: true, trials: 50, trialPeriod: 'day' },
  ]);
  const [epg] = await list('epg.getMany');
  expect(epg).toEqual({ id: '1', name: 'Guide', daysKept: 7, updatedAt: null });
});

it.each([
  ['ip', { value: '203.0.113.9', notes: 'flood attack', attempts: 41, blockedAt: '2026-11-20T12:00:00Z' }],
  ['isp', { value: 'Example Hosting', notes: null, attempts: null, blockedAt: null }],
  ['userAgent', { value: 'curl', notes: null, attempts: 3, blockedAt: null }],
])('blocked: %s', async (kind, expected) => {
  expect(await list('blocked.getMany', { kind })).toEqual([{ id: '1', kind, ...expected }]);
});

it('access codes, without the codes', async () => {
  expect(await list('accessCode.getMany')).toMatchObject([
    { id: '1', code: '…min', kind: 'admin', enabled: true, groupIds: ['1'], allowedIps: [] },
    { kind: 'reseller' },
    { code: `…${demo.accessCode.slice(-3)}`, kind: 'adminApi' },
  ]);
});

it('a provider that is let in again is not blocked', async () => {
  demo.state.blockedIsps.add({ isp: 'Pardoned Networks', blocked: 0 });
  expect(await list('blocked.getMany', { kind: 'isp' })).toHaveLength(1);
});

it('an empty list is an answer where it can be', async () => {
  scripted('[]');
  expect(await list('blocked.getMany')).toEqual([]);
  expect(await list('epg.getMany')).toEqual([]);
});

it.each(['server.getMany', 'group.getMany'])('an empty list is none where it cannot be: %s', async (id) => {
  scripted('[]');
  expect((await refusal(() => list(id))).code).toBe('bad-answer');
});

it.each(['', 'null', '{"result":false}', '<html>', '[{"id":"1"'])('%j is no list', async (body) => {
  scripted(body);
  for (const id of ['server.getMany', 'category.getMany', 'group.getMany', 'epg.getMany', 'blocked.getMany'])
    await refusal(() => list(id));
});
