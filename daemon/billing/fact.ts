import type { BillingData, EventType, Instant } from '../../panel';
import type { AfterCommit, Write } from '../store';

/** One thing a billing provider told, in the canonical form. */
export interface BillingFact {
  type: EventType;
  /** The provider's time of it; of a message that names none, when it came. */
  time: Instant;
  billing: BillingData;
  /** When its message came. */
  received: Instant;
  /** It was read from the provider, not told by it: what only repeats what is known is no news, but holds as of its time. */
  read?: boolean;
  /** What of the subscription was otherwise before; left out: not told. It orders messages of the same second. */
  before?: Before;
}

/** Only what has changed. */
export interface Before {
  priceId?: string;
  quantity?: number;
  /** In the provider's words. */
  status?: string;
  cancelAtPeriodEnd?: boolean;
}

/** A message that could not be understood. It is kept, and can be normalised anew. */
export interface FailedMessage {
  source: string;
  provider: string;
  /** The provider's id of it. */
  id: string;
  type: string | null;
  /** What went wrong, in words that repeat nothing of the message. */
  problem: string;
}

/**
 * Takes in what the inbox understood. Called in the transaction that marks the message as understood, so both are on disk or neither is.
 *
 * The same fact may come again (a second message about one payment, a mapping that was mended), and facts may come late and in any order.
 */
export interface FactSink {
  /** What takes long or waits for something is done here, before the transaction. Its result is handed to `takeIn`. */
  prepare?(facts: readonly BillingFact[]): Promise<unknown>;
  takeIn(trx: Write, afterCommit: AfterCommit, facts: readonly BillingFact[], prepared?: unknown): Promise<void>;
  /** Told of a message that could not be understood, in the transaction that notes it. */
  failed?(trx: Write, afterCommit: AfterCommit, message: FailedMessage): Promise<void>;
}
