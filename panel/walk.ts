import type { PanelAdapter } from './adapter';
import { PanelError } from './errors';
import type { LineSummary, LineWalkQuery } from './types';

/** Answers without a new line that a walk takes before it gives up, apart from those it went back over. */
const patience = 20;

/**
 * All lines that match, page by page in the order of their ids, each exactly once, or an error: never a part that looks like the whole.
 *
 * Panels page by offset, so a line deleted meanwhile moves all later ones one place forward, and one would be missed and taken for deleted.
 * Therefore each page begins at the last line of the page before; when that line is not there, the walk steps back until pages meet again.
 * A line that begins to match in the middle of a walk, behind it, is not seen.
 *
 * @param pageSize lines asked for at once; at least 2, because pages overlap by one
 * @throws PanelError `bad-answer` when the panel's pages end before its own count, are out of order, or its list vanishes
 */
export async function* walkLines(
  adapter: Pick<PanelAdapter, 'listLines' | 'linesAfter'>,
  query: LineWalkQuery = {},
  pageSize = 500,
): AsyncGenerator<LineSummary[], void> {
  const after = adapter.linesAfter?.bind(adapter);
  if (after !== undefined) {
    yield* walkAfterIds((id, size) => after(id, size, query), pageSize);
    return;
  }
  const limit = Math.max(2, pageSize);
  let start = 0;
  let lastId = 0;
  let seen = 0;
  let leastTotal = Infinity;
  let step = Math.floor(limit / 2);
  let idle = 0;
  let allowedIdle = patience;
  for (;;) {
    const { rows, total } = await adapter.listLines({ ...query, sort: { by: 'id' }, start, limit });
    checkOrder(rows);
    leastTotal = Math.min(leastTotal, total);
    const first = rows[0];
    if (++idle > allowedIdle) throw endedEarly(seen, total);
    // Only a page that begins with a line already seen proves that there is none in between.
    if (start > 0 && (first === undefined || Number(first.id) > lastId)) {
      // An empty page where the panel counts lines is a list cut short, not a list grown shorter.
      if (first === undefined && start < total) throw endedEarly(seen, total);
      if (total === 0) throw vanished(seen);
      const back = Math.max(0, Math.min(start - step, total - 1));
      allowedIdle += Math.ceil((start - back) / (limit - 1));
      start = back;
      step *= 2;
      continue;
    }
    if (first === undefined) {
      if (total > 0) throw endedEarly(seen, total);
      if (seen > 0) throw vanished(seen);
      return;
    }
    const fresh = rows.filter((line) => Number(line.id) > lastId);
    const last = fresh.at(-1);
    if (last !== undefined) {
      lastId = Number(last.id);
      seen += fresh.length;
      step = Math.floor(limit / 2);
      idle = 0;
      allowedIdle = patience;
      yield fresh;
    }
    const end = start + rows.length;
    // A full page past the panel's own count contradicts it, and there may be more.
    if (end === total || (end > total && rows.length < limit)) {
      if (seen < leastTotal) throw endedEarly(seen, total);
      return;
    }
    if (rows.length === 1 && last === undefined) throw endedEarly(seen, total);
    start = end - 1;
  }
}

/** Where lines can be read on from an id, pages cannot shift, and a page that is not full is the last. */
async function* walkAfterIds(
  after: (id: string, limit: number) => Promise<LineSummary[]>,
  limit: number,
): AsyncGenerator<LineSummary[], void> {
  for (let lastId = '0'; ;) {
    const rows = await after(lastId, limit);
    checkOrder(rows, Number(lastId));
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < limit) return;
    lastId = last.id;
  }
}

/** @param above the id that all must lie above */
function checkOrder(rows: readonly LineSummary[], above = 0): void {
  rows.reduce((previous, { id }) => {
    if (Number(id) > previous) return Number(id);
    throw new PanelError('bad-answer', 'The panel’s list of lines is not in the order asked for.', {
      hint: 'The list is not believed. The panel may be another product or version than the one chosen.',
    });
  }, above);
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

function vanished(seen: number): PanelError {
  return new PanelError('bad-answer', `The panel’s list became empty after ${String(seen)} lines of it were read.`, {
    hint: 'The list is not believed. Try again; the panel may be overloaded or being updated.',
  });
}
