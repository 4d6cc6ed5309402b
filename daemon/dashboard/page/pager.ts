import { button, h } from './html.js';
import { t } from './texts.js';

/** Pages of a list whose next page begins after something. */
export interface Pages {
  /** What each page that was seen begins after, the present one last; empty: it is the first. */
  trail: string[];
}

/** Where the present page begins; empty: at the beginning. */
export function beginsAfter({ trail }: Pages): string {
  return trail.at(-1) ?? '';
}

/** @param next what the next page begins after; null: there is none */
export function pager(pages: Pages, next: string | null, redraw: () => Promise<void>): HTMLElement | null {
  if (pages.trail.length === 0 && next === null) return null;
  return h(
    'div',
    { class: 'actions' },
    pages.trail.length > 0 &&
      button(t('pageBefore'), () => {
        pages.trail.pop();
        return redraw();
      }),
    next !== null &&
      button(t('pageAfter'), () => {
        pages.trail.push(next);
        return redraw();
      }),
  );
}
