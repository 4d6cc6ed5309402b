import type { Instant } from '../../panel';
import type { AfterCommit, Store, Write } from '../store';

/**
 * Work that exactly one replica does at a time, such as watching a panel or pushing to an endpoint. Named, so that replicas can share it out:
 * `panel:main`, `endpoint:crm`, `relay:events`, `clock`.
 */
export interface Duty {
  readonly name: string;
  /**
   * Does the work until the signal aborts, and has let go of everything when it resolves: another replica may begin then. What it writes after the signal
   * must not count, so its transactions go through `writeHeld`. A rejection is logged, and the duty begun again after a pause.
   */
  run(signal: AbortSignal, held: Held): Promise<void>;
}

/** That this replica has a duty, for as long as it has. With one replica only, it always has. */
export interface Held {
  /**
   * Aborts when the duty is lost, not given back: requests under way must be cut at once, because another replica may begin. The signal given to `run`
   * aborts then, too.
   */
  readonly lost: AbortSignal;
  /** Goes first in a transaction, which then counts only if the duty is still ours when it commits. @throws DutyLost */
  check(trx: Write): Promise<void>;
  /** Goes before what no transaction takes back, such as a request to a panel: whether our own clock still vouches for the lease. @throws DutyLost */
  assert(): void;
}

/** What is done in the name of a duty that another replica may have by now. */
export class DutyLost extends Error {
  override readonly name = 'DutyLost';

  constructor(duty: string) {
    super(`The duty ${duty} is not this replica’s any more.`);
  }
}

/** A transaction that counts only while the duty is held. @throws DutyLost */
export function writeHeld<T>(
  store: Pick<Store, 'write'>,
  held: Pick<Held, 'check'>,
  work: (trx: Write, afterCommit: AfterCommit) => Promise<T>,
): Promise<T> {
  return store.write(async (trx, afterCommit) => {
    await held.check(trx);
    return work(trx, afterCommit);
  });
}

/** A replica and what it does. */
export interface ReplicaView {
  replica: string;
  /** Whether it answers this very request. */
  self: boolean;
  /** False: it has not been heard of for longer than a lease; others have what it did. */
  alive: boolean;
  startedAt: Instant;
  /** When it last renewed its leases. */
  seenAt: Instant;
  duties: Array<{ duty: string; since: Instant }>;
}

/** Shares duties out among replicas. */
export interface Duties {
  /** From now on this replica is ready to do it. Done here at once where there is one replica only. */
  add(duty: Duty): void;
  /** This replica does it no more; resolves when it has let go. */
  remove(name: string): Promise<void>;
  /** Whether this replica does it now. */
  has(name: string): boolean;
  /** All replicas, by name. Those gone for more than an hour are forgotten. */
  replicas(): Promise<ReplicaView[]>;
  start(): void;
  /** Lets go of all. */
  stop(): Promise<void>;
}
