import type { Sealer } from '../secrets';
import type { BillingFact, FailedMessage } from './fact';
import { sealTaken, type Message } from './message';
import type { Source } from './source';
import type { InboxState } from './tables';

/** Wakes who reads what messages wait for. */
export const messagesWait = 'inbox';

/** What came of reading a message: facts, a wait for the provider's API, or a problem. */
export type Understood =
  { facts: readonly BillingFact[]; fetched?: unknown } | { waits: true } | { problem: string; fetched?: unknown };

/** A message's columns by what came of it. @param now milliseconds since 1970 */
export function columnsOf(
  sealer: Sealer,
  understood: Understood,
  now: number,
): { state: InboxState; problem: string | null; due_at: string | null; taken: string | null } {
  if ('waits' in understood) {
    return { state: 'waiting', problem: null, due_at: new Date(now).toISOString(), taken: null };
  }
  const { fetched = null } = understood;
  const facts = 'facts' in understood ? understood.facts : [];
  const problem = 'problem' in understood ? understood.problem : null;
  const taken = sealTaken(sealer, { fetched, facts });
  return { state: problem === null ? 'normalised' : 'failed', problem, due_at: null, taken };
}

export function failureOf(source: Source, { id, type }: Pick<Message, 'id' | 'type'>, problem: string): FailedMessage {
  return { source: source.name, provider: source.provider.name, id, type, problem };
}
