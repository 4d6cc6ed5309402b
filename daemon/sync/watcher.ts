import { createTask } from 'node-cron';
import type { Logger } from 'pino';
import { instantFromUnix, PanelError, type Dialect, type EventData, type EventType, type Instant } from '../../panel';
import { retryPause } from '../backoff';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import type { MannersOptions } from '../manners';
import { unobserved, type Observer } from '../observer';
import { linked, pause } from '../pause';
import type { Store, Write } from '../store';
import type { PacedWatch } from '../watch';
import { unwatched, type ConnectOptions } from './connect';
import type { HeldPanel } from './contract';
import { believed, type DeletionGuard } from './deletions';
import { runPass, type PassResult } from './pass';
import { RecentLooks } from './recent';
import { panelRow, passAsked, passEnded } from './row';
import type { LineSnapshot } from './snapshot';
import type { PanelTable } from './tables';

/** A panel as configured. */
export interface PanelOptions extends ConnectOptions, MannersOptions {
  name: string;
  /**
   * Seconds between the end of a pass and the next, or a cron expression in the panel's time zone. `fullSeconds`: between passes over all lines, where
   * the panel tells which have changed lately; left out, every pass is one.
   */
  poll: { everySeconds: number; fullSeconds?: number } | { cron: string };
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
  /** @default nobody */
  observer?: Observer;
}

/** After these the panel is there but gives no answer; all other codes are answers that are wrong. */
const silentCodes: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'unavailable']);

/** Where a schedule has no further time. Seconds. */
const longestRest = 86_400;

/** A difference of clocks that is worth a warning. Seconds. */
const notableSkew = 60;

/** How often it is looked for passes asked for, where the signal of one got lost. Milliseconds. */
const look = 10_000;

/**
 * Watches one panel while this replica has it: passes on a schedule and when asked for, one after the other; after a failure tries again with growing
 * pauses; tells when the panel stops answering, answers wrongly, answers again, and when it seems to have lost lines.
 *
 * States: `starting` (no pass has ended since a replica took the panel) → `ready`; `ready` ↔ `unreachable` | `answering_wrongly` (one event on
 * entering, `panel.reachable` on leaving); `ready` ↔ `held` (vanished lines wait for confirm or reject; everything else goes on).
 *
 * A pass over a panel that has no list of its lines is a health check: it asks who the key belongs to, and leaves the snapshot as it is.
 */
export class PanelWatcher {
  private readonly name: string;
  private readonly logger: Logger;
  private readonly recent: RecentLooks;
  private dialect: Dialect | null = null;
  private explanation: string | null = null;
  private skew: number | null = null;
  private failures = 0;
  /** So many passes had been asked for when the present one began. */
  private asked = 0;
  /** So many of them are answered. */
  private answered = 0;
  /** Whether that could be stored; else the next pass is not hurried. */
  private stored = true;

  constructor(
    private readonly options: PanelOptions,
    private readonly parts: WatcherParts,
    private readonly panel: HeldPanel,
  ) {
    this.name = options.name;
    this.logger = parts.logger.child({ panel: options.name });
    const { poll, pageSize } = options;
    const fullSeconds = 'cron' in poll ? 0 : (poll.fullSeconds ?? 0);
    this.recent = new RecentLooks(parts, panel, { fullSeconds, pageSize });
  }

  /** Begins with a pass at once; ends with the page under way when the panel is to be let go of. Never rejects. */
  async run(): Promise<void> {
    await this.note({ starting: 1, next_pass_at: null });
    await this.rest(this.panel.quietSeconds() * 1000);
    while (!this.panel.signal.aborted) await this.rest((await this.pass()) * 1000);
  }

