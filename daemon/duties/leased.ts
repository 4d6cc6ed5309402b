import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Store } from '../store';
import { untilAborted } from './alone';
import { DutyLost, type Duties, type Duty, type Held, type ReplicaView } from './duty';
import { Leases } from './leases';

export interface LeasedDutiesOptions {
  store: Store;
  /** How this replica is called where replicas are listed. */
  replica: string;
  /** After so long without renewal, another replica takes a duty over. Seconds. */
  leaseSeconds: number;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** A duty this replica does, or is letting go of. */
interface Holding {
  token: number;
  /** Tells the duty to let go. */
  stop: AbortController;
  /** Tells it that it is lost. */
  lost: AbortController;
  ended: Promise<void>;
}

/** Signalled when duties have become free, or a replica has come that wants some. */
const changed = 'duties';

/** After the end of somebody's lease, before it is looked at. Milliseconds. */
const slack = 20;

/**
 * Duties shared out among the replicas on one PostgreSQL.
 *
 * A replica holds a duty by a lease, which it renews every third of the lease's length. When it dies, the lease ends, and another takes the duty. So that two
 * never do one duty at once, whatever stops, hangs or is cut off:
 *
 * - What it writes is **fenced**: each transaction of a duty first checks (`Held.check`) that the lease is still this one. Nobody can take a lease between
 *   that check and the commit.
 * - What it asks of panels and others cannot be fenced. So it lets go by its own clock **before** the database would give the duty to another: a fifth of the
 *   lease before, counted from when the last renewal was asked for. A process that was stopped and goes on may run its next step before any timer: so
 *   each request is preceded by a look at that clock (`Held.assert`).
 */
export class LeasedDuties implements Duties {
  private readonly leases: Leases;
  private readonly ready = new Map<string, Duty>();
  private readonly holdings = new Map<string, Holding>();
  private readonly stopping = new AbortController();
  private readonly leaseMs: number;
  /** Until when our own clock vouches for what we hold. */
  private deadline = 0;
  private watchdog: NodeJS.Timeout | undefined;
  private renewing: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(private readonly options: LeasedDutiesOptions) {
    this.leaseMs = options.leaseSeconds * 1000;
    this.leases = new Leases(options.store, options.replica, this.leaseMs);
  }

  add(duty: Duty): void {
    this.ready.set(duty.name, duty);
    this.options.store.signals.emit(changed);
  }

  async remove(name: string): Promise<void> {
    this.ready.delete(name);
    await this.giveBack(name);
  }

  has(name: string): boolean {
    return this.holdings.get(name)?.stop.signal.aborted === false;
  }

  replicas(): Promise<ReplicaView[]> {
    return this.leases.replicas();
  }

  start(): void {
    this.renewing = this.renewUntilStopped();
  }

  async stop(): Promise<void> {
    this.ready.clear();
    // Leases go on being renewed until all is let go of.
    await Promise.all([...this.holdings.keys()].map((name) => this.giveBack(name)));
    this.stopping.abort();
    await this.renewing;
    clearTimeout(this.watchdog);
    try {
      await this.leases.leave();
      this.options.store.announce(changed);
    } catch (error) {
      this.options.logger.warn(
        { err: error },
        'The store is away: the others learn that this replica stops when its leases end',
      );
    }
  }

  private async renewUntilStopped(): Promise<void> {
    const { store } = this.options;
    let first = true;
    while (!this.stopping.signal.aborted) {
      const turn = new AbortController();
      const signal = AbortSignal.any([turn.signal, this.stopping.signal]);
      // Listening begins before looking, so that no signal falls between the two.
      const woken = store.signals.next(changed, signal);
      const wait = await this.renew();
      if (first) store.announce(changed);
      first = false;
      await Promise.race([woken, sleep(wait, undefined, { signal }).catch(() => undefined)]);
      turn.abort();
    }
  }

  /** @returns milliseconds until the next renewal. Never rejects */
  private async renew(): Promise<number> {
    const { logger } = this.options;
    const every = this.leaseMs / 3;
    const asked = performance.now();
    const held = [...this.holdings].filter(([, { lost }]) => !lost.signal.aborted);
    const busy = [...this.holdings].filter(([, { stop }]) => stop.signal.aborted);
    try {
      const { taken, lost, surplus, nextEnd } = await this.leases.renew({
        ready: [...this.ready.keys()],
        held: new Map(held.map(([name, { token }]) => [name, token])),
        busy: new Set(busy.map(([name]) => name)),
      });
      this.vouchUntil(asked + (this.leaseMs * 4) / 5);
      for (const name of lost) this.lose(name, 'another replica has it');
      for (const [name, token] of taken) this.begin(name, token);
      for (const name of surplus) void this.giveBack(name);
      if (this.failing) logger.info('Leases are renewed again');
      this.failing = false;
      return Math.min(every, (nextEnd ?? every) + slack);
    } catch (error) {
      if (!this.failing) logger.warn({ err: error }, 'Leases cannot be renewed: the store is away. It is tried again');
      this.failing = true;
      return Math.min(every, 1000);
    }
  }

  private vouchUntil(deadline: number): void {
    this.deadline = deadline;
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      this.loseAll();
    }, deadline - performance.now());
  }

  private begin(name: string, token: number): void {
    const duty = this.ready.get(name);
    if (duty === undefined) {
      // Removed while it was being taken.
      void this.leases.release(name, token).catch(() => undefined);
      return;
    }
    const { logger } = this.options;
    logger.info({ duty: name }, 'This replica takes the duty');
    const stop = new AbortController();
    const lost = new AbortController();
    const held: Held = {
      lost: lost.signal,
      check: async (trx) => {
        if (await this.leases.isHeld(trx, name, token)) return;
        if (this.holdings.get(name)?.token === token) this.lose(name, 'another replica has it');
        throw new DutyLost(name);
      },
      assert: () => {
        if (performance.now() >= this.deadline) this.loseAll();
        if (lost.signal.aborted) throw new DutyLost(name);
      },
    };
    const ended = untilAborted(duty, stop.signal, held, logger).then(() => {
      // What is given back stays with us until others may have it. What was lost may have become free again.
      if (!lost.signal.aborted) return;
      this.holdings.delete(name);
      this.options.store.signals.emit(changed);
    });
    this.holdings.set(name, { token, stop, lost, ended });
  }

  private async giveBack(name: string): Promise<void> {
    const holding = this.holdings.get(name);
    if (holding === undefined) return;
    const { token, stop, lost, ended } = holding;
    const first = !stop.signal.aborted;
    stop.abort();
    await ended;
    if (!first || lost.signal.aborted) return;
    try {
      await this.leases.release(name, token);
      this.options.logger.info({ duty: name }, 'This replica has given the duty back');
      this.options.store.announce(changed);
    } catch (error) {
      this.options.logger.warn(
        { err: error, duty: name },
        'The duty could not be given back; others take it when its lease ends',
      );
    }
    this.holdings.delete(name);
  }

  private lose(name: string, reason: string): void {
    const holding = this.holdings.get(name);
    if (holding === undefined || holding.lost.signal.aborted) return;
    this.options.logger.warn({ duty: name, reason }, 'This replica has lost the duty');
    holding.lost.abort();
    holding.stop.abort();
  }

  private loseAll(): void {
    for (const name of this.holdings.keys()) this.lose(name, 'its lease could not be renewed in time');
  }
}
