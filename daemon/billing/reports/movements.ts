/** What a customer pays for in a month at the two ends of a time. Minor units. */
export interface Monthly {
  atStart: number;
  atEnd: number;
  /** Whether they have paid before it. */
  paidBefore: boolean;
}

/** What made the difference of the monthly revenue, by customer. Minor units; together they are the difference. */
export interface Movements {
  /** Of customers who have never paid before. */
  new: number;
  /** Of customers who have paid before, and for nothing at the beginning. */
  reactivation: number;
  /** Of customers who pay more. */
  expansion: number;
  /** Of customers who pay less: 0 or below. */
  contraction: number;
  /** Of customers who pay for nothing any more: 0 or below. */
  churn: number;
}

export function movementsOf(customers: Iterable<Monthly>): Movements {
  const movements: Movements = { new: 0, reactivation: 0, expansion: 0, contraction: 0, churn: 0 };
  for (const { atStart, atEnd, paidBefore } of customers) {
    const difference = atEnd - atStart;
    if (difference === 0) continue;
    movements[nameOf(atStart, atEnd, paidBefore)] += difference;
  }
  return movements;
}

function nameOf(atStart: number, atEnd: number, paidBefore: boolean): keyof Movements {
  if (atStart === 0) return paidBefore ? 'reactivation' : 'new';
  if (atEnd === 0) return 'churn';
  return atEnd > atStart ? 'expansion' : 'contraction';
}
