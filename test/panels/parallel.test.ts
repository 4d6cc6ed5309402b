import { openBench, oneMonth, type Bench } from '../../daemon/commands/testing/bench';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { makeAdapter, PanelError, type Dialect, type PanelTransport } from '../../panel';
import { httpTransport } from '../../panel/testing';

/** Writes at once, through the daemon's commands on real SQLite, to the demo panel over HTTP. */

const start = Date.parse('2027-01-01T00:00:00Z');
const expiry = Date.parse('2027-01-15T12:00:00Z') / 1000;

let demo: DemoPanel;
let bench: Bench;
afterEach(async () => {
  await bench.close();
  await demo.stop();
});

async function open(dialect: Dialect, lines: number, change = (transport: PanelTransport) => transport): Promise<void> {
  demo = await startDemoPanel({
    dialect,
    clock: () => start,
    seed: {
      users: [{ username: 'reseller', credits: 500, api_key: '0'.repeat(32) }],
      bouquets: [{ bouquet_name: 'News' }],
      packages: [{ package_name: 'Month', official_credits: 10, bouquets: '[1]' }],
      lines: Array.from({ length: lines }, (_, index) => ({
        username: `line${String(1000 + index)}`,
        password: 'p',
        member_id: 2,
        package_id: 1,
        exp_date: expiry,
        bouquet: '[1]',
        allowed_outputs: '[1,2]',
      })),
    },
  });
  bench = await openBench({ real: makeAdapter(dialect, change(httpTransport(demo))) });
}

async function renewAll(requests: ReadonlyArray<{ key: string; parameters: object }>): Promise<string[]> {
  const commands = await bench.start();
  const views = await Promise.all(
    requests.map(async ({ key, parameters }) => {
      await commands.submit({ key, panel: 'real', operation: 'line.extend', parameters: { ...parameters } });
      return commands.wait(key, 60);
    }),
  );
  return views.map(({ state }) => state);
}

const fifty = Array.from({ length: 50 }, (_, index) => `k${String(index)}`);

it.each([
  ['50 renewals of one line are 50 months', fifty, '2031-03-15T12:00:00Z'],
  ['one renewal asked for 50 times is one month', fifty.map(() => 'k'), '2027-02-15T12:00:00Z'],
])('%s', async (_, keys, end) => {
  await open('xui', 1);
  const states = await renewAll(keys.map((key) => ({ key, parameters: { line: { id: '1' }, ...oneMonth } })));
  expect(new Set(states)).toEqual(new Set(['confirmed']));
  expect(demo.state.lines.get(1)?.exp_date).toBe(Date.parse(end) / 1000);
});

it('20 lines of one reseller renewed at once, answers lost, are each renewed and paid for once', async () => {
  let edits = 0;
  const losing = (transport: PanelTransport): PanelTransport => ({
    async post(fields) {
      const answer = await transport.post(fields);
      if (fields[0]?.[1] === 'edit_line' && ++edits % 3 === 0) throw new PanelError('unreachable', 'Answer lost.');
      return answer;
    },
  });
  await open('reseller', 20, losing);
  const requests = Array.from({ length: 20 }, (_, index) => ({
    key: `r${String(index)}`,
    parameters: { line: { id: String(index + 1) }, extend: 'byPackage', packageId: '1' },
  }));
  expect(new Set(await renewAll(requests))).toEqual(new Set(['confirmed']));
  const ends = new Set(demo.state.lines.all().map((line) => line.exp_date));
  expect(ends).toEqual(new Set([Date.parse('2027-02-15T12:00:00Z') / 1000]));
  expect(demo.state.users.get(2)?.credits).toBe(300);
  expect(demo.state.logs.users.size).toBe(20);
});

it('sent to the panel at once without a queue, renewals lose credits', async () => {
  await open('reseller', 20);
  const renew = (id: number) =>
    httpTransport(demo).post([
      ['action', 'edit_line'],
      ['id', String(id)],
      ['package', '1'],
    ]);
  await Promise.all(demo.state.lines.all().map(({ id }) => renew(id)));
  expect(demo.state.logs.users.size).toBe(20);
  expect(demo.state.users.get(2)?.credits).toBeGreaterThan(300);
});
