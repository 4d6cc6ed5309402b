import { instantFromUnix } from '../../panel';
import type { EventLog } from '../events';
import type { Store } from '../store';
import { subjectOf } from '../sync';
import type { Watched } from '../watch';
import { activityOf, hasHistory } from './history';
import type { LineStates } from './lines';
import { openConnections, putRecords, recordFrom } from './rows';

/** Lines asked about in one look: each is a request to the panel. */
const askedAtOnce = 50;

/**
 * Lines that were there before the daemon and have connected for the first time that it saw: only the panel's own activity log tells whether it was the
 * first time at all. Where it keeps none, nothing is told.
 */
export async function tellFirsts(
  parts: { store: Store; log: EventLog },
  panel: Watched,
  states: LineStates,
  signal: AbortSignal,
): Promise<void> {
  const { db } = parts.store;
  const rows = await db
    .selectFrom('line_activity')
    .selectAll()
    .where('panel', '=', panel.name)
    .where('first_at', 'is not', null)
    .orderBy('first_at')
    .limit(askedAtOnce)
    .execute();
  if (rows.length === 0) return;
  const open = new Map((await openConnections(db, panel.name)).map(({ line, shown }) => [line, shown]));
  for (const row of rows) {
    signal.throwIfAborted();
    const id = String(row.line);
    const firstAt = row.first_at ?? 0;
    const before = hasHistory(panel) ? await activityOf(panel, id) : null;
    const isFirst = hasHistory(panel) && (before === null || before.firstAt >= firstAt);
    const line = isFirst ? ((await states.known([id])).get(id) ?? (await states.ask(id))) : null;
    const connection = open.get(id);
    await panel.write(async (trx, afterCommit) => {
      await putRecords(trx, panel.name, [[id, { ...recordFrom(row), ever: 'yes', firstAt: null }]]);
      if (line === null) return;
      await parts.log.append(trx, afterCommit, [
        {
          type: 'line.first_connected',
          panel: panel.name,
          subject: subjectOf(panel.name, id),
          time: instantFromUnix(firstAt),
          origin: 'panel',
          data: { line, ...(connection === undefined ? {} : { connection }) },
        },
      ]);
    });
  }
}
