import type { Instant } from '../../../panel';
import { Problem } from '../../problem';
import { textsOf, type Store } from '../../store';
import type { Finding, FindingView, FixState } from './finding';
import type { Summary } from './summary';
import type { ReconciliationTable } from './tables';

/** A run as the API shows it. */
export interface ReconciliationView {
  id: string;
  /** `due`: its turn comes. */
  state: 'due' | 'running' | 'done' | 'failed';
  source: string | null;
  fix: 'none' | 'sure';
  /** Who asked for it. */
  cause: 'person' | 'schedule';
  createdAt: Instant;
  endedAt: Instant | null;
  /** Why it failed. */
  problem: string | null;
  /** null until it is done. */
  summary: Summary | null;
  /** Findings by what became of them. */
  fixes: Record<FixState, number>;
}

/** Runs and what they found, as they are kept. */
export class Runs {
  constructor(private readonly store: Store) {}

  /** Newest first. */
  async list(limit = 60): Promise<ReconciliationView[]> {
    const rows = await this.store.db
      .selectFrom('reconciliations')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return Promise.all(rows.map((row) => this.viewOf(row)));
  }

  /** @throws Problem 404 `unknown-reconciliation` */
  async get(id: string): Promise<ReconciliationView> {
    return this.viewOf(await this.row(id));
  }

  /** In the order of the report: what concerns paying customers first. @throws Problem 404 `unknown-reconciliation` */
  async findings(id: string): Promise<FindingView[]> {
    await this.row(id);
    const rows = await this.store.db
      .selectFrom('reconciliation_findings')
      .selectAll()
      .where('reconciliation', '=', id)
      .orderBy('position')
      .execute();
    return rows.map(({ finding, state, message }) => ({
      ...(JSON.parse(finding) as Finding),
      state: state as FixState,
      message,
    }));
  }

  /** Names and addresses of the customers of findings, as they are known now: the findings themselves hold none. */
  async people(findings: readonly FindingView[]): Promise<Map<string, { name: string | null; email: string | null }>> {
    const { db } = this.store;
    const ids = new Set(findings.flatMap(({ customer }) => customer ?? []));
    const rows = await db
      .selectFrom('customers')
      .select(['id', 'details'])
      .where('id', 'in', textsOf(db, [...ids]))
      .execute();
    const people = new Map<string, { name: string | null; email: string | null }>();
    for (const { id, details } of rows) {
      const { name, email } = JSON.parse(details) as { name?: { value: string }; email?: { value: string } };
      people.set(id, { name: name?.value ?? null, email: email?.value ?? null });
    }
    return people;
  }

  /** @throws Problem 404 `unknown-reconciliation` */
  async row(id: string): Promise<ReconciliationTable> {
    const row = await this.store.db.selectFrom('reconciliations').selectAll().where('id', '=', id).executeTakeFirst();
    if (row !== undefined) return row;
    throw new Problem(404, 'unknown-reconciliation', `There is no reconciliation ${id}.`, {
      hint: 'GET /v1/reconciliations lists them; the newest 60 are kept.',
    });
  }

  private async viewOf(row: ReconciliationTable): Promise<ReconciliationView> {
    const counted = await this.store.db
      .selectFrom('reconciliation_findings')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .where('reconciliation', '=', row.id)
      .groupBy('state')
      .execute();
    const fixes = { open: 0, due: 0, begun: 0, fixed: 0, gone: 0, failed: 0 };
    for (const { state, count } of counted) fixes[state as FixState] = count;
    return {
      id: row.id,
      state: row.state as ReconciliationView['state'],
      source: row.source,
      fix: row.fix as ReconciliationView['fix'],
      cause: row.cause as ReconciliationView['cause'],
      createdAt: row.created_at,
      endedAt: row.ended_at,
      problem: row.problem,
      summary: row.summary === null ? null : (JSON.parse(row.summary) as Summary),
      fixes,
    };
  }
}
