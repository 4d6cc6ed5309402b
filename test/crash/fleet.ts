import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReplicaView } from '../../daemon/duties';
import { freshDatabase, waitUntil } from '../../daemon/testing';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { freePort, startDaemonProcess, type DaemonProcess } from '../../demo/stack';
import type { Event } from '../../panel';
import { Ledger, outOfOrder, wrongRenewals } from './ledger';
import { Witness } from './witness';

const expiry = 1_830_000_000;

/** So many lines that a pass needs several pages. */
const lines = 1200;

/** Which lines what is done to: commands and hands on one line would overwrite each other on the panel itself. */
const noted = { from: 1, to: 1000 };
const renewed = { from: 1001, to: 1100 };
const deletable = { from: 1101, to: lines };

/** Seconds. Short, so that what a replica did is soon done by another. */
const lease = 3;

function anyOf({ from, to }: { from: number; to: number }): number {
  return from + Math.floor(Math.random() * (to - from + 1));
}

interface Watched {
  panel: DemoPanel;
  ledger: Ledger;
}

/** Three daemons on one PostgreSQL, watching three panels, under load; what is done to the panels and asked of the daemons is written down beside. */
export class Fleet {
  readonly witness = new Witness();
  readonly feed = new Ledger();
  readonly panels = new Map<string, Watched>();
  private readonly daemons = new Map<string, DaemonProcess>();
  private readonly ports = new Map<string, number>();
  private readonly addresses = new Map<string, Array<{ name: string; url: string; apiKey: string }>>();
  private changes = 0;

  private folder = '';
  private database: Awaited<ReturnType<typeof freshDatabase>> | undefined;

