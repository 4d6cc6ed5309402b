/** How many times each thing is killed. `npm run test:crash -- --rounds N` sets it. @default 20 */
export const rounds = Number(process.env['XTREAM_UI_CRASH_ROUNDS'] ?? 20);

/** A moment to kill at, drawn anew each round. Milliseconds. */
export function randomMoment(atMost: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * atMost));
}
