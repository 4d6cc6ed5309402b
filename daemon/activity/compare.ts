import type { StoredConnection } from './rows';

/** What differs between the connections that were open and those a panel lists. Pure; all times are Unix seconds. */
export interface Difference {
  started: StoredConnection[];
  /** Still open, or not yet believed to have ended. */
  kept: StoredConnection[];
  /** Those of `kept` that went missing, or came back. */
  changed: StoredConnection[];
  ended: Array<StoredConnection & { seenAt: number }>;
}

/** A panel that lists nobody, while more than so many were there, is not believed at once. */
const few = 10;

/** It is after this long. Seconds. */
const patience = 600;

/**
 * A connection has ended when two looks in a row did not list it: lists are paged by offset, and when somebody leaves while they are read, somebody
 * else moves from one page to the other unseen.
 *
 * @param lookedAt when the last complete look was; null: there was none
 */
export function compare(
  known: readonly StoredConnection[],
  listed: readonly StoredConnection[],
  { now, lookedAt }: { now: number; lookedAt: number | null },
): Difference {
  const difference: Difference = { started: [], kept: [], changed: [], ended: [] };
  const here = new Map(listed.map((each) => [each.id, each]));
  const isSilent = listed.length === 0 && known.length > few;
  for (const connection of known) {
    const { id, seenAt, missedAt, startedAt } = connection;
    const found = here.get(id);
    if (found?.line === connection.line && here.delete(id)) {
      const kept = { ...connection, seenAt: null, missedAt: null };
      difference.kept.push(kept);
      if (seenAt !== null) difference.changed.push(kept);
    } else if (found !== undefined) {
      // A panel that was set up anew counts from 1 again.
      difference.ended.push({ ...connection, seenAt: seenAt ?? lookedAt ?? startedAt });
    } else if (seenAt === null) {
      const missing = { ...connection, seenAt: Math.max(startedAt, lookedAt ?? startedAt), missedAt: now };
      difference.kept.push(missing);
      difference.changed.push(missing);
    } else if (isSilent && now - (missedAt ?? now) < patience) {
      difference.kept.push(connection);
    } else {
      difference.ended.push({ ...connection, seenAt });
    }
  }
  difference.started.push(...here.values());
  return difference;
}
