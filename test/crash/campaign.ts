import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../daemon/testing';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { freePort, startDaemonProcess, type DaemonProcess, type StartDaemonOptions } from '../../demo/stack';
import { postStripeEvent, subscribeEvents, type StripeEvent } from '../../demo/stripe';
import type { Event } from '../../panel';
import { Ledger, outOfOrder, wrongRenewals } from './ledger';
import { Receiver } from './receiver';

const expiry = 1_830_000_000;

/** Which lines what is done to: commands and hands on one line would overwrite each other on the panel itself. */
const noted = { from: 1, to: 200 };
const renewed = { from: 201, to: 260 };
const deletable = { from: 261, to: 400 };

function anyOf({ from, to }: { from: number; to: number }): number {
  return from + Math.floor(Math.random() * (to - from + 1));
}

/** What ran against what was done, in words; nothing where all is well. */
export interface Findings {
  lost: string[];
  duplicated: string[];
  /** Keys of commands that were never confirmed. */
  unconfirmed: string[];
  /** Renewals whose effect on the panel is another than what was asked for. */
  renewals: string[];
  /** Events a feed never leased, leased after they were acknowledged, or leased out of a line's order. */
  feed: string[];
  /** Events that were never pushed to the endpoint, or first pushed out of a line's order. */
  pushes: string[];
}

/** What a campaign should find. */
export const nothing: Findings = { lost: [], duplicated: [], unconfirmed: [], renewals: [], feed: [], pushes: [] };

export interface CampaignOptions extends Partial<StartDaemonOptions> {
  /** Milliseconds since 1970. @default this machine's */
  panelClock?: () => number;
}

/**
 * A daemon under load: hands on the panel, commands, billing messages, a feed's consumer and an endpoint, all at once, each written down in a ledger. What gets no
 * answer is done again in a later round, as those who get none do.
 */
