import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { executeWrite, operationById, parseParameters, R22fAdapter, type Write } from '../index';
import { httpTransport, refusal } from '../testing';

/** The catalogue on a panel that knows lines by username and password, devices by their address, and packages not at all. */

const now = Date.parse('2026-11-22T12:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };
const line = { username: 'alice', password: 'kept-secret' };
const mac = '00:1A:79:AA:BB:CC';

let demo: DemoPanel;
let adapter: R22fAdapter;

beforeEach(async () => {
  demo = await startDemoPanel({
    dialect: 'r22f',
    clock: () => now,
    seed: {
      lines: [{ ...line, exp_date: 1_798_761_600, bouquet: '[1]', allowed_outputs: '[1,2]' }],
      bouquets: [{ bouquet_name: 'Basic' }],
    },
  });
  adapter = new R22fAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

function write(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

it('a new line takes the panel’s own outputs, and is known by what was made up for it', async () => {
  const made = await write('line.create', { expiresAt: '2027-06-30T12:00:00Z', bouquetIds: ['1'] });
  expect(made).toMatchObject({ id: '2', outputs: ['hls', 'mpegts', 'rtmp'], maxConnections: 1, trial: false });
  const { username, password } = made as { username: string; password: string };
  expect(demo.state.lines.get(2)).toMatchObject({ username, password });
});

it.each([
  ['line.create', { packageId: '1' }, 'packageId'],
  ['line.create', { expiresAt: '2027-06-30', bouquetIds: ['1'], outputs: ['hls'] }, 'outputs'],
  ['line.update', { line, contact: 'a@example.test' }, 'contact'],
  ['mag.create', { mac, packageId: '1' }, 'packageId'],
  ['line.update', { line: { id: '1' }, trial: true }, 'line'],
  ['line.disable', { line: { username: 'alice' } }, 'line'],
  ['mag.disable', { device: { id: '1' } }, 'device'],
])('%s with %j is refused before anything is sent', async (id, given, field) => {
  expect(await refusal(() => write(id, given))).toMatchObject({ code: 'invalid-parameter', field });
  expect(demo.requestCount).toBe(0);
});

it('a new password is found to be set when only the answer to it was lost', async () => {
  demo.setFault({ kind: 'apply-then-reset', actions: ['user/edit'], times: 1 });
  const done = (await write('line.resetPassword', { line })) as { password: string };
  expect(demo.state.lines.get(1)?.password).toBe(done.password);
  expect(demo.requests.filter(({ action }) => action === 'user/edit')).toHaveLength(1);
});

it('a crash between sending a new password and hearing of it leaves a target that is known to be reached', async () => {
  const operation = operationById('line.update') as Write;
  const values = parseParameters(operation, { line, username: 'alicia', password: 'new-secret' }, context);
  const target = JSON.parse(JSON.stringify(await operation.plan(adapter, values, context))) as object;
  expect((await operation.assess(adapter, target)).state).toBe('pending');
  await operation.send(adapter, target);
  expect((await operation.assess(adapter, target)).state).toBe('reached');
});

it('a MAG device is switched by its line, found by its address', async () => {
  await write('mag.create', { mac, expiresAt: '2027-06-30T12:00:00Z', bouquetIds: ['1'] });
  expect(await write('mag.ban', { device: { mac } })).toMatchObject({ mac, banned: true });
  expect(demo.state.lines.get(2)).toMatchObject({ admin_enabled: 0, is_mag: 1, bouquet: '[1]' });
});

it('a device that came in the place of another is not switched for it', async () => {
  await write('mag.create', { mac, expiresAt: '2027-06-30T12:00:00Z', bouquetIds: ['1'] });
  const operation = operationById('mag.disable') as Write;
  const target = await operation.plan(adapter, { device: { mac } }, context);
  demo.state.mags.delete(1);
  demo.state.mags.add({ user_id: 1, mac, stb_type: '' });
  expect((await refusal(() => operation.send(adapter, target))).code).toBe('not-found');
  expect(demo.state.lines.get(1)?.enabled).toBe(1);
});

it('what api.php has not is offered by nobody there', () => {
  for (const id of ['line.delete', 'line.getMany', 'enigma2.get', 'enigma2.create', 'mag.getMany', 'user.create']) {
    expect(operationById(id)?.adapters).not.toContain('r22f');
  }
});
