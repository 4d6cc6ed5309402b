import { startDemoPanel, type DemoPanel, type LineRow } from '../../../demo/panel';
import { executeWrite, operationById, parseParameters, XuiAdapter, type Write } from '../../index';
import { httpTransport, refusal } from '../../testing';
import type { SuspendedLine } from './suspend';

/** Suspensions on the demo panel: the reason is kept in the notes, and decides what lifts it. */

const now = Date.parse('2026-11-22T12:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeEach(async () => {
  demo = await startDemoPanel({
    seed: {
      lines: [
        { username: 'alice', password: 'secret-1', admin_notes: 'VIP since 2020', reseller_notes: 'crm:1' },
        { username: 'off', password: 'secret-2', enabled: 0 },
      ],
    },
  });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

const write = (id: string): Write => operationById(id) as Write;
const run = async (id: string, given: Record<string, unknown> = {}, username = 'alice'): Promise<SuspendedLine> => {
  const operation = write(id);
  const values = parseParameters(operation, { line: { username }, ...given }, context);
  return (await executeWrite(operation, adapter, values, context)) as SuspendedLine;
};
const row = (id = 1): LineRow => demo.state.lines.get(id)!;

it('suspends a line and keeps the reason beside the notes; resuming leaves the line as it was', async () => {
  const before = { ...row() };
  expect(await run('line.suspend', { reason: 'non-payment' })).toMatchObject({
    enabled: false,
    suspensionReason: 'non-payment',
    suspendedOn: '2026-11-22',
    suspensionNote: null,
    outcome: 'suspended',
  });
  expect(row()).toMatchObject({ enabled: 0, admin_notes: 'VIP since 2020\n[suspended: non-payment 2026-11-22]' });
  expect(await run('line.resume', { onlyIfReason: 'non-payment' })).toMatchObject({
    enabled: true,
    suspensionReason: null,
    outcome: 'resumed',
  });
  expect(row()).toEqual({ ...before, updated: row().updated });
});

it('is lifted by a payment only where it was for non-payment', async () => {
  await run('line.suspend', { reason: 'abuse', note: 'shared on a forum' });
  expect(await run('line.resume', { onlyIfReason: 'non-payment' })).toMatchObject({
    enabled: false,
    suspensionReason: 'abuse',
    suspensionNote: 'shared on a forum',
    outcome: 'otherReason',
  });
  expect(await run('line.resume')).toMatchObject({ enabled: true, outcome: 'resumed' });
});

it('by hand, without a reason, is not lifted by a payment, even after one was missed', async () => {
  expect(await run('line.suspend', { reason: 'non-payment' }, 'off')).toMatchObject({ outcome: 'alreadySuspended' });
  const resumed = await run('line.resume', { onlyIfReason: 'non-payment' }, 'off');
  expect(resumed).toMatchObject({ enabled: false, suspensionReason: null, outcome: 'otherReason' });
});

it.each([
  ['non-payment', 'non-payment', 'alreadySuspended', 'non-payment'],
  ['non-payment', 'abuse', 'suspended', 'abuse'],
  ['abuse', 'non-payment', 'alreadySuspended', 'abuse'],
  ['other', 'customer-request', 'alreadySuspended', 'other'],
])('for %s, then for %s: %s, for %s', async (first, second, outcome, suspensionReason) => {
  await run('line.suspend', { reason: first });
  expect(await run('line.suspend', { reason: second })).toMatchObject({ outcome, suspensionReason });
  expect(row().admin_notes?.match(/\[suspended/g)).toHaveLength(1);
});

it.each(['line.enable', 'line.disable'])(
  'that somebody lifted in the panel leaves no reason behind: %s',
  async (id) => {
    await run('line.suspend', { reason: 'non-payment' });
    row().enabled = 1;
    expect(await run('line.resume', { onlyIfReason: 'abuse' })).toMatchObject({ outcome: 'notSuspended' });
    expect(row().admin_notes).toBe('VIP since 2020');
    row().admin_notes = '[suspended: non-payment 2026-11-22]\nVIP';
    await run(id);
    expect(row().admin_notes).toBe('VIP');
  },
);

it('of a line that is not suspended changes nothing', async () => {
  const before = JSON.stringify(row());
  expect(await run('line.resume', { onlyIfReason: 'non-payment' })).toMatchObject({ outcome: 'notSuspended' });
  expect(JSON.stringify(row())).toBe(before);
});

it('does not undo notes that somebody wrote meanwhile', async () => {
  const operation = write('line.suspend');
  const values = parseParameters(operation, { line: { username: 'alice' }, reason: 'other' }, context);
  const target = await operation.plan(adapter, values, context);
  row().admin_notes = 'called today';
  expect(await operation.assess(adapter, target)).toMatchObject({ state: 'conflict' });
});

it.each(['two\nlines', 'a [bracket]'])('refuses a note that would break the mark: %j', async (note) => {
  expect(await refusal(() => run('line.suspend', { reason: 'other', note }))).toMatchObject({ field: 'note' });
  expect(row().enabled).toBe(1);
});

it('is refused where the notes could not be kept as they are', async () => {
  row().admin_notes = 'see ../old';
  expect((await refusal(() => run('line.suspend', { reason: 'other' }))).code).toBe('rejected');
  expect(row().enabled).toBe(1);
});
