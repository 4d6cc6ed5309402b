import type { PanelAdapter } from '../adapter';
import { PanelError } from '../errors';
import type { LineQuery, LineSummary } from '../types';

/** How often a pass steps back when lines vanish under it, before it gives up. */
const mostRewinds = 50;

/**
 * All lines that match, page by page in the order of their ids, each exactly once, or an error: never a part that looks like the whole.
 *
 * Panels page by offset, so a line deleted meanwhile moves all later ones one place forward, and one would be missed and taken for deleted.
 * Therefore each page begins at the last line of the page before; when that line is not there, the pass steps back until pages meet again.
 *
 * @throws PanelError `bad-answer` when the panel's pages end before its own count
 */
export async function* walkLines(
  adapter: PanelAdapter,
  query: Omit<LineQuery, 'start' | 'limit' | 'sort'> = {},
  pageSize = 500,
): AsyncGenerator<LineSummary[], void> {
  let start = 0;
  let lastId = 0;
  let seen = 0;
  let rewinds = 0;
  for (;;) {
    const page = await adapter.listLines({ ...query, sort: { by: 'id' }, start, limit: pageSize });
    const first = page.rows[0];
    if (start > 0 && (first === undefined ? start < page.total : Number(first.id) > lastId)) {
      if (first === undefined || ++rewinds > mostRewinds) throw endedEarly(seen, page.total);
      start = Math.max(0, start - Math.max(1, Math.floor(pageSize / 2)));
      continue;
    }
    const fresh = page.rows.filter((line) => Number(line.id) > lastId);
    fresh.reduce((previous, line) => {
      if (Number(line.id) <= previous) throw outOfOrder();
      return Number(line.id);
    }, lastId);
    const last = fresh.at(-1);
    if (last) {
      lastId = Number(last.id);
      seen += fresh.length;
      yield fresh;
    }
    const end = start + page.rows.length;
    if (end >= page.total) {
      if (seen < page.total) throw endedEarly(seen, page.total);
      return;
    }
    if (page.rows.length <= 1 && fresh.length === 0) throw endedEarly(seen, page.total);
    start = end - 1;
  }
}

function endedEarly(seen: number, total: number): PanelError {
  return new PanelError(
    'bad-answer',
    `The panel listed ${String(seen)} of the ${String(total)} lines it says it has.`,
    {
      hint: 'The list is not believed. Try again; the panel may be overloaded or being updated.',
    },
  );
}

function outOfOrder(): PanelError {
  return new PanelError('bad-answer', 'The panel’s list of lines is not in the order asked for.', {
    hint: 'The list is not believed. The panel may be another product or version than the one chosen.',
  });
}
