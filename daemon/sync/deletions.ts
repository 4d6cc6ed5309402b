/** Whether vanished lines are believed to be deleted. Pure. */

export interface DeletionGuard {
  /** So many at once are always believed, unless nothing is left. @default 10 */
  lines: number;
  /** So many percent of all lines at once are believed. @default 5 */
  percent: number;
}

/**
 * Past the guard a person has to confirm. A panel that suddenly lists nothing at all is never believed unasked, however few lines it had:
 * broken panels answer just that.
 *
 * @param confirmed as many as a person has confirmed
 */
export function believed(
  found: { vanished: number; known: number; seen: number },
  guard: DeletionGuard,
  confirmed: number,
): boolean {
  if (found.vanished === 0 || found.vanished <= confirmed) return true;
  if (found.seen === 0) return false;
  return found.vanished <= Math.max(guard.lines, Math.floor((found.known * guard.percent) / 100));
}