  async begin(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'xtream-ui-replicas-'));
    this.database = await freshDatabase();
    for (const name of ['north', 'south', 'west']) {
      const panel = await startDemoPanel({
        seed: {
          bouquets: [{ bouquet_name: 'Basic' }],
          lines: Array.from({ length: lines }, (_, index) => ({
            username: `user${String(index + 1)}`,
            password: `pass${String(index + 1)}`,
            exp_date: expiry,
            bouquet: '[1]',
          })),
        },
      });
      // Answers take a while, so that what happens falls before, during and after them.
      panel.setFault({ kind: 'slow', actions: ['edit_line', 'get_line', 'get_lines'], delayMs: 20 });
      this.panels.set(name, { panel, ledger: new Ledger() });
    }
    for (const replica of ['one', 'two', 'three']) {
      await mkdir(join(this.folder, replica));
      this.ports.set(replica, await freePort());
      const ways: Array<{ name: string; url: string; apiKey: string }> = [];
      for (const [name, { panel }] of this.panels) {
        ways.push({ name, url: await this.witness.way(replica, name, panel.url), apiKey: panel.apiKey });
      }
      this.addresses.set(replica, ways);
      await this.start(replica);
    }
    await waitUntil(() => this.isWatched(), 'the baselines', 60_000);
    await this.call('PUT', '/v1/feeds/ledger', { from: 'beginning', leaseSeconds: 2, maxAttempts: 1000 });
  }

  get names(): string[] {
    return [...this.ports.keys()];
  }

  async start(replica: string): Promise<void> {
    const daemon = await startDaemonProcess({
      folder: join(this.folder, replica),
      port: this.ports.get(replica) ?? 0,
      panels: this.addresses.get(replica) ?? [],
      pollSeconds: 0.3,
      ...(this.database === undefined ? {} : { postgres: this.database.url }),
      settings: `replica:\n  name: ${replica}\n  lease: ${String(lease)}s`,
    });
    this.daemons.set(replica, daemon);
  }

  async kill(replica: string): Promise<void> {
    const daemon = this.daemons.get(replica);
    this.daemons.delete(replica);
    await daemon?.kill();
  }

  /** Stops a process as a machine that freezes does, until what is returned is called. */
  freeze(replica: string): () => void {
    const daemon = this.daemons.get(replica);
    if (!daemon) throw new Error(`${replica} does not run.`);
    this.daemons.delete(replica);
    process.kill(daemon.pid, 'SIGSTOP');
    return () => {
      process.kill(daemon.pid, 'SIGCONT');
      this.daemons.set(replica, daemon);
    };
  }

  async end(): Promise<void> {
    for (const replica of this.names) await this.kill(replica);
    await this.witness.close();
    for (const { panel } of this.panels.values()) await panel.stop();
    await this.database?.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** At any replica that runs. */
  call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
    const running = [...this.daemons.values()];
    const daemon = running[Math.floor(Math.random() * running.length)];
    return daemon === undefined ? Promise.reject(new Error('None runs.')) : daemon.call<T>(method, path, body);
  }

  async replicas(): Promise<ReplicaView[]> {
    return (await this.call<{ replicas: ReplicaView[] }>('GET', '/v1/replicas')).replicas;
  }

  /** Who has a panel now. */
  async holderOf(panel: string): Promise<string | undefined> {
    const replicas = await this.replicas();
    return replicas.find(({ duties }) => duties.some(({ duty }) => duty === `panel:${panel}`))?.replica;
  }

  /** Hands on the panels, commands and a feed's consumer, all at once, once. Never rejects. */
  async round(): Promise<void> {
    await this.readLog().catch(() => undefined);
    for (const watched of this.panels.values()) this.changeByHand(watched);
    await Promise.allSettled([
      ...[...this.panels].flatMap(([name, { ledger }]) => {
        const key = `${name}:${String((this.changes += 1))}`;
        ledger.renewals.set(key, String(anyOf(renewed)));
        return [key, ...this.openRenewals(ledger).slice(-5)].map((each) => this.renew(name, ledger, each));
      }),
      this.consume(),
    ]);
  }

  /** Does again what is unanswered until all has been told of, then compares. @returns what was not as it should be, in words */
  async findings(): Promise<string[]> {
    const ledgers = [...this.panels.values()].map(({ ledger }) => ledger);
    const isDone = (): boolean =>
      ledgers.every((ledger) => this.openRenewals(ledger).length === 0 && ledger.differences().lost.length === 0);
    await waitUntil(
      async () => {
        await Promise.allSettled(
          [...this.panels].flatMap(([name, { ledger }]) =>
            this.openRenewals(ledger)
              .slice(0, 20)
              .map((key) => this.renew(name, ledger, key)),
          ),
        );
        await this.readLog().catch(() => undefined);
        return isDone();
      },
      'everything to be told of',
      120_000,
    ).catch(() => undefined);
    await waitUntil(
      async () => {
        await this.consume();
        return (await this.call<{ lag: number; waiting: number }>('GET', '/v1/feeds/ledger')).lag === 0;
      },
      'the feed to be empty',
      60_000,
    ).catch(() => undefined);
    await this.readLog();
    const leased = new Set(this.feed.leased.map(({ id }) => id));
    return [
      ...this.witness.faults,
      ...[...this.panels].flatMap(([name, watched]) => [
        ...Object.values(watched.ledger.differences())
          .flat()
          .map((words) => `${name}: ${words}`),
        ...this.openRenewals(watched.ledger).map((key) => `the command ${key} was never confirmed`),
        ...wrongRenewals(watched.ledger, watched.panel, expiry).map((words) => `${name}: ${words}`),
      ]),
      ...this.feed.all.filter(({ id }) => !leased.has(id)).map(({ id, type }) => `${type} ${id} was never leased`),
      ...this.feed.again.map((id) => `${id} was leased after it had been acknowledged`),
      ...outOfOrder(this.feed.leased).map((subject) => `${subject} was told of out of order`),
    ];
  }

  private async isWatched(): Promise<boolean> {
    const { panels } = await this.call<{ panels: Array<{ state: string }> }>('GET', '/v1/panels');
    return panels.every(({ state }) => state === 'ready');
  }

  private async readLog(): Promise<void> {
    for (;;) {
      const { events } = await this.call<{ events: Event[] }>(
        'GET',
        `/v1/events?after=${String(this.feed.position)}&limit=1000`,
      );
      // Another look may have been faster.
      const fresh = events.filter(({ sequence }) => sequence > this.feed.position);
      if (fresh.length === 0) return;
      this.feed.read(fresh);
      for (const [name, { ledger }] of this.panels) ledger.read(fresh.filter((event) => event.panel === name));
    }
  }

  private changeByHand({ panel, ledger }: Watched): void {
    for (let count = 0; count < 5; count += 1) {
      const id = anyOf(noted);
      const line = panel.state.lines.get(id);
      if (!line || !ledger.isSettled(String(id))) continue;
      line.reseller_notes = `change ${String((this.changes += 1))}`;
      ledger.write(String(id), line.reseller_notes);
    }
    if (Math.random() > 0.1) return;
    const gone = anyOf(deletable);
    if (panel.state.lines.delete(gone)) ledger.deleted.add(String(gone));
  }

  private openRenewals(ledger: Ledger): string[] {
    return [...ledger.renewals.keys()].filter((key) => !ledger.confirmed.has(key));
  }

  private async renew(panel: string, ledger: Ledger, key: string): Promise<void> {
    const answer = await this.call<{ state: string }>('POST', '/v1/commands?wait=5', {
      key,
      panel,
      operation: 'line.extend',
      parameters: {
        line: { id: ledger.renewals.get(key) },
        extend: 'byDuration',
        duration: { amount: 10, unit: 'days' },
      },
    });
    if (answer.state === 'confirmed') ledger.confirmed.add(key);
  }

  private async consume(): Promise<void> {
    const { events } = await this.call<{ events: Array<{ event: Event }> }>(
      'GET',
      '/v1/feeds/ledger/events?max=50&wait=0&consumer=ledger',
    );
    const ids = events.map(({ event }) => event.id);
    this.feed.lease(events.map(({ event }) => event));
    await this.call('POST', '/v1/feeds/ledger/acks', { acks: ids });
    for (const id of ids) this.feed.acknowledged.add(id);
  }
}
