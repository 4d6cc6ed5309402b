import { pagesOf, unixFromInstant } from '../../panel';
import type { Watched } from '../watch';
import { localDay } from './periods';

/** What a panel's own activity log knows of a line. Unix seconds. */

const pageSize = 500;

/** Whether the panel keeps one that can be asked. */
export function hasHistory({ adapter }: Watched): boolean {
  return adapter.parts?.connections?.listActivity !== undefined;
}

/** The start of the first connection of a line and the end of its last, as far as the log goes back; null: it has none, or there is no log. */
export async function activityOf(
  { adapter, timeZone }: Watched,
  lineId: string,
  from?: number,
): Promise<{ firstAt: number; lastAt: number } | null> {
  const list = adapter.parts?.connections?.listActivity;
  if (list === undefined) return null;
  const days = from === undefined ? {} : { from: localDay(from, timeZone) };
  let firstAt = Infinity;
  let lastAt = -Infinity;
  for await (const page of pagesOf((start) => list({ lineId, ...days, start, limit: pageSize }))) {
    for (const { startedAt, endedAt } of page) {
      if (startedAt !== null) firstAt = Math.min(firstAt, unixFromInstant(startedAt));
      const at = endedAt ?? startedAt;
      if (at !== null) lastAt = Math.max(lastAt, unixFromInstant(at));
    }
  }
  return firstAt <= lastAt ? { firstAt, lastAt } : null;
}
