import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, waitUntil } from '../../daemon/testing';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { freePort, startDaemonProcess, type DaemonProcess } from '../../demo/stack';
import { postStripeEvent, subscribeEvents, type StripeEvent } from '../../demo/stripe';
import { addDuration, instantFromUnix, type Event } from '../../panel';
import { Ledger } from './ledger';
import { daemonRounds, randomMoment, report } from './rounds';

const expiry = 1_830_000_000;

/** Which lines what is done to: commands and hands on one line would overwrite each other on the panel itself. */
const noted = { from: 1, to: 200 };
const renewed = { from: 201, to: 260 };
const deletable = { from: 261, to: 400 };

function anyOf({ from, to }: { from: number; to: number }): number {
  return from + Math.floor(Math.random() * (to - from + 1));
}

/**
 * The daemon as a process, killed -9 again and again at random moments while all it does goes on at once: polls, commands, webhooks taken in, events
 * leased and acknowledged; some kills fall into its start. What was done is written down here, independently, and compared at the end.
 */
describe.each(['sqlite', 'postgres'] as const)(
  `the daemon over %s, killed -9 ${String(daemonRounds)} times`,
  (store) => {
    const ledger = new Ledger();
    const unanswered = new Map<string, StripeEvent>();
    let folder: string;
    let database: Awaited<ReturnType<typeof freshDatabase>> | undefined;
    let panel: DemoPanel;
    let daemon: DaemonProcess;
    let port: number;

    const start = async (wait = true): Promise<void> => {
      daemon = await startDaemonProcess({
        folder,
        panels: [{ name: 'main', url: panel.url, apiKey: panel.apiKey }],
        port,
        pollSeconds: 0.2,
        wait,
        ...(database === undefined ? {} : { postgres: database.url }),
      });
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'xtream-ui-crash-'));
      database = store === 'postgres' ? await freshDatabase() : undefined;
      port = await freePort();
      panel = await startDemoPanel({
        seed: {
          bouquets: [{ bouquet_name: 'Basic' }],
          lines: Array.from({ length: deletable.to }, (_, index) => ({
            username: `user${String(index + 1)}`,
            password: `pass${String(index + 1)}`,
            exp_date: expiry,
            bouquet: '[1]',
          })),
        },
      });
      // Writes take a while, so that kills fall before, during and after them.
      panel.setFault({ kind: 'slow', actions: ['edit_line', 'get_line'], delayMs: 20 });
      await start();
      await waitUntil(async () => (await state()) === 'ready', 'the baseline', 30_000);
      await daemon.call('PUT', '/v1/feeds/ledger', { from: 'beginning', leaseSeconds: 1, maxAttempts: 1000 });
    });
    afterAll(async () => {
      await daemon.kill();
      await panel.stop();
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
    });

    const state = async (): Promise<string> => {
      const { panels } = await daemon.call<{ panels: Array<{ state: string }> }>('GET', '/v1/panels');
      return panels[0]?.state ?? 'none';
    };

    const readLog = async (): Promise<void> => {
      for (;;) {
        const { events } = await daemon.call<{ events: Event[] }>(
          'GET',
          `/v1/events?after=${String(ledger.position)}&limit=1000`,
        );
        if (events.length === 0) return;
        ledger.read(events);
      }
    };

    const changeByHand = (round: number): void => {
      for (let change = 0; change < 4; change += 1) {
        const id = anyOf(noted);
        const line = panel.state.lines.get(id);
        if (!line || !ledger.isSettled(String(id))) continue;
        line.reseller_notes = `round ${String(round)}, change ${String(change)}`;
        ledger.write(String(id), line.reseller_notes);
      }
      const gone = anyOf(deletable);
      if (panel.state.lines.delete(gone)) ledger.deleted.add(String(gone));
      const template = panel.state.lines.get(noted.from);
      if (round % 3 !== 0 || !template) return;
      const { id: _, ...row } = template;
      const made = panel.state.lines.add({ ...row, username: `made${String(round)}`, reseller_notes: null });
      ledger.made.add(String(made.id));
    };

    const renew = async (key: string): Promise<void> => {
      const id = ledger.renewals.get(key);
      if (id === undefined) throw new Error(`There is no renewal ${key}.`);
      const answer = await daemon.call<{ state: string }>('POST', '/v1/commands?wait=5', {
        key,
        panel: 'main',
        operation: 'line.extend',
        parameters: { line: { id }, extend: 'byDuration', duration: { amount: 10, unit: 'days' } },
      });
      if (answer.state === 'confirmed') ledger.confirmed.add(key);
    };

    const post = async (message: StripeEvent): Promise<void> => {
      const { status } = await postStripeEvent(`${daemon.url}/v1/inbox/stripe`, message, daemon.stripeSecret);
      if (status !== 200) return;
      ledger.taken.add(message.id);
      unanswered.delete(message.id);
    };

    const consume = async (): Promise<number> => {
      const { events } = await daemon.call<{ events: Array<{ event: Event }> }>(
        'GET',
        '/v1/feeds/ledger/events?max=30&wait=0&consumer=ledger',
      );
      const ids = events.map(({ event }) => event.id);
      ledger.lease(events.map(({ event }) => event));
      await daemon.call('POST', '/v1/feeds/ledger/acks', { acks: ids });
      for (const id of ids) ledger.acknowledged.add(id);
      return ids.length;
    };

    /** All at once; what the kill cuts off is done again in a later round, as those who get no answer do. */
    const allAtOnce = async (round: number): Promise<void> => {
      const keys = [...ledger.renewals.keys()].filter((key) => !ledger.confirmed.has(key));
      for (let more = 0; more < 2; more += 1) {
        const key = `renewal-${String(round)}-${String(more)}`;
        ledger.renewals.set(key, String(anyOf(renewed)));
        keys.push(key);
      }
      const paid = subscribeEvents({
        customer: { email: 'nadia@example.com', name: 'Nadia', phone: null, country: 'LB', locale: 'ar' },
        priceId: 'price_1',
        amount: 1299,
        paidAt: Math.floor(Date.now() / 1000),
      }).find(({ type }) => type === 'invoice.paid');
      if (!paid) throw new Error('No payment among the events of a subscription.');
      ledger.posted.add(paid.id);
      unanswered.set(paid.id, paid);
      await Promise.allSettled([
        readLog().then(() => {
          changeByHand(round);
        }),
        ...keys.slice(-10).map(renew),
        ...[...unanswered.values()].map(post),
        consume().then(consume).then(consume),
      ]);
    };

    it('loses nothing, does nothing twice, and keeps the order of each line', async () => {
      for (let round = 1; round <= daemonRounds; round += 1) {
        // Most kills fall among work, every fifth into the start itself.
        if (round % 5 === 0) await randomMoment(700);
        else {
          const work = allAtOnce(round);
          await randomMoment(700);
          await daemon.kill();
          await work;
        }
        await daemon.kill();
        // The next kill falls into this start.
        await start(round % 5 !== 4 || round === daemonRounds);
      }
      await waitUntil(
        async () => {
          const open = [...ledger.renewals.keys()].filter((key) => !ledger.confirmed.has(key));
          await Promise.allSettled([...open.slice(0, 20).map(renew), ...[...unanswered.values()].map(post)]);
          await readLog();
          return open.length === 0 && ledger.isComplete();
        },
        'everything to be told of',
        120_000,
      ).catch(() => undefined);
      const { lost, duplicated } = ledger.differences();
      report({ crash: store, rounds: daemonRounds, lost: lost.length, duplicated: duplicated.length });
      expect({ lost, duplicated }).toEqual({ lost: [], duplicated: [] });
      expect(ledger.of('panel.mass_change_held')).toEqual([]);
    });

    it('every renewal took effect on the panel exactly once', () => {
      const expected = new Map<string, number>();
      for (const id of ledger.renewals.values()) expected.set(id, (expected.get(id) ?? 0) + 1);
      for (let id = renewed.from; id <= renewed.to; id += 1) {
        const times = expected.get(String(id)) ?? 0;
        const due = addDuration(instantFromUnix(expiry), { amount: times * 10, unit: 'days' });
        expect([id, instantFromUnix(panel.state.lines.get(id)?.exp_date ?? 0)]).toEqual([id, due]);
      }
    });

    it('the feed leases each event until it is acknowledged, never afterwards, each line’s in order', async () => {
      await waitUntil(
        async () => {
          await consume();
          return ledger.acknowledged.size >= ledger.position - 1 || (await lag()) === 0;
        },
        'the feed to be empty',
        60_000,
      );
      await readLog();
      const told = new Set(ledger.leased.map(({ id }) => id));
      const missing = ['line.updated', 'line.renewed', 'line.deleted', 'line.created', 'payment.succeeded']
        .flatMap((type) => ledger.of(type))
        .filter(({ id }) => !told.has(id));
      expect({ missing, again: ledger.again, outOfOrder: ledger.outOfOrder() }).toEqual({
        missing: [],
        again: [],
        outOfOrder: [],
      });
    });

    const lag = async (): Promise<number> =>
      (await daemon.call<{ lag: number; leased: number }>('GET', '/v1/feeds/ledger')).lag;
  },
);
