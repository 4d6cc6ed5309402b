import { isDeepStrictEqual } from 'node:util';
import type { Before } from '../fact';
import type { Told } from './fold';

/** Which of the messages about a subscription is the newest. Pure, and the same in whatever order they come. */

/** The order of states told with the same time: a later one of a second wins. */
const ranks = ['pending', 'trialing', 'active', 'past_due', 'paused', 'expired', 'cancelled'] as const;

/**
 * What is to be kept after a message. The provider's version decides, else its time. Messages of the same second are all kept: which of them ends it follows
 * from what each says was before.
 *
 * @returns null: it changes nothing
 */
export function mergedTold(next: Told, known: Told | null): Told | null {
  if (known === null) return next;
  if (next.eventId !== known.eventId) {
    const order = orderOf(next, known);
    if (order > 0) return next;
    if (order < 0) return null;
  }
  const { besides = [], ...last } = known;
  // The same message once more: its mapping was mended.
  const others = [last, ...besides].filter(({ eventId }) => eventId !== next.eventId);
  const merged = lastOf([...others, next]);
  return isDeepStrictEqual(merged, known) ? null : merged;
}

/** 0: of the same second, or not to be told apart by version. */
function orderOf(next: Told, known: Told): number {
  if (next.version !== null && known.version !== null && next.version !== known.version) {
    return next.version - known.version;
  }
  const since = known.confirmedAt ?? known.at;
  return next.at === since ? 0 : next.at > since ? 1 : -1;
}

/** The one that no other says it came after; where that leaves several, the one later in a life. */
function lastOf(told: readonly Told[]): Told {
  const last = (each: Told): number => {
    const alike = told.filter((other) => isAlike(other, each)).length;
    const followed = told.filter(({ before }) => before !== undefined && isAs(each, before)).length;
    return Math.sign(alike - followed);
  };
  const rank = ({ state }: Told): number => (state === null ? -1 : ranks.indexOf(state));
  const ordered = [...told].sort(
    (a, b) =>
      last(a) - last(b) ||
      Number(b.isFirst ?? false) - Number(a.isFirst ?? false) ||
      rank(a) - rank(b) ||
      (a.eventId < b.eventId ? -1 : 1),
  );
  const [newest, ...besides] = ordered.reverse() as [Told, ...Told[]];
  return besides.length === 0 ? newest : { ...newest, besides };
}

const fields = ['priceId', 'quantity', 'status', 'cancelAtPeriodEnd'] as const;

function isAlike(a: Told, b: Told): boolean {
  return fields.every((field) => a[field] === b[field]);
}

function isAs(told: Told, before: Before): boolean {
  const changed = fields.filter((field) => before[field] !== undefined);
  return changed.length > 0 && changed.every((field) => before[field] === told[field]);
}
