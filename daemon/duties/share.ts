/** Who does what, decided by each replica for itself from what all of them see. */

export interface Sharing {
  /** This replica. */
  self: string;
  /** Those alive, with this one: id → the duties it is ready for. */
  replicas: ReadonlyMap<string, ReadonlySet<string>>;
  /** id of the holder; null: free to be taken. */
  duties: ReadonlyArray<{ name: string; holder: string | null }>;
}

/**
 * A free duty goes to the replica that does least among those ready for it; where several do equally little, to whichever comes first. A duty is given
 * back when somebody ready for it does at least two less, counting what is free and soon will be theirs. So the numbers differ by one at most, and what is
 * shared out like that stays where it is: giving back makes the sum of squares smaller, which ends.
 */
export function share({ self, replicas, duties }: Sharing): { take: string[]; giveBack: string[] } {
  const counts = new Map([...replicas.keys()].map((id) => [id, duties.filter(({ holder }) => holder === id).length]));
  const countOf = (id: string): number => counts.get(id) ?? 0;
  const readyFor = (name: string): string[] => [...replicas].filter(([, ready]) => ready.has(name)).map(([id]) => id);
  const leastOf = (ids: readonly string[]): string | undefined =>
    // This replica first where several do equally little.
    [...ids].sort((a, b) => countOf(a) - countOf(b) || Number(b === self) - Number(a === self))[0];

  const take: string[] = [];
  for (const { name, holder } of duties) {
    const next = holder === null ? leastOf(readyFor(name)) : undefined;
    if (next === undefined) continue;
    counts.set(next, countOf(next) + 1);
    if (next === self) take.push(name);
  }
  const giveBack: string[] = [];
  // The last in the list go first, so that the same ones stay.
  for (const { name } of duties.filter(({ holder }) => holder === self).reverse()) {
    const next = leastOf(readyFor(name).filter((id) => id !== self));
    if (next === undefined || countOf(next) + 2 > countOf(self)) continue;
    counts.set(next, countOf(next) + 1);
    counts.set(self, countOf(self) - 1);
    giveBack.push(name);
  }
  return { take, giveBack };
}
