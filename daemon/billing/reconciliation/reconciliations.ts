import { ulid } from 'ulid';
import { instantOf } from '../../clock';
import type { Duty, Held } from '../../duties';
import { linked, pause } from '../../pause';
import { Problem } from '../../problem';
import { look } from '../seen';
import { compare } from './compare';
import { putRight, type FixParts } from './fixing';
import type { FindingView } from './finding';
import { carryOut, type RunParts } from './run';
import { Runs, type ReconciliationView } from './runs';
import { Schedule } from './schedule';
import type { ReconciliationTable } from './tables';

export interface ReconciliationsParts extends RunParts, FixParts {
  /** When all is compared by itself; null: never. */
  cron: string | null;
  timeZone: string;
}

/** Wakes whoever carries runs out. */
const asked = 'reconciliations';
/** Told when one has gone on. */
const moved = 'reconciliations moved';

/** How long the duty waits at most before it looks by itself. Milliseconds. */
const lookEvery = 10_000;

/** Findings put right between two looks at everything. */
const batch = 100;

/** Compares provider, ledger and panels, nightly and when asked, and puts right what it is told to. */
export class Reconciliations {
  private readonly runs: Runs;
  private readonly scheduled: Schedule;

  constructor(private readonly parts: ReconciliationsParts) {
    this.runs = new Runs(parts.store);
    this.scheduled = new Schedule(parts.cron, parts.timeZone);
  }

  readonly duty: Duty = {
    name: 'reconciliation',
    run: async (signal, held) => {
      await this.takeUpAgain();
      while (!signal.aborted) {
        const turn = linked(signal);
        const woken = Promise.race([this.parts.store.signals.next(asked, turn.signal), pause(lookEvery, turn.signal)]);
        try {
          await this.addScheduled();
          if (!(await this.round(signal, held))) await woken;
        } finally {
          turn.abort();
        }
      }
    },
  };

  /**
   * Asks for a run. It is carried out by whoever has the duty.
   * @throws Problem 404 `unknown-source`
   */
  async begin(request: { source: string | null; fix: 'none' | 'sure' }): Promise<ReconciliationView> {
    const names = [...this.parts.sources()].map(({ name }) => name);
    if (request.source !== null && !names.includes(request.source)) {
      throw new Problem(404, 'unknown-source', `There is no inbox source ${request.source}.`, {
        hint: `There are: ${names.join(', ') || 'none'}.`,
      });
    }
    const row = this.newRow({ ...request, cause: 'person', scheduled_for: null });
    await this.add(row);
    return this.get(row.id);
  }

  /** The run when it has ended and what was to be put right is, or when the time is up. @throws Problem 404 `unknown-reconciliation` */
  async wait(id: string, seconds: number, signal?: AbortSignal): Promise<ReconciliationView> {
    const over = linked(signal);
    const timeUp = pause(seconds * 1000, over.signal).then(over.abort);
    try {
      for (;;) {
        const turn = linked(over.signal);
        try {
          const woken = Promise.race([this.parts.store.signals.next(moved, turn.signal), pause(500, turn.signal)]);
          const view = await this.get(id);
          const isOver = view.state === 'failed' || (view.state === 'done' && view.fixes.due === 0);
          if (isOver || over.signal.aborted || seconds <= 0) return view;
          await woken;
        } finally {
          turn.abort();
        }
      }
    } finally {
      over.abort();
      await timeUp;
    }
  }

  /** Newest first. */
  list(limit = 60): Promise<ReconciliationView[]> {
    return this.runs.list(limit);
  }

  /** @throws Problem 404 `unknown-reconciliation` */
  get(id: string): Promise<ReconciliationView> {
    return this.runs.get(id);
  }

  /** In the order of the report: what concerns paying customers first. @throws Problem 404 `unknown-reconciliation` */
  findings(id: string): Promise<FindingView[]> {
    return this.runs.findings(id);
  }

  /** @see Runs.people */
  people(findings: readonly FindingView[]): ReturnType<Runs['people']> {
    return this.runs.people(findings);
  }

