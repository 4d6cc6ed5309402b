import type { ExpressionBuilder } from 'kysely';
import { ulid } from 'ulid';
import type { Instant } from '../../../panel';
import { instantOf, type Clock } from '../../clock';
import type { EventDraft, EventLog } from '../../events';
import { Problem } from '../../problem';
import type { AfterCommit, Store, Tables, Write } from '../../store';
import type { AttentionTable } from './tables';

/** What is wrong, and how it is put right. Nothing was done to any line. */
export interface Trouble {
  /** A word to decide by. */
  kind: TroubleKind;
  /** What is at fault, e.g. `stripe/price_gold`: one open item of a kind for it. No personal data. */
  subject: string;
  /** In words, without personal data. */
  message: string;
  /** What to do. */
  fix: string;
  data?: Readonly<Record<string, unknown>>;
}

export const troubleKinds = [
  'unknown-price',
  'ambiguous-price',
  'unknown-customer',
  'no-email',
  'no-amount',
  'unknown-currency',
  'bad-period',
  'unknown-payment',
  'plan-conflict',
  'plan-fault',
  'policy-order',
  'policy-fault',
  'line-gone',
  'doubtful-line',
  'action-failed',
  'unreadable-message',
] as const;

export type TroubleKind = (typeof troubleKinds)[number];

export interface AttentionView {
  id: string;
  kind: string;
  subject: string;
  about: string | null;
  message: string;
  fix: string;
  data: Record<string, unknown>;
  times: number;
  firstAt: Instant;
  lastAt: Instant;
  resolvedAt: Instant | null;
  note: string | null;
}

/** The list of what waits for a person. What is settled by itself leaves it by itself. */
export class Attention {
  constructor(private readonly parts: { store: Store; log: EventLog; clock: Clock }) {}

  /**
   * Makes what is open about something what is given: new troubles are raised, with an event each, and those that are no longer there are resolved. One that
   * several wait for is resolved when none of them does any more.
   * @param about e.g. `subscription:stripe:sub_1`, `plan:gold`
   */
  async set(trx: Write, afterCommit: AfterCommit, about: string, troubles: readonly Trouble[]): Promise<void> {
    const open = await trx
      .selectFrom('attention')
      .selectAll()
      .where('resolved_at', 'is', null)
      .where((eb) => eb.or([eb('about', '=', about), eb('id', 'in', sharesOf(eb, about))]))
      .execute();
    const keyOf = ({ kind, subject }: { kind: string; subject: string }): string => `${kind} ${subject}`;
    const wanted = new Map(troubles.map((trouble) => [keyOf(trouble), trouble]));
    for (const row of open) {
      if (!wanted.has(keyOf(row))) await this.leave(trx, afterCommit, row, about);
    }
    for (const trouble of troubles) await this.raise(trx, afterCommit, about, trouble);
  }

  /** Raises one, or counts it once more where it is open already. */
  async raise(trx: Write, afterCommit: AfterCommit, about: string | null, trouble: Trouble): Promise<void> {
    const { kind, subject, message, fix, data = {} } = trouble;
    const now = this.now();
    const present = await trx
      .selectFrom('attention')
      .selectAll()
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('resolved_at', 'is', null)
      .executeTakeFirst();
    if (present !== undefined) {
      const isShared = about !== null && present.about !== null && present.about !== about;
      if (isShared) await this.share(trx, present, about);
      if (isShared || (present.message === message && present.about === about)) return;
      const changes = { message, fix, data: JSON.stringify(data), times: present.times + 1, last_at: now };
      await trx
        .updateTable('attention')
        .set({ ...changes, about: about ?? present.about })
        .where('id', '=', present.id)
        .execute();
      return;
    }
    const row: AttentionTable = {
      id: `att_${ulid()}`,
      kind,
      subject,
      about,
      message,
      fix,
      data: JSON.stringify(data),
      times: 1,
      first_at: now,
      last_at: now,
      resolved_at: null,
      note: null,
    };
    await trx.insertInto('attention').values(row).execute();
    await this.parts.log.append(trx, afterCommit, [this.draft('attention.needed', row)]);
  }

