import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { adapterLabels, adaptersWith, meets, PanelError, type PanelAdapter } from '../../panel';
import { retryPause } from '../backoff';
import { instantOf, type Clock } from '../clock';
import type { Store } from '../store';
import type { PacedWatch, Watch, Watched, WatchState, WatchView } from './watch';

/** Where there is nothing to compare with yet. Seconds. */
const soon = 5;

/** Timers take no more than 2^31 - 1. Milliseconds. */
const longestSleep = 86_400_000;

/** A watch and when it is due. */
interface Turn extends PacedWatch {
  /** Milliseconds of the monotonic clock, which no setting of the time moves. */
  dueAt: number;
  failures: number;
}

/**
 * The watches of one panel, each at its own pace and one look at a time, so that a panel never answers several of them at once. A watch that fails is tried
 * again after growing pauses, and disturbs neither the others nor the passes over the lines.
 *
 * States of a watch: `waiting` (no look has ended) → `ready` ↔ `failing`; `off` where the settings or the panel leave no way.
 */
export class Rounds {
  private readonly turns: readonly Turn[];
  private last = Promise.resolve();

  constructor(
    private readonly panel: Omit<Watched, 'adapter' | 'alone'> & {
      open(): Promise<PanelAdapter>;
      quietSeconds?(): number;
      /** Keeps commands out meanwhile. @default nobody commands */
      look?: Watched['alone'];
    },
    watches: readonly PacedWatch[],
    private readonly parts: { store: Store; clock: Clock; logger: Logger },
  ) {
    this.turns = watches.map((paced) => ({ ...paced, dueAt: 0, failures: 0 }));
  }

  /** Looks until the signal aborts, and has let go when it resolves. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    for (const turn of this.turns) turn.dueAt = 0;
    while (!signal.aborted) {
      const dueAt = Math.min(...this.turns.map((turn) => turn.dueAt));
      await sleep(Math.min(longestSleep, Math.max(0, dueAt - performance.now())), undefined, { signal }).catch(
        () => undefined,
      );
      const quiet = this.panel.quietSeconds?.() ?? 0;
      if (quiet > 0) {
        await sleep(Math.min(longestSleep, quiet * 1000), undefined, { signal }).catch(() => undefined);
        continue;
      }
      const next = this.turns.find((turn) => turn.dueAt <= performance.now());
      if (next !== undefined && !isAborted(signal)) await this.take(next, signal);
    }
  }

  /** Looks once, now. Never rejects. */
  async look(name: string, signal: AbortSignal): Promise<void> {
    const turn = this.turns.find(({ watch }) => watch.name === name);
    if (turn !== undefined) await this.take(turn, signal);
  }

  views(): Promise<WatchView[]> {
    return watchViews(this.parts.store, this.panel.name, this.turns);
  }

  /** After the look under way, if there is one. Never rejects. */
  private take(turn: Turn, signal: AbortSignal): Promise<void> {
    this.last = this.last.then(async () => {
      const seconds = await this.lookOnce(turn, signal);
      turn.dueAt = performance.now() + seconds * 1000;
    });
    return this.last;
  }

  /** @returns seconds until the next look; Infinity where there is none. Never rejects. */
  private async lookOnce(turn: Turn, signal: AbortSignal): Promise<number> {
    const { watch, everySeconds } = turn;
    if (everySeconds === null) return Infinity;
    const logger = this.parts.logger.child({ watch: watch.name });
    try {
      const adapter = await this.panel.open();
      const missing = unable(watch, adapter);
      if (missing !== null) {
        await this.store(watch, { state: 'off', problem: JSON.stringify(missing) });
        return Infinity;
      }
      const { name, timeZone, write, look: alone = atOnce } = this.panel;
      if ((await watch.look({ name, timeZone, write, alone, adapter }, signal)) === 'later')
        return Math.min(soon, everySeconds);
      await this.store(watch, { state: 'ready', problem: null, last_at: instantOf(this.parts.clock.now()) });
      if (turn.failures > 0) logger.info({ failures: turn.failures }, `${watch.name} can be looked at again`);
      turn.failures = 0;
      return everySeconds;
    } catch (error) {
      if (signal.aborted) return everySeconds;
      turn.failures += 1;
      await this.failed(watch, error, logger);
      return Math.max(everySeconds, retryPause(turn.failures, error));
    }
  }

  private async failed(watch: Watch, error: unknown, logger: Logger): Promise<void> {
    if (!(error instanceof PanelError)) {
      // Ours, not the panel's: a full disk, a fault in the code.
      logger.error({ err: error }, 'A look could not be carried out; it will be tried again');
      return;
    }
    const { code, message, hint = null } = error;
    logger.warn({ code, hint }, message);
    await this.store(watch, { state: 'failing', problem: JSON.stringify({ code, message, hint }) }).catch(
      (cause: unknown) => {
        logger.error({ err: cause }, 'The state of a watch could not be stored; it will be tried again');
      },
    );
  }

  private async store(
    { name }: Watch,
    change: { state: WatchState; problem: string | null; last_at?: string },
  ): Promise<void> {
    await this.panel.write((trx) =>
      trx
        .insertInto('watches')
        .values({ panel: this.panel.name, name, last_at: null, ...change })
        .onConflict((conflict) => conflict.columns(['panel', 'name']).doUpdateSet(change))
        .execute(),
    );
  }
}

/** How the watches of a panel stand, whichever replica looks. */
export async function watchViews(
  { db }: Pick<Store, 'db'>,
  panel: string,
  watches: readonly PacedWatch[],
): Promise<WatchView[]> {
  if (watches.length === 0) return [];
  const rows = await db.selectFrom('watches').selectAll().where('panel', '=', panel).execute();
  return watches.map(({ watch: { name }, everySeconds }): WatchView => {
    const row = rows.find((each) => each.name === name);
    if (row === undefined || everySeconds === null) {
      return { name, state: everySeconds === null ? 'off' : 'waiting', lastAt: row?.last_at ?? null, problem: null };
    }
    const problem = row.problem === null ? null : (JSON.parse(row.problem) as WatchView['problem']);
    return { name, state: row.state as WatchState, lastAt: row.last_at, problem };
  });
}

/** Why this panel cannot be looked at in this way; null where it can. */
function unable({ name, needs, hint }: Watch, adapter: PanelAdapter): WatchView['problem'] {
  if (needs.every((need) => meets(adapter, need))) return null;
  const others = adaptersWith(needs).map((each) => adapterLabels[each]);
  return {
    code: 'unsupported',
    message: `This kind of panel (${adapterLabels[adapter.dialect]}) has no way to look at ${name}.`,
    hint: hint ?? `There is one on: ${others.join(', ')}.`,
  };
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Where no command is kept out. */
function atOnce<T>(work: () => Promise<T>): Promise<T> {
  return work();
}