  /**
   * Has findings put right: those given, or all that can be. What was put right, or is under way, is not done again.
   * @throws Problem 404 `unknown-reconciliation`, `unknown-finding`; 409 `not-done`, `not-fixable`
   */
  async fix(id: string, which: 'all' | readonly string[]): Promise<ReconciliationView> {
    const { state } = await this.runs.row(id);
    if (state !== 'done') {
      throw new Problem(409, 'not-done', `The reconciliation ${id} is ${state}, so nothing of it can be put right.`, {
        hint: 'Wait until it is done, or begin another.',
      });
    }
    const findings = await this.findings(id);
    const known = new Map(findings.map((each) => [each.id, each]));
    const chosen =
      which === 'all' ? findings.filter(({ fix }) => fix.do !== 'none') : which.map((each) => known.get(each));
    const missing = which === 'all' ? -1 : chosen.indexOf(undefined);
    if (missing >= 0) {
      throw new Problem(404, 'unknown-finding', `${id} has no finding ${which[missing] ?? ''}.`, {
        field: 'findings',
        hint: 'GET /v1/reconciliations/{reconciliation} lists them.',
      });
    }
    const byHand = chosen.find((each) => each?.fix.do === 'none');
    if (byHand !== undefined) {
      throw new Problem(409, 'not-fixable', `${byHand.id} is for a person: ${byHand.fixInWords}`, {
        field: 'findings',
      });
    }
    await this.parts.store.write(async (trx, afterCommit) => {
      for (const each of chosen) {
        await trx
          .updateTable('reconciliation_findings')
          .set({ state: 'due', message: null })
          .where('reconciliation', '=', id)
          .where('id', '=', each?.id ?? '')
          .where('state', 'in', ['open', 'failed'])
          .execute();
      }
      await this.parts.store.signal(trx, afterCommit, asked);
    });
    return this.get(id);
  }

  /**
   * Carries out one run that is due, or puts right some of what is to be.
   * @returns whether there was anything
   */
  async round(signal: AbortSignal = new AbortController().signal, held?: Pick<Held, 'check'>): Promise<boolean> {
    const { store } = this.parts;
    const row = await store.db
      .selectFrom('reconciliations')
      .selectAll()
      .where('state', '=', 'due')
      .orderBy('created_at')
      .orderBy('id')
      .executeTakeFirst();
    if (row !== undefined) {
      await this.carry(row, signal, held);
      return true;
    }
    return this.fixSome(signal);
  }

  private async carry(row: ReconciliationTable, signal: AbortSignal, held?: Pick<Held, 'check'>): Promise<void> {
    const { logger } = this.parts;
    await this.set(row.id, { state: 'running' });
    try {
      await carryOut(this.parts, row, signal, held);
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ err: error, reconciliation: row.id }, 'a reconciliation met a fault of the daemon');
      const problem = 'It met a fault of the daemon; its log tells more.';
      await this.set(row.id, { state: 'failed', problem, ended_at: instantOf(this.parts.clock.now()) });
    }
    this.parts.store.signals.emit(moved);
  }

  private async fixSome(signal: AbortSignal): Promise<boolean> {
    const { store } = this.parts;
    const due = await store.db
      .selectFrom('reconciliation_findings')
      .selectAll()
      .where('state', '=', 'due')
      .orderBy('reconciliation')
      .orderBy('position')
      .limit(batch)
      .execute();
    if (due.length === 0) return false;
    // As it is now: what was found days ago may have been put right by others.
    const seen = await look(this.parts);
    const now = new Map(compare(seen, [], this.parts.strays).findings.map((each) => [each.id, each]));
    for (const { reconciliation, id } of due) {
      if (signal.aborted) return false;
      const finding = now.get(id);
      const outcome =
        finding === undefined
          ? { state: 'gone' as const, message: 'It no longer held when it was to be put right.' }
          : await putRight(this.parts, seen, reconciliation, finding);
      await store.write((trx) =>
        trx
          .updateTable('reconciliation_findings')
          .set(outcome)
          .where('reconciliation', '=', reconciliation)
          .where('id', '=', id)
          .execute(),
      );
    }
    store.signals.emit(moved);
    return true;
  }

  /** What a daemon left that ended is begun anew. */
  private async takeUpAgain(): Promise<void> {
    await this.parts.store.write((trx) =>
      trx.updateTable('reconciliations').set({ state: 'due' }).where('state', '=', 'running').execute(),
    );
  }

  /** Adds the run of the schedule when its moment has come: one, however many replicas notice. */
  private async addScheduled(): Promise<void> {
    const due = this.scheduled.due();
    if (due === null) return;
    await this.add(this.newRow({ source: null, fix: 'none', cause: 'schedule', scheduled_for: due.toISOString() }));
  }

  private newRow(given: Pick<ReconciliationTable, 'source' | 'fix' | 'cause' | 'scheduled_for'>): ReconciliationTable {
    const created_at = instantOf(this.parts.clock.now());
    return { id: `rec_${ulid()}`, state: 'due', summary: null, problem: null, created_at, ended_at: null, ...given };
  }

  private async add(row: ReconciliationTable): Promise<void> {
    const { store } = this.parts;
    await store.write(async (trx, afterCommit) => {
      await trx
        .insertInto('reconciliations')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await store.signal(trx, afterCommit, asked);
    });
  }

  private async set(id: string, changes: Partial<ReconciliationTable>): Promise<void> {
    await this.parts.store.write((trx) =>
      trx.updateTable('reconciliations').set(changes).where('id', '=', id).execute(),
    );
  }
}
