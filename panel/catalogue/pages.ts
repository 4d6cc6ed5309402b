import { PanelError } from '../errors';
import type { Page } from '../types';

/**
 * The pages of a list by offset, up to the panel's own count. Without fixed points to join pages at: what moves while they are read may be missed or
 * come twice. Lines in the order of their ids have such points: see walkLines.
 *
 * @throws PanelError `bad-answer` when the pages end before the panel's own count
 */
export async function* pagesOf<T extends object>(list: (start: number) => Promise<Page<T>>): AsyncGenerator<T[], void> {
  for (let start = 0; ;) {
    const { rows, total } = await list(start);
    if (rows.length > 0) yield rows;
    start += rows.length;
    if (start >= total) return;
    if (rows.length === 0) {
      throw new PanelError(
        'bad-answer',
        `The panel listed ${String(start)} of the ${String(total)} it says there are.`,
        {
          hint: 'Try again; the panel may be overloaded or being updated.',
        },
      );
    }
  }
}
