import { createTask, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import {
  instantFromUnix,
  PanelError,
  type EventData,
  type EventType,
  type Instant,
  type PanelAdapter,
} from '../../panel';
import { retryPause } from '../backoff';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { unobserved, type Observer } from '../observer';
import { Problem } from '../problem';
import type { Store, Write } from '../store';
import { Rounds, type PacedWatch } from '../watch';
import { connectPanel, unwatched, type ConnectOptions, type PanelConnection } from './connect';
import type { PanelHandle, PanelView } from './contract';
import { believed, type DeletionGuard } from './deletions';
import { Gate } from './gate';
import { runPass, type PassResult } from './pass';
import type { LineSnapshot } from './snapshot';
import type { PanelTable } from './tables';

/** A panel as configured. */
export interface PanelOptions extends ConnectOptions {
  name: string;
  timeZone: string;
  /** Seconds between the end of a pass and the next, or a cron expression in the panel's time zone. */
  poll: { everySeconds: number } | { cron: string };
  pageSize: number;
  /** Whether the first pass tells of the lines it finds. */
  baselineEvents: boolean;
  guard: DeletionGuard;
}

export interface WatcherParts {
  store: Store;
  log: EventLog;
  snapshot: LineSnapshot;
  clock: Clock;
  logger: Logger;
  /** What is looked at besides the lines, by the panel's name. @default nothing */
  watches?: ReadonlyMap<string, readonly PacedWatch[]>;
  observer?: Observer;
}

/** After these the panel is there but gives no answer; all other codes are answers that are wrong. */
const silentCodes: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'unavailable']);

/**
 * Watches one panel: passes on a schedule, never two at once; after a failure tries again with growing pauses; tells when the panel stops answering,
 * answers wrongly, answers again, and when it seems to have lost lines.
 *
 * States: `starting` (no pass has ended since the daemon started) → `ready`; `ready` ↔ `unreachable` | `answering_wrongly` (one event on
 * entering, `panel.reachable` on leaving); `ready` ↔ `held` (vanished lines wait for confirm or reject; everything else goes on).
 *
 * A pass over a panel that has no list of its lines is a health check: it asks who the key belongs to, and leaves the snapshot as it is.
 */
export class PanelWatcher implements PanelHandle {
  readonly name: string;
  private readonly connection: PanelConnection;
  readonly timeZone: string;
  private readonly gate = new Gate();
  private readonly stopping = new AbortController();
  private readonly logger: Logger;
  private readonly rounds: Rounds;
  private readonly observer: Observer;
  private running: Promise<void> | undefined;
  private looking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private cron: ScheduledTask | undefined;
  private explanation: string | null = null;
  private failures = 0;
  private nextPassAt: number | null = null;
  private ended = false;

  constructor(
    private readonly options: PanelOptions,
    private readonly parts: WatcherParts,
  ) {
    this.name = options.name;
    this.timeZone = options.timeZone;
    this.observer = parts.observer ?? unobserved;
    this.connection = connectPanel(options, this.stopping.signal, { panel: options.name, observer: this.observer });
    this.logger = parts.logger.child({ panel: options.name });
    this.rounds = new Rounds(
      {
        name: this.name,
        timeZone: this.timeZone,
        write: (work) => parts.store.write(work),
        open: () => this.connection.open(),
      },
      parts.watches?.get(options.name) ?? [],
      { ...parts, logger: this.logger },
    );
  }

  get adapter(): PanelAdapter {
    const { adapter } = this.connection;
    if (adapter) return adapter;
    throw new PanelError(
      'unreachable',
      `The panel ${this.name} has not answered yet, so what it speaks is not known.`,
      {
        hint: 'Look at the panel’s state; it is tried again by itself.',
      },
    );
  }

  change<T>(work: () => Promise<T>): Promise<T> {
    return this.gate.change(work);
  }

  /** Begins with a pass at once. */
  start(): void {
    const { poll } = this.options;
    if ('cron' in poll) {
      this.cron = createTask(poll.cron, () => this.pass(), {
        timezone: this.timeZone,
        noOverlap: true,
        suppressMissedWarning: true,
      });
      void this.cron.start();
    }
    void this.pass();
    this.looking = this.rounds.run(this.stopping.signal);
  }

  /** Looks once at something besides the lines, by the watch's name. */
  async look(watch: string): Promise<void> {
    await this.rounds.look(watch, this.stopping.signal);
  }

  /** Waits for the pass under way to end at its next page. */
  async stop(): Promise<void> {
    this.stopping.abort(new PanelError('unreachable', 'The daemon is stopping.'));
    clearTimeout(this.timer);
    await this.cron?.destroy();
    await Promise.all([this.running, this.looking]);
    await this.connection.close();
  }

