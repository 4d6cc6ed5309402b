import type { Logger } from 'pino';
import { instantOf, type Clock } from '../clock';
import { writeHeld, type Held } from '../duties';
import type { EventLog } from '../events';
import { Bell } from '../pause';
import type { Matcher, Selection } from '../selection';
import type { Store } from '../store';
import type { Lane } from './lane';
import { Rate } from './rate';
import { awayAfter, maxAttempts, probeDelay, retryDelay } from './schedule';
import type { Answer, Sender } from './sender';
import { disable, partOf, settleLane, writeStanding, type FailedPush, type Standing } from './settle';
import type { EndpointTable } from './tables';
import type { DisabledReason } from './tables';
import type { Push } from './window';

export interface PusherOptions {
  endpoint: Pick<EndpointTable, 'id' | 'name' | 'revision'>;
  selection: Selection;
  matcher: Matcher;
  /** First the events as they come, then replays, oldest first. */
  lanes: readonly Lane[];
  standing: Standing;
  sender: Sender;
  concurrency: number;
  rate: number | null;
  /** After so long without any success, the endpoint is disabled. Milliseconds. */
  disableAfterMs: number;
  /** That this replica is the one that pushes. */
  held: Held;
  store: Store;
  log: EventLog;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
  /** From 0 to 1. */
  random: () => number;
}

/** Results are written together: so many milliseconds after the first of them, or when there are so many. */
const settleAfter = 25;
const settleAt = 500;

/** With so many results not on disk nothing more is pushed: the store is slower than the endpoint. */
const mostUnwritten = 5000;

/** The log, and what waits for its time, are looked at this often, whatever the signals say. Milliseconds. */
const lookEvery = 2000;

const failuresKept = 10;

/** A replay gets at most this share of the connections, so that what comes finds some free. */
const replayShare = 0.5;

/**
 * Pushes to one endpoint, as long as its settings stay as they are.
 *
 * Three things go on beside each other: the log is read ahead, pushes fly, results are written in batches. An event counts as pushed when the endpoint
 * has answered 2xx, and is written down after that: a crash in between pushes it again, under the same webhook-id.
 */
