import { appendFileSync } from 'node:fs';

const asked = process.env['XTREAM_UI_CRASH_ROUNDS'];

/** How many times n8n is killed. `npm run test:crash -- --rounds N` sets it. @default 20 */
export const rounds = Number(asked ?? 20);

/** How many times the daemon is killed over each store. `--rounds N` sets it, too. @default 100 */
export const daemonRounds = Number(asked ?? 100);

/** A moment to kill at, drawn anew each round. Milliseconds. */
export function randomMoment(atMost: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * atMost));
}

/** What `npm run test:crash -- --json` prints: one object a campaign. */
export function report(result: Readonly<Record<string, string | number>>): void {
  const file = process.env['XTREAM_UI_CRASH_RESULTS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