  /** Joins the pass under way, else starts one. Never rejects. */
  pass(): Promise<void> {
    this.running ??= this.runOnce().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  async decide(decision: 'confirm' | 'reject'): Promise<void> {
    await this.parts.store.write(async (trx) => {
      const { held } = await this.row(trx);
      if (held === 0) {
        throw new Problem(409, 'nothing-held', `Nothing is held for the panel ${this.name}.`, {
          hint: 'A hold may have ended by itself: look at the panel’s state.',
        });
      }
      const change = decision === 'confirm' ? { confirmed: held } : { rejected: held };
      await trx
        .updateTable('panels')
        .set({ ...change, held: 0, state: 'ready' })
        .where('panel', '=', this.name)
        .execute();
    });
    this.logger.info({ decision }, 'Held deletions were decided on');
    if (decision === 'confirm') await this.pass();
  }

  async view(): Promise<PanelView> {
    const row = await this.parts.store.db
      .selectFrom('panels')
      .selectAll()
      .where('panel', '=', this.name)
      .executeTakeFirst();
    const problem = row?.problem
      ? (JSON.parse(row.problem) as { code: string; message: string; hint: string | null })
      : null;
    return {
      panel: this.name,
      dialect: this.connection.adapter?.dialect ?? null,
      explanation: this.explanation,
      state: !this.ended || row === undefined ? 'starting' : (row.state as PanelView['state']),
      unwatched: this.connection.adapter === undefined ? null : unwatched(this.connection.adapter),
      lines: await this.parts.snapshot.count(this.name),
      lastPassAt: row?.last_pass_at ?? null,
      nextPassAt: this.nextPassAt === null ? null : instantFromUnix(Math.floor(this.nextPassAt / 1000)),
      problem,
      watches: await this.rounds.views(),
    };
  }

  private async runOnce(): Promise<void> {
    clearTimeout(this.timer);
    let retryAfter: number | undefined;
    try {
      await this.observer.observe('pass', { panel: this.name }, () => this.watch());
      this.failures = 0;
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.failures += 1;
      retryAfter = await this.failed(error);
    }
    this.ended = true;
    this.schedule(retryAfter);
  }

  private async watch(): Promise<void> {
    const started = this.parts.clock.now();
    const { baseline_at } = await this.parts.store.write((trx) => this.row(trx));
    if (unwatched(await this.connection.open()) === null) await this.watchLines(baseline_at === null, started);
    else await this.checkHealth();
  }

  private async watchLines(baseline: boolean, started: number): Promise<void> {
    const result = await runPass({ ...this.parts, gate: this.gate }, this, {
      baseline: baseline && !this.options.baselineEvents,
      pageSize: this.options.pageSize,
      signal: this.stopping.signal,
    });
    await this.settle(result, baseline);
    const { vanished, ...counts } = result;
    this.logger.debug({ ...counts, vanished: vanished.length, tookMs: this.parts.clock.now() - started }, 'Pass ended');
    // Only told, and a key may be kept from it: a panel that lists its lines is watched all the same.
    if (this.explanation === null) await this.identify().catch(() => undefined);
  }

  private async checkHealth(): Promise<void> {
    await this.identify();
    const now = this.instant();
    await this.parts.store.write(async (trx, afterCommit) => {
      const facts = this.recovery(await this.row(trx));
      const change = { last_pass_at: now, problem: null, problem_since: null, state: 'ready' };
      await trx.updateTable('panels').set(change).where('panel', '=', this.name).execute();
      await this.parts.log.append(
        trx,
        afterCommit,
        facts.map(([type, data]) => this.draft(type, data, now)),
      );
    });
  }

  private async identify(): Promise<void> {
    this.explanation = (await this.adapter.identify()).explanation;
  }

  /** What there is to tell when a panel answers as it should, and did not before. */
  private recovery(row: PanelTable): Array<[EventType, EventData]> {
    if (row.state !== 'unreachable' && row.state !== 'answering_wrongly') return [];
    const now = this.parts.clock.now();
    const minutes = Math.round((now - Date.parse(row.problem_since ?? this.instant())) / 60_000);
    const message = `The panel ${this.name} answers as it should again, after ${minutes === 0 ? 'less than a minute' : `${String(minutes)} min`}.`;
    this.logger.info(message);
    return [['panel.reachable', { code: 'reachable', message }]];
  }

  /** @param retryAfter seconds, after a failure */
  private schedule(retryAfter: number | undefined): void {
    if (this.stopping.signal.aborted) return;
    const { poll } = this.options;
    const seconds = retryAfter ?? ('everySeconds' in poll ? poll.everySeconds : undefined);
    const cronNext = this.cron?.getNextRun()?.getTime() ?? null;
    this.nextPassAt = seconds === undefined ? cronNext : this.parts.clock.now() + seconds * 1000;
    if (seconds !== undefined) this.timer = setTimeout(() => void this.pass(), seconds * 1000);
  }

  /** Judges a complete pass, in one transaction: deletions, the panel's state, and the events that follow. */
  private async settle(result: PassResult, baseline: boolean): Promise<void> {
    const { store, log, snapshot } = this.parts;
    const now = this.instant();
    await store.write(async (trx, afterCommit) => {
      const row = await this.row(trx);
      const vanished = result.vanished.length;
      const facts: Array<[EventType, EventData]> = [];
      const change: Partial<PanelTable> = { last_pass_at: now, problem: null, problem_since: null };
      if (believed({ vanished, known: result.known, seen: result.seen }, this.options.guard, row.confirmed)) {
        await snapshot.vanished(trx, afterCommit, this.name, result.vanished);
        Object.assign(change, { state: 'ready', held: 0, confirmed: 0, rejected: 0 });
      } else {
        const message = `${String(vanished)} of ${String(result.known)} lines of the panel ${this.name} vanished at once. Their deletion is held.`;
        const hint =
          'Look at the panel. If they were deleted on purpose, confirm; if the panel is wrong, reject and mend it.';
        // A rejected loss is not raised again until it grows.
        const settled = vanished <= row.rejected;
        if (!settled && vanished > row.held) {
          facts.push([
            'panel.mass_change_held',
            { code: 'mass-change', message, hint, held: { vanished, known: result.known } },
          ]);
          this.logger.warn({ vanished, known: result.known }, message);
        }
        Object.assign(change, settled ? { state: 'ready' } : { state: 'held', held: vanished });
        change.problem = settled ? null : JSON.stringify({ code: 'mass-change', message, hint });
      }
      facts.push(...this.recovery(row));
      if (baseline) {
        change.baseline_at = now;
        this.logger.info({ lines: result.seen }, 'Baseline taken; from now on changes become events');
      }
      await trx.updateTable('panels').set(change).where('panel', '=', this.name).execute();
      await log.append(
        trx,
        afterCommit,
        facts.map(([type, data]) => this.draft(type, data, now)),
      );
    });
  }

  /** @returns seconds until the next try */
  private async failed(error: unknown): Promise<number> {
    if (!(error instanceof PanelError)) {
      // Ours, not the panel's: a full disk, a fault in the code.
      this.logger.error({ err: error }, 'A pass could not be carried out; it will be tried again');
      return retryPause(this.failures, error);
    }
    const silent = silentCodes.has(error.code);
    const state = silent ? 'unreachable' : 'answering_wrongly';
    const problem = { code: error.code, message: error.message, hint: error.hint ?? null };
    this.logger.warn({ code: error.code, hint: error.hint, failures: this.failures }, error.message);
    const now = this.instant();
    try {
      await this.parts.store.write(async (trx, afterCommit) => {
        const row = await this.row(trx);
        const news = row.state !== state;
        const since = row.problem_since ?? now;
        await trx
          .updateTable('panels')
          .set({ state, problem: JSON.stringify(problem), problem_since: since })
          .where('panel', '=', this.name)
          .execute();
        const data = {
          code: error.code,
          message: error.message,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        };
        const type = silent ? 'panel.unreachable' : 'panel.answering_wrongly';
        await this.parts.log.append(trx, afterCommit, news ? [this.draft(type, data, now)] : []);
      });
    } catch (cause) {
      this.logger.error({ err: cause }, 'The state of the panel could not be stored; it will be tried again');
    }
    return retryPause(this.failures, error);
  }

  private draft(type: EventType, data: EventData, time: Instant) {
    return { type, panel: this.name, subject: `panel:${this.name}`, time, origin: 'daemon' as const, data };
  }

  private instant(): Instant {
    return instantFromUnix(Math.floor(this.parts.clock.now() / 1000));
  }

  private async row(trx: Write): Promise<PanelTable> {
    await trx
      .insertInto('panels')
      .values({
        panel: this.name,
        state: 'ready',
        problem: null,
        problem_since: null,
        baseline_at: null,
        last_pass_at: null,
        held: 0,
        confirmed: 0,
        rejected: 0,
      })
      .onConflict((oc) => oc.doNothing())
      .execute();
    return trx.selectFrom('panels').selectAll().where('panel', '=', this.name).executeTakeFirstOrThrow();
  }
}