export class Campaign {
  readonly ledger = new Ledger();
  private readonly unanswered = new Map<string, StripeEvent>();
  private process: DaemonProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    readonly panel: DemoPanel,
    private readonly receiver: Receiver,
    private readonly options: Partial<StartDaemonOptions>,
  ) {}

  /** Begins with a panel that has been looked at once, and a feed over everything. */
  static async begin({ panelClock, ...options }: CampaignOptions = {}): Promise<Campaign> {
    const panel = await startDemoPanel({
      ...(panelClock === undefined ? {} : { clock: panelClock }),
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
    // Writes take a while, so that what happens falls before, during and after them.
    panel.setFault({ kind: 'slow', actions: ['edit_line', 'get_line'], delayMs: 20 });
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'xtream-ui-crash-')));
    const campaign = new Campaign(folder, await freePort(), panel, await Receiver.start(), options);
    await campaign.start();
    await waitUntil(async () => (await campaign.state()) === 'ready', 'the baseline', 30_000);
    const feed = { from: 'beginning', leaseSeconds: 1, maxAttempts: 1000 };
    await campaign.daemon.call('PUT', '/v1/feeds/ledger', feed);
    return campaign;
  }

  get daemon(): DaemonProcess {
    if (this.process === undefined) throw new Error('The daemon has not been started.');
    return this.process;
  }

  /** @param wait whether until it answers */
  async start(wait = true): Promise<void> {
    const { folder, port, panel } = this;
    this.process = await startDaemonProcess({
      folder,
      port,
      wait,
      panels: [{ name: 'main', url: panel.url, apiKey: panel.apiKey }],
      pollSeconds: 0.2,
      ...this.options,
      // After a kill, the next process waits for the lease of the one before.
      settings: ['replica:', '  lease: 1s', this.receiver.settings, this.options.settings ?? ''].join('\n'),
    });
  }

  async end(): Promise<void> {
    await this.process?.kill();
    await this.panel.stop();
    await this.receiver.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** All at once, once. Never rejects. */
  async round(number: number): Promise<void> {
    const keys = this.openRenewals().slice(-8);
    for (let more = 0; more < 2; more += 1) {
      const key = `renewal-${String(number)}-${String(more)}`;
      this.ledger.renewals.set(key, String(anyOf(renewed)));
      keys.push(key);
    }
    this.bill();
    await Promise.allSettled([
      this.readLog().then(() => {
        this.changeByHand(number);
      }),
      ...keys.map((key) => this.renew(key)),
      ...[...this.unanswered.values()].map((message) => this.post(message)),
      this.consume()
        .then(() => this.consume())
        .then(() => this.consume()),
    ]);
  }

  /** Does again what is unanswered until all has been told of, then compares. */
  async findings(): Promise<Findings> {
    await waitUntil(
      async () => {
        await Promise.allSettled([
          ...this.openRenewals()
            .slice(0, 20)
            .map((key) => this.renew(key)),
          ...[...this.unanswered.values()].map((message) => this.post(message)),
        ]);
        await this.readLog().catch(() => undefined);
        return this.openRenewals().length === 0 && this.ledger.differences().lost.length === 0;
      },
      'everything to be told of',
      120_000,
    ).catch(() => undefined);
    return {
      ...this.ledger.differences(),
      unconfirmed: this.openRenewals(),
      renewals: wrongRenewals(this.ledger, this.panel, expiry),
      feed: await this.wrongLeases(),
      pushes: await this.wrongPushes(),
    };
  }

  private async state(): Promise<string> {
    const { panels } = await this.daemon.call<{ panels: Array<{ state: string }> }>('GET', '/v1/panels');
    return panels[0]?.state ?? 'none';
  }

  private openRenewals(): string[] {
    return [...this.ledger.renewals.keys()].filter((key) => !this.ledger.confirmed.has(key));
  }

  /** Takes in what is new in the daemon's log. */
  async readLog(): Promise<void> {
    for (;;) {
      const { events } = await this.daemon.call<{ events: Event[] }>(
        'GET',
        `/v1/events?after=${String(this.ledger.position)}&limit=1000`,
      );
      if (events.length === 0) return;
      this.ledger.read(events);
    }
  }

  private changeByHand(round: number): void {
    const { lines } = this.panel.state;
    for (let change = 0; change < 4; change += 1) {
      const id = anyOf(noted);
      const line = lines.get(id);
      if (!line || !this.ledger.isSettled(String(id))) continue;
      line.reseller_notes = `round ${String(round)}, change ${String(change)}`;
      this.ledger.write(String(id), line.reseller_notes);
    }
    const gone = anyOf(deletable);
    // More of them at once would be held until a person has looked.
    if (this.ledger.untoldDeletions < 5 && lines.delete(gone)) this.ledger.deleted.add(String(gone));
    const template = lines.get(noted.from);
    if (round % 3 !== 0 || !template) return;
    const { id: _, ...row } = template;
    const made = lines.add({ ...row, username: `made${String(round)}`, reseller_notes: null });
    this.ledger.made.add(String(made.id));
  }

  private async renew(key: string): Promise<void> {
    const id = this.ledger.renewals.get(key);
    const answer = await this.daemon.call<{ state: string }>('POST', '/v1/commands?wait=5', {
      key,
      panel: 'main',
      operation: 'line.extend',
      parameters: { line: { id }, extend: 'byDuration', duration: { amount: 10, unit: 'days' } },
    });
    if (answer.state === 'confirmed') this.ledger.confirmed.add(key);
  }

  private bill(): void {
    const paid = subscribeEvents({
      customer: { email: 'nadia@example.com', name: 'Nadia', phone: null, country: 'LB', locale: 'ar' },
      priceId: 'price_1',
      amount: 1299,
      paidAt: Math.floor(Date.now() / 1000),
    }).find(({ type }) => type === 'invoice.paid');
    if (!paid) throw new Error('No payment among the events of a subscription.');
    this.ledger.posted.add(paid.id);
    this.unanswered.set(paid.id, paid);
  }

  private async post(message: StripeEvent): Promise<void> {
    const { url, stripeSecret } = this.daemon;
    const { status } = await postStripeEvent(`${url}/v1/inbox/stripe`, message, stripeSecret);
    if (status === 200) this.unanswered.delete(message.id);
  }

  private async consume(): Promise<void> {
    const { events } = await this.daemon.call<{ events: Array<{ event: Event }> }>(
      'GET',
      '/v1/feeds/ledger/events?max=30&wait=0&consumer=ledger',
    );
    const ids = events.map(({ event }) => event.id);
    this.ledger.lease(events.map(({ event }) => event));
    await this.daemon.call('POST', '/v1/feeds/ledger/acks', { acks: ids });
    for (const id of ids) this.ledger.acknowledged.add(id);
  }

  private async wrongLeases(): Promise<string[]> {
    await waitUntil(
      async () => {
        await this.consume();
        return (await this.daemon.call<{ lag: number }>('GET', '/v1/feeds/ledger')).lag === 0;
      },
      'the feed to be empty',
      60_000,
    ).catch(() => undefined);
    await this.readLog();
    const told = new Set(this.ledger.leased.map(({ id }) => id));
    const missing = this.ledger.all.filter(({ id }) => !told.has(id));
    return [
      ...missing.map(({ id, type }) => `${type} ${id} was never leased`),
      ...this.ledger.again.map((id) => `${id} was leased after it had been acknowledged`),
      ...outOfOrder(this.ledger.leased).map((subject) => `${subject} was told of out of order`),
    ];
  }

  private async wrongPushes(): Promise<string[]> {
    const { received } = this.receiver;
    const missing = () => {
      const pushed = new Set(received.map(({ id }) => id));
      return this.ledger.all.filter(({ id }) => !pushed.has(id));
    };
    await waitUntil(() => missing().length === 0, 'all to be pushed', 60_000).catch(() => undefined);
    return [
      ...missing().map(({ id, type }) => `${type} ${id} was never pushed`),
      ...outOfOrder(received).map((subject) => `${subject} was pushed out of order`),
    ];
  }
}