  /** One more thing waits for it. */
  private async share(trx: Write, { id }: AttentionTable, about: string): Promise<void> {
    const added = await trx
      .insertInto('attention_shares')
      .values({ attention: id, about })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows !== 1n) return;
    await trx
      .updateTable('attention')
      .set((eb) => ({ times: eb('times', '+', 1), last_at: this.now() }))
      .where('id', '=', id)
      .execute();
  }

  /** What is given no longer waits for it; who else does keeps it open. */
  private async leave(trx: Write, afterCommit: AfterCommit, row: AttentionTable, about: string): Promise<void> {
    const others = await trx
      .selectFrom('attention_shares')
      .select('about')
      .where('attention', '=', row.id)
      .where('about', '!=', about)
      .orderBy('about')
      .execute();
    const heir = row.about === about ? (others[0]?.about ?? null) : row.about;
    if (heir === null) return this.close(trx, afterCommit, row, null);
    await trx
      .deleteFrom('attention_shares')
      .where('attention', '=', row.id)
      .where('about', 'in', [about, heir])
      .execute();
    await trx.updateTable('attention').set({ about: heir }).where('id', '=', row.id).execute();
  }

  /** Closes one by hand. @throws Problem 404 `unknown-attention` */
  async resolve(id: string, note: string | null): Promise<AttentionView> {
    await this.parts.store.write(async (trx, afterCommit) => {
      const row = await trx.selectFrom('attention').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) throw new Problem(404, 'unknown-attention', `Nothing with the id ${id} waits for anybody.`);
      if (row.resolved_at === null) await this.close(trx, afterCommit, row, note);
    });
    const row = await this.parts.store.db
      .selectFrom('attention')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return viewOf(row);
  }

  /** Newest first. */
  async list(query: { open?: boolean; kind?: string; about?: string; limit?: number } = {}): Promise<AttentionView[]> {
    let select = this.parts.store.db
      .selectFrom('attention')
      .selectAll()
      .orderBy('last_at', 'desc')
      .orderBy('id', 'desc')
      .limit(query.limit ?? 100);
    if (query.open === true) select = select.where('resolved_at', 'is', null);
    if (query.open === false) select = select.where('resolved_at', 'is not', null);
    if (query.kind !== undefined) select = select.where('kind', '=', query.kind);
    const { about } = query;
    if (about !== undefined) {
      select = select.where((eb) => eb.or([eb('about', '=', about), eb('id', 'in', sharesOf(eb, about))]));
    }
    return (await select.execute()).map(viewOf);
  }

  /** How many are open, by kind. */
  async counts(): Promise<Record<string, number>> {
    const rows = await this.parts.store.db
      .selectFrom('attention')
      .select(({ fn }) => ['kind', fn.countAll<number>().as('count')])
      .where('resolved_at', 'is', null)
      .groupBy('kind')
      .execute();
    return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
  }

  private async close(trx: Write, afterCommit: AfterCommit, row: AttentionTable, note: string | null): Promise<void> {
    await trx.updateTable('attention').set({ resolved_at: this.now(), note }).where('id', '=', row.id).execute();
    await trx.deleteFrom('attention_shares').where('attention', '=', row.id).execute();
    await this.parts.log.append(trx, afterCommit, [this.draft('attention.resolved', row)]);
  }

  private now(): Instant {
    return instantOf(this.parts.clock.now());
  }

  private draft(type: 'attention.needed' | 'attention.resolved', row: AttentionTable): EventDraft {
    const { id, kind, subject, message, fix, about } = row;
    return {
      type,
      panel: null,
      subject: `attention:${kind}/${subject}`,
      time: this.now(),
      origin: 'daemon',
      data: { attention: { id, kind, message, fix, about } },
    };
  }
}

function sharesOf(eb: ExpressionBuilder<Tables, 'attention'>, about: string) {
  return eb.selectFrom('attention_shares').select('attention').where('attention_shares.about', '=', about);
}

function viewOf(row: AttentionTable): AttentionView {
  const { id, kind, subject, about, message, fix, times, note } = row;
  return {
    id,
    kind,
    subject,
    about,
    message,
    fix,
    data: JSON.parse(row.data) as Record<string, unknown>,
    times,
    firstAt: row.first_at,
    lastAt: row.last_at,
    resolvedAt: row.resolved_at,
    note,
  };
}