  /** Until the time is over, or a pass is asked for. */
  private async rest(milliseconds: number): Promise<void> {
    const { signals } = this.parts.store;
    const until = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0 && !this.panel.signal.aborted; left = until - performance.now()) {
      const turn = linked(this.panel.signal);
      try {
        // Listening begins before looking, so that nothing falls between the two.
        const asked = signals.next(passAsked(this.name), turn.signal);
        if (this.stored && (await this.isAsked())) return;
        await Promise.race([asked, pause(Math.min(left, look), turn.signal)]);
      } finally {
        turn.abort();
      }
    }
  }

  private async isAsked(): Promise<boolean> {
    try {
      const row = await this.parts.store.db
        .selectFrom('panels')
        .select('passes_asked')
        .where('panel', '=', this.name)
        .executeTakeFirst();
      return (row?.passes_asked ?? 0) > this.answered;
    } catch {
      // The store is away, which the next pass tells of.
      return false;
    }
  }

  /** @returns seconds to wait until the next */
  private async pass(): Promise<number> {
    this.asked = this.answered;
    let seconds: number | null = null;
    try {
      await (this.parts.observer ?? unobserved).observe('pass', { panel: this.name }, () => this.watch());
      this.failures = 0;
    } catch (error) {
      if (this.panel.signal.aborted) return 0;
      this.recent.forget();
      this.failures += 1;
      seconds = await this.failed(error);
    }
    return this.ended(seconds ?? this.untilNext());
  }

  private async watch(): Promise<void> {
    const started = this.parts.clock.now();
    const row = await this.panel.write((trx) => this.row(trx));
    this.asked = row.passes_asked;
    const adapter = await this.panel.open();
    this.dialect = adapter.dialect;
    if (unwatched(adapter) === null) await this.watchLines(row.baseline_at === null, started);
    else await this.checkHealth();
  }

  /** @returns seconds to wait until the next */
  private async ended(pause: number): Promise<number> {
    const seconds = Math.max(pause, this.panel.quietSeconds());
    this.noteSkew();
    const next = instantFromUnix(Math.floor(this.parts.clock.now() / 1000 + seconds));
    this.stored = await this.note({
      starting: 0,
      next_pass_at: next,
      passes_answered: this.asked,
      // What an earlier holder found stands until it is found again.
      ...(this.explanation === null ? {} : { explanation: this.explanation }),
      ...(this.dialect === null ? {} : { dialect: this.dialect }),
      ...(this.skew === null ? {} : { skew_seconds: this.skew }),
    });
    if (this.stored) this.answered = this.asked;
    return seconds;
  }

  /** A clock that is far off is for a person to set: webhooks are refused by it, and customers see other hours. */
  private noteSkew(): void {
    const seconds = this.panel.skewSeconds();
    if (seconds !== null && Math.abs(seconds) >= notableSkew && Math.abs(this.skew ?? 0) < notableSkew) {
      this.logger.warn(
        { skewSeconds: seconds },
        `The clock of the panel is ${String(Math.abs(seconds))} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine’s; expiries are told by the panel’s. Set one of the two right.`,
      );
    }
    this.skew = seconds;
  }

  /** Writes down how the watching stands, and tells those who wait for a pass. @returns whether it could */
  private async note(change: Partial<PanelTable>): Promise<boolean> {
    try {
      await this.panel.write(async (trx, afterCommit) => {
        await this.row(trx);
        await trx.updateTable('panels').set(change).where('panel', '=', this.name).execute();
        await this.parts.store.signal(trx, afterCommit, passEnded(this.name));
      });
      return true;
    } catch (error) {
      if (!this.panel.signal.aborted) {
        this.logger.error(
          { err: error },
          'How the panel is watched could not be stored; it is stored after the next pass',
        );
      }
      return false;
    }
  }

  /** Seconds until the next pass of the schedule. */
  private untilNext(): number {
    const { poll, timeZone } = this.options;
    if ('everySeconds' in poll) return poll.everySeconds;
    const [next] = createTask(poll.cron, () => undefined, { timezone: timeZone }).getNextRuns(1);
    return next === undefined ? longestRest : (next.getTime() - Date.now()) / 1000;
  }

  private async watchLines(baseline: boolean, started: number): Promise<void> {
    const tookMs = (): number => this.parts.clock.now() - started;
    // Who asks for a pass is told of everything.
    const recently = this.asked > this.answered ? null : await this.recent.look();
    if (recently !== null) {
      this.logger.debug({ ...recently, tookMs: tookMs() }, 'Looked at what has changed lately');
      return;
    }
    const begun = await this.recent.begin();
    const result = await runPass(this.parts.snapshot, this.panel, {
      baseline: baseline && !this.options.baselineEvents,
      pageSize: this.options.pageSize,
    });
    await this.settle(result, baseline, await this.recent.missed(result.changed));
    this.recent.ended(begun);
    const { vanished, changed, ...counts } = result;
    this.logger.debug(
      { ...counts, changed: changed.length, vanished: vanished.length, tookMs: tookMs() },
      'Pass ended',
    );
    // Only told, and a key may be kept from it: a panel that lists its lines is watched all the same.
    if (this.explanation === null) await this.identify().catch(() => undefined);
  }

  private async checkHealth(): Promise<void> {
    await this.identify();
    const now = this.instant();
    await this.panel.write(async (trx, afterCommit) => {
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
    this.explanation = (await (await this.panel.open()).identify()).explanation;
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

  /** Judges a complete pass, in one transaction: deletions, the panel's state, and the events that follow. */
  private async settle(result: PassResult, baseline: boolean, missed: readonly number[]): Promise<void> {
    const { log, snapshot } = this.parts;
    const now = this.instant();
    await this.panel.write(async (trx, afterCommit) => {
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
      if (missed.length > 0) facts.push(['reconciliation.drift_found', this.drift(missed, result.seen)]);
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

  private drift(missed: readonly number[], checked: number): EventData {
    const message = `Of ${String(checked)} lines of the panel ${this.name}, ${String(missed.length)} had changed without its database noting when. Only reading all of them has shown it.`;
    const hint =
      'Look for what writes to the panel’s database so, such as a restored backup. A shorter poll.full finds such changes sooner.';
    this.logger.warn({ missed: missed.slice(0, 20), count: missed.length }, message);
    return { code: 'incremental-missed', message, hint, drift: { missed: missed.length, checked } };
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
      await this.panel.write(async (trx, afterCommit) => {
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

  private row(trx: Write): Promise<PanelTable> {
    return panelRow(trx, this.name);
  }
}