export class Pusher {
  private readonly rate: Rate;
  private readonly ended = new AbortController();
  private readonly toRead = new Bell();
  private readonly toWrite = new Bell();
  private readonly landed = new Bell();
  private lanes: readonly Lane[];
  private standing: Standing;
  private toDisable: { reason: DisabledReason; words: string } | null = null;
  private flying = 0;
  private flyingReplays = 0;
  private failuresInARow = 0;
  private probeAt = 0;
  /** Results, and pages read, that are not on disk. */
  private unwritten = 0;
  private pumpTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PusherOptions) {
    this.rate = new Rate(options.rate);
    this.standing = options.standing;
    this.lanes = options.lanes;
  }

  /**
   * Pushes until the signal aborts or the endpoint is disabled; what is on disk is then what happened.
   *
   * @param graceMs how long what is under way may take to end; then it is broken off, and comes again
   * @throws whatever the store does; what was not written comes again
   */
  async run(signal: AbortSignal, graceMs: () => number): Promise<void> {
    const { log, sender, held } = this.options;
    const stop = (): void => this.ended.abort();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    // Another replica may begin: nothing of ours may still be under way.
    const cut = (): void => sender.breakOff();
    held.lost.addEventListener('abort', cut);
    const deaf = log.onAppend(() => this.toRead.ring());
    // A replay may have nothing left to do but to be called done.
    this.changed();
    try {
      const parts = [this.readOn(), this.writeOn()].map((part) => part.finally(stop));
      const failed = (await Promise.allSettled(parts)).find((part) => part.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      await this.untilLanded(graceMs());
      if (!held.lost.aborted) await this.write(true);
    } finally {
      deaf();
      stop();
      signal.removeEventListener('abort', stop);
      held.lost.removeEventListener('abort', cut);
      clearTimeout(this.pumpTimer);
      await sender.close();
    }
  }

  private get stopping(): boolean {
    return this.ended.signal.aborted;
  }

  /** Waits for what flies; past the grace it is broken off. */
  private async untilLanded(graceMs: number): Promise<void> {
    const grace = setTimeout(() => this.options.sender.breakOff(), graceMs);
    const never = new AbortController().signal;
    while (this.flying > 0) await this.landed.heard(lookEvery, never);
    clearTimeout(grace);
  }

  /** Reads the log ahead of the pushes. */
  private async readOn(): Promise<void> {
    const { log, clock, selection, matcher, logger, endpoint } = this.options;
    while (!this.stopping) {
      let read = false;
      for (const lane of this.lanes) {
        const page = lane.isLow ? await lane.read({ log, clock }, selection, matcher) : null;
        if (page === null) continue;
        read = true;
        this.changed();
        const { problem } = page;
        if (problem === null) continue;
        this.standing = { ...this.standing, filterProblem: problem };
        logger.warn(
          { endpoint: endpoint.name, event: problem.event, problem: problem.message },
          'The filter of an endpoint cannot be evaluated; the event counts as no match',
        );
      }
      this.pump();
      if (!read) await this.toRead.heard(lookEvery, this.ended.signal);
    }
  }

  /** Lets fly what may. */
  private pump(): void {
    clearTimeout(this.pumpTimer);
    const { clock, concurrency } = this.options;
    while (!this.stopping && this.unwritten < mostUnwritten) {
      const away = this.failuresInARow >= awayAfter;
      if (this.flying >= (away ? 1 : concurrency)) return;
      const now = clock.now();
      const wait = Math.max((this.standing.notBefore ?? 0) - now, this.probeAt - now, this.rate.wait(now));
      if (wait > 0) return this.pumpIn(wait);
      const taken = this.take(now);
      if (taken === null) {
        const due = this.lanes.map((lane) => lane.window.nextDue()).filter((at) => at !== null);
        if (due.length > 0) this.pumpIn(Math.min(...due) - now);
        return;
      }
      this.rate.take(now);
      this.start(taken.lane, taken.push);
      if (taken.lane.isLow) this.toRead.ring();
    }
  }

  private pumpIn(milliseconds: number): void {
    if (this.stopping) return;
    this.pumpTimer = setTimeout(() => this.pump(), Math.min(Math.max(milliseconds, 1), lookEvery));
  }

  /** The next one to go: of what comes before of replays. */
  private take(now: number): { lane: Lane; push: Push } | null {
    const forReplays = Math.max(1, Math.floor(this.options.concurrency * replayShare));
    for (const lane of this.lanes) {
      if (lane.replay !== null && this.flyingReplays >= forReplays) break;
      const push = lane.window.next(now);
      if (push !== null) return { lane, push };
    }
    return null;
  }

  private start(lane: Lane, push: Push): void {
    this.flying += 1;
    if (lane.replay !== null) this.flyingReplays += 1;
    const { sender, clock, log } = this.options;
    const send = (): void => {
      if (push.event === null) return this.end(lane, push, null);
      sender.send(push.event, clock.now(), (answer) => this.end(lane, push, answer));
    };
    if (push.event !== null) return send();
    // What waited for its time or its turn is in the log only.
    log.storedById([push.eventId]).then(
      ([event]) => {
        push.event = event ?? null;
        if (this.stopping) this.end(lane, push, brokenOff);
        else send();
      },
      () => this.end(lane, push, brokenOff),
    );
  }

  /** @param answer null: the event is no longer in the log, so there is nothing to push */
  private end(lane: Lane, push: Push, answer: Answer | null): void {
    this.flying -= 1;
    if (lane.replay !== null) this.flyingReplays -= 1;
    if (answer?.brokenOff === true) lane.window.giveBack(push);
    else {
      if (answer?.reason == null) this.succeeded(lane, push, answer !== null);
      else this.failed(lane, push, { ...answer, reason: answer.reason });
      this.changed();
    }
    if (this.flying === 0) this.landed.ring();
    this.pump();
  }

  private succeeded(lane: Lane, push: Push, answered: boolean): void {
    lane.window.succeeded(push);
    if (!answered) return;
    lane.pushed += 1;
    this.failuresInARow = 0;
    this.probeAt = 0;
    this.standing = {
      ...this.standing,
      failingSince: null,
      notBefore: null,
      lastSuccessAt: this.options.clock.now(),
    };
  }

  private failed(lane: Lane, push: Push, answer: Answer & { reason: string }): void {
    const { clock, random, disableAfterMs, logger, endpoint } = this.options;
    const now = clock.now();
    const { reason, status, retryAfterMs } = answer;
    const attempt = push.attempt + 1;
    const delay = retryDelay(attempt, retryAfterMs, random());
    if (delay === null) lane.window.gaveUp(push, reason, now);
    else lane.window.failed(push, reason, now + delay);
    this.failuresInARow += 1;
    this.probeAt = now + probeDelay(this.failuresInARow);
    const failure: FailedPush = { at: instantOf(now), event: push.eventId, attempt, status, reason };
    const failingSince = this.standing.failingSince ?? now;
    this.standing = {
      ...this.standing,
      failingSince,
      // It speaks for all that is pushed to it, not for this event only.
      notBefore: retryAfterMs === null ? this.standing.notBefore : now + retryAfterMs,
      lastFailures: [failure, ...this.standing.lastFailures].slice(0, failuresKept),
    };
    logger.warn(
      { endpoint: endpoint.name, event: push.eventId, attempt, attempts: maxAttempts, status, reason },
      delay === null ? 'A push failed for the last time' : 'A push failed; it is tried again',
    );
    if (status === 410) this.disable('gone', 'it answered 410 Gone');
    else if (now - failingSince >= disableAfterMs) {
      this.disable('failing', `nothing that was pushed to it since ${instantOf(failingSince)} succeeded`);
    }
  }

  private disable(reason: DisabledReason, words: string): void {
    this.toDisable ??= { reason, words };
    this.ended.abort();
  }

  /** There is something to be written. */
  private changed(): void {
    this.unwritten += 1;
    if (this.unwritten === 1 || this.unwritten === settleAt) this.toWrite.ring();
  }

  /** Writes results, many at a time. */
  private async writeOn(): Promise<void> {
    const { signal } = this.ended;
    while (!this.stopping) {
      if (this.unwritten === 0) await this.toWrite.heard(lookEvery, signal);
      if (this.unwritten === 0) continue;
      if (this.unwritten < settleAt) await this.toWrite.heard(settleAfter, signal);
      await this.write(false);
    }
  }

  /** @param last nothing flies any more */
  private async write(last: boolean): Promise<void> {
    const { store, log, clock, endpoint, held, logger } = this.options;
    const now = clock.now();
    this.unwritten = 0;
    const { standing } = this;
    const toDisable = last ? this.toDisable : null;
    const parts = this.lanes.map((lane) => partOf(lane, now, last));
    await writeHeld(store, held, async (trx, afterCommit) => {
      // Deleted meanwhile: there is nothing left to tell.
      if (!(await writeStanding(trx, endpoint, standing))) return;
      for (const part of parts) await settleLane(trx, endpoint.id, part, now);
      if (toDisable !== null) await disable({ trx, afterCommit, log }, endpoint, { ...toDisable, now });
    });
    if (toDisable !== null) {
      logger.warn({ endpoint: endpoint.name, reason: toDisable.reason }, 'An endpoint was disabled');
    }
    const done = parts.filter((part) => part.isDone).map((part) => part.lane);
    this.lanes = this.lanes.filter((lane) => !done.includes(lane));
    this.pump();
  }
}

const brokenOff: Answer = { status: null, reason: null, retryAfterMs: null, brokenOff: true };
