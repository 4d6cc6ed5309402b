import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../daemon/testing';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { freePort, startDaemonProcess, type DaemonProcess } from '../../demo/stack';
import { addDuration, instantFromUnix, type Event } from '../../panel';
import { randomMoment, rounds } from './rounds';

/**
 * The daemon as a process, killed -9 again and again at random moments. What the panel was told is written down here, independently, and compared at
 * the end.
 */
describe(`daemon killed -9 ${String(rounds)} times`, () => {
  let folder: string;
  let panel: DemoPanel;
  let daemon: DaemonProcess;
  let port: number;

  const start = async (): Promise<void> => {
    daemon = await startDaemonProcess({
      folder,
      panels: [{ name: 'main', url: panel.url, apiKey: panel.apiKey }],
      port,
      pollSeconds: 0.2,
    });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-crash-'));
    port = await freePort();
    panel = await startDemoPanel({
      seed: {
        bouquets: [{ bouquet_name: 'Basic' }],
        lines: Array.from({ length: 300 }, (_, index) => ({
          username: `user${String(index + 1)}`,
          password: `pass${String(index + 1)}`,
          exp_date: 1_830_000_000,
          bouquet: '[1]',
        })),
      },
    });
    await start();
    await waitUntil(async () => (await view()).state === 'ready', 'the baseline', 30_000);
  });
  afterAll(async () => {
    await daemon.kill();
    await panel.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const view = async (): Promise<{ state: string }> => {
    const { panels } = await daemon.call<{ panels: Array<{ state: string }> }>('GET', '/v1/panels');
    return panels[0] ?? { state: 'none' };
  };
  const events = async (types: string): Promise<Event[]> => {
    const all: Event[] = [];
    for (let after = 0; ;) {
      const page = await daemon.call<{ events: Event[] }>(
        'GET',
        `/v1/events?after=${String(after)}&types=${types}&limit=1000`,
      );
      const last = page.events.at(-1);
      if (!last) return all;
      all.push(...page.events);
      after = last.sequence;
    }
  };

  it('in the middle of a poll: every change of the panel is told of exactly once, in order', async () => {
    const written = new Map<string, string[]>();
    for (let round = 1; round <= rounds; round += 1) {
      for (let change = 0; change < 10; change += 1) {
        const id = ((round * 31 + change * 7) % 300) + 1;
        const line = panel.state.lines.get(id);
        if (!line) throw new Error(`the demo panel has no line ${String(id)}`);
        line.reseller_notes = `round ${String(round)}`;
        written.set(String(id), [...(written.get(String(id)) ?? []), line.reseller_notes]);
      }
      await randomMoment(600);
      await daemon.kill();
      await start();
      // A change overwritten before anyone looked cannot be seen: the next round waits until this one is.
      const expected = [...written.values()].reduce((sum, notes) => sum + notes.length, 0);
      await waitUntil(
        async () => (await events('line.updated')).length >= expected,
        'the events of this round',
        30_000,
      );
    }
    const told = new Map<string, string[]>();
    const all = await events('line.updated');
    for (const event of all) {
      const id = event.data.line?.id ?? '';
      told.set(id, [...(told.get(id) ?? []), String(event.data.after?.['resellerNotes'])]);
    }
    expect(told).toEqual(written);
    expect(new Set(all.map((event) => event.id)).size).toBe(all.length);
    expect(await events('line.deleted,line.created,panel.mass_change_held')).toEqual([]);
  });

  it('in the middle of a command: each renewal takes effect exactly once', async () => {
    // Writes take a while, so that kills fall before, during and after them.
    panel.setFault({ kind: 'slow', actions: ['edit_line', 'get_line'], delayMs: 40 });
    const line = panel.state.lines.get(7);
    let expected = instantFromUnix(line?.exp_date ?? 0);
    for (let round = 1; round <= rounds; round += 1) {
      const command = {
        key: `renewal-${String(round)}`,
        panel: 'main',
        operation: 'line.extend',
        parameters: { line: { username: 'user7' }, extend: 'byDuration', duration: { amount: 10, unit: 'days' } },
      };
      const first = daemon.call('POST', '/v1/commands', command).catch(() => undefined);
      await randomMoment(400);
      await daemon.kill();
      await first;
      await start();
      // Whoever gets no answer sends the same command again.
      await waitUntil(
        () =>
          daemon.call<{ state: string }>('POST', '/v1/commands', command).then(
            (answer) => answer.state === 'confirmed',
            () => false,
          ),
        'the command',
        60_000,
      );
      expected = addDuration(expected, { amount: 10, unit: 'days' });
      expect(instantFromUnix(panel.state.lines.get(7)?.exp_date ?? 0)).toBe(expected);
    }
    const renewals = (await events('line.renewed')).filter((event) => event.data.line?.id === '7');
    expect(renewals.at(-1)?.data.after).toEqual({ expiresAt: expected });
    expect(renewals).toHaveLength(rounds);
  });

  it('with events leased: each comes again until acknowledged, those of one line in order', async () => {
    await daemon.call('PUT', '/v1/feeds/ledger', {
      types: ['line.updated'],
      from: 'beginning',
      leaseSeconds: 1,
      maxAttempts: 100,
    });
    const total = (await events('line.updated')).length;
    const acknowledged: Event[] = [];
    for (let round = 1; acknowledged.length < total; round += 1) {
      const batch = await daemon
        .call<{ events: Array<{ event: Event }> }>('GET', '/v1/feeds/ledger/events?max=20&wait=2&consumer=test')
        .catch(() => ({ events: [] }));
      const ids = batch.events.map(({ event }) => event.id);
      const answer = daemon.call('POST', '/v1/feeds/ledger/acks', { acks: ids });
      if (round <= rounds) {
        await Promise.all([answer.catch(() => undefined), randomMoment(20).then(() => daemon.kill())]);
        await start();
      }
      // What was answered is on disk. What was not answered may or may not be: told again, it counts once.
      const done = await answer.then(
        () => true,
        () =>
          daemon.call('POST', '/v1/feeds/ledger/acks', { acks: ids }).then(
            () => true,
            () => false,
          ),
      );
      if (done) acknowledged.push(...batch.events.map(({ event }) => event));
    }
    expect(new Set(acknowledged.map((event) => event.id)).size).toBe(total);
    const bySubject = new Map<string, number[]>();
    for (const { subject, sequence } of acknowledged)
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), sequence]);
    for (const sequences of bySubject.values()) expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    const left = await daemon.call<{ events: unknown[] }>('GET', '/v1/feeds/ledger/events?max=10&wait=2&consumer=test');
    expect(left.events).toEqual([]);
  });
});
