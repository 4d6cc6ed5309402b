import { PanelError, pagesOf, type Page } from '../../panel';

/**
 * All rows of a list that is paged by offset, page by page, each row once, complete or an error.
 *
 * @throws PanelError `bad-answer` when there were fewer rows than the panel says it has
 */
export async function* wholeList<T extends { id: string }>(
  list: (query: { start: number; limit: number }) => Promise<Page<T>>,
  pageSize: number,
): AsyncGenerator<T[], void> {
  const seen = new Set<string>();
  let count = 0;
  const pages = pagesOf(async (start) => {
    const page = await list({ start, limit: pageSize });
    count = page.total;
    return page;
  });
  for await (const page of pages) {
    const fresh = page.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    if (fresh.length > 0) yield fresh;
  }
  if (seen.size >= count) return;
  throw new PanelError(
    'bad-answer',
    `The panel listed ${String(seen.size)} of the ${String(count)} it says there are.`,
    {
      hint: 'The list changed while it was read, or the panel is overloaded. It is read again by itself.',
    },
  );
}

/** A list that came at once. */
export async function* onePage<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield await Promise.resolve(rows);
}
