import { PanelError } from '../../../panel';
import { DaemonError } from '../../shared';
import type { FeedClient, LeasedEvent, Verdicts } from './feedClient';

/** How one execution ended, as far as the event is concerned. */
export type Outcome =
  /** Handled: acknowledge. */
  | { kind: 'done' }
  /** Not handled: the event is to come again. `retryAfter` in seconds; left out: the feed's own delay. */
  | { kind: 'failed'; reason: string; retryAfter?: number };

export interface FeedReaderPorts {
  client: FeedClient;
  /** Starts an execution for the event; resolves when it has ended. Never rejects. */
  run(leased: LeasedEvent): Promise<Outcome>;
  sleep(milliseconds: number): Promise<void>;
  /** For what goes wrong and passes. Called once for each spell of trouble. */
  warn(message: string): void;
  info(message: string): void;
  /** For what stays wrong until a person mends it. The reader has stopped. */
  fail(error: unknown): void;
}

export interface FeedReaderSettings {
  concurrency: number;
  leaseSeconds: number;
}

/** The longest pause between two attempts to reach the daemon. Milliseconds. */
const longestPause = 15_000;

/** Milliseconds. */
const slice = 1_000;

/** How often a verdict is tried after the reader was closed. The lease ends by itself if none gets through. */
const farewells = 5;

/**
 * Reads a feed: leases events, runs each, and tells the daemon what became of it.
 *
 *     leased ──run()──▶ running ──done────▶ acknowledged
 *        ▲                │  └───failed──▶ given back (again after a pause, or parked by the daemon)
 *        └── lease ends ──┘      n8n was killed: nobody extends, the event comes again with the next attempt
 *
 * One round: extend the leases of what runs, tell verdicts that did not get through, lease more if there is room. A round takes a third of a lease at most,
 * so a lease survives two lost rounds. A verdict is told the moment the execution ends, not with the next round: between "n8n has saved success" and
 * "the daemon knows" lies one request.
 *
 * An event that comes again while it is still running here (its lease ended because the daemon was away) is not run twice: the run goes on and
 * answers for the new attempt.
 *
 * Closing stops leasing at once and lets what runs go on: its leases are extended and its verdicts told until the last has ended.
 */
export class FeedReader {
  private readonly running = new Set<string>();
  /** Verdicts that did not get through, by event. */
  private readonly untold = new Map<string, Verdicts>();
  private readonly closing = new AbortController();
  private wake: () => void = () => undefined;
  private troubles = 0;

  constructor(
    private readonly ports: FeedReaderPorts,
    private readonly settings: FeedReaderSettings,
  ) {}

  /** Seconds. */
  private get round(): number {
    return Math.max(1, Math.floor(this.settings.leaseSeconds / 3));
  }

  /** Reads until closed, or until something stays wrong. Never rejects. */
  async read(): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        await this.keep();
        await this.leaseMore();
        this.recovered();
      } catch (error) {
        if (this.closing.signal.aborted) break;
        if (isLasting(error)) {
          this.close();
          this.ports.fail(error);
          break;
        }
        await this.endure(error);
      }
    }
    await this.drain();
  }

  /** Stops leasing. What runs goes on and is answered for. */
  close(): void {
    this.closing.abort();
    this.wake();
  }

  private async leaseMore(): Promise<void> {
    const room = this.settings.concurrency - this.running.size;
    if (room < 1) {
      await this.pause(this.round * 1000);
      return;
    }
    const leased = await this.ports.client.lease(room, Math.min(25, this.round), this.closing.signal);
    for (const each of leased) {
      if (this.running.has(each.event.id)) continue;
      if (this.untold.has(each.event.id)) await this.keep();
      else if (!this.closing.signal.aborted) void this.handle(each);
    }
  }

  private async handle(leased: LeasedEvent): Promise<void> {
    const { id } = leased.event;
    this.running.add(id);
    const outcome = await this.ports.run(leased);
    const { kind, ...details } = outcome;
    const verdict: Verdicts =
      kind === 'done' ? { acks: [id] } : { nacks: [{ id, ...(details as { reason: string }) }] };
    this.untold.set(id, verdict);
    this.running.delete(id);
    await this.tell(id, verdict).catch(() => undefined);
    this.wake();
  }

  /** Extends the leases of what runs and tells what did not get through. */
  private async keep(): Promise<void> {
    for (const [id, verdict] of [...this.untold]) await this.tell(id, verdict);
    if (this.running.size === 0) return;
    const extend = [...this.running];
    await this.ports.client.tell({ extend }).catch(async (error: unknown) => {
      if (!isRefused(error)) throw error;
      // All or nothing: one lease that is no longer ours would end the others.
      for (const id of extend) await this.ports.client.tell({ extend: [id] }).catch(onlyRefused);
    });
  }

  private async tell(id: string, verdict: Verdicts): Promise<void> {
    await this.ports.client.tell(verdict).catch(onlyRefused);
    this.untold.delete(id);
  }

  /** After closing: until nothing runs and everything is told, or the daemon stays silent. */
  private async drain(): Promise<void> {
    for (let failures = 0; (this.running.size > 0 || this.untold.size > 0) && failures < farewells;) {
      try {
        await this.keep();
        failures = 0;
      } catch {
        failures++;
      }
      if (this.running.size > 0) await this.pause(this.round * 1000);
      else if (this.untold.size > 0) await this.ports.sleep(1_000);
    }
  }

  /** Sleeps until the time is over, a run has ended, or the reader is closed. In short slices: nodes cannot end a sleep they began. */
  private async pause(milliseconds: number): Promise<void> {
    let over = false;
    const woken = new Promise<void>((resolve) => {
      this.wake = () => {
        over = true;
        resolve();
      };
    });
    for (let left = milliseconds; left > 0 && !over; left -= slice) {
      await Promise.race([this.ports.sleep(Math.min(slice, left)), woken]);
    }
  }

  private async endure(error: unknown): Promise<void> {
    this.troubles++;
    if (this.troubles === 1) this.ports.warn(error instanceof Error ? error.message : String(error));
    if (error instanceof DaemonError && error.code === 'unknown-feed') {
      await this.ports.client.register().catch(() => undefined);
    }
    await this.pause(Math.min(longestPause, 500 * 2 ** Math.min(this.troubles, 6)));
  }

  private recovered(): void {
    if (this.troubles > 0) this.ports.info('The sync daemon answers again.');
    this.troubles = 0;
  }
}

/** The daemon does not know the lease or the feed any more, or does not understand the verdict: nothing is left to tell it. */
function isRefused(error: unknown): boolean {
  return error instanceof DaemonError && error.status >= 400 && error.status < 500 && error.code !== 'unauthorized';
}

function onlyRefused(error: unknown): void {
  if (!isRefused(error)) throw error;
}

/** Wrong token, wrong address, a filter that is none: trying again changes nothing. */
export function isLasting(error: unknown): boolean {
  if (error instanceof PanelError) return error.code === 'wrong-url';
  return error instanceof DaemonError && error.status >= 400 && error.status < 500 && error.code !== 'unknown-feed';
}
