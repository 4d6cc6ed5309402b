import type { Instant } from '../../panel';
import { instantOf } from '../clock';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import { takenOf } from './message';
import type { InboxState } from './tables';

/** A message of the inbox, without what it says. */
export interface MessageView {
  sequence: number;
  source: string;
  provider: string;
  /** The provider's id of it. */
  id: string;
  type: string | null;
  state: InboxState;
  /** Why it waits longer than it should, or could not be understood. */
  problem: string | null;
  /** How often the provider was asked in vain. */
  attempts: number;
  receivedAt: Instant;
  /** When the provider is asked next; null but for messages that wait. */
  nextAttemptAt: Instant | null;
  /** Types of the facts made of it. */
  facts: string[];
}

export interface MessageQuery {
  source?: string | undefined;
  state?: InboxState | undefined;
  /** Messages before this sequence: pages go back in time. */
  before?: number | undefined;
  limit: number;
}

/** The newest messages first. @returns `next`: to be given as `before`; null: there are no more */
export async function listMessages(
  { store, sealer }: { store: Store; sealer: Sealer },
  { source, state, before, limit }: MessageQuery,
): Promise<{ messages: MessageView[]; next: number | null }> {
  let query = store.db.selectFrom('inbox').selectAll().orderBy('sequence', 'desc').limit(limit);
  if (source !== undefined) query = query.where('source', '=', source);
  if (state !== undefined) query = query.where('state', '=', state);
  if (before !== undefined) query = query.where('sequence', '<', before);
  const rows = await query.execute();
  const messages = rows.map((row): MessageView => ({
    sequence: row.sequence,
    source: row.source,
    provider: row.provider,
    id: row.dedupe_id,
    type: row.type,
    state: row.state,
    problem: row.problem,
    attempts: row.attempts,
    receivedAt: instantOf(Date.parse(row.received_at)),
    nextAttemptAt: row.due_at === null ? null : instantOf(Date.parse(row.due_at)),
    facts: takenOf(sealer, row.taken).facts.map(({ type }) => type),
  }));
  return { messages, next: rows.length < limit ? null : (messages.at(-1)?.sequence ?? null) };
}
