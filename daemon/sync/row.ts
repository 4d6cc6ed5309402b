import type { Write } from '../store';
import type { PanelTable } from './tables';

/** A panel's row, where what all replicas know of it stands. Made with the first thing to write down. */
export async function panelRow(trx: Write, panel: string): Promise<PanelTable> {
  await trx
    .insertInto('panels')
    .values({
      panel,
      state: 'ready',
      problem: null,
      problem_since: null,
      baseline_at: null,
      last_pass_at: null,
      next_pass_at: null,
      starting: 1,
      dialect: null,
      explanation: null,
      skew_seconds: null,
      passes_asked: 0,
      passes_answered: 0,
      held: 0,
      confirmed: 0,
      rejected: 0,
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
  return trx.selectFrom('panels').selectAll().where('panel', '=', panel).executeTakeFirstOrThrow();
}

/** Signals that a pass of the panel is asked for. */
export function passAsked(panel: string): string {
  return `pass-asked:${panel}`;
}

/** Signals that a pass of the panel has ended. */
export function passEnded(panel: string): string {
  return `pass-ended:${panel}`;
}
