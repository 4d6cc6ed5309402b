import { notice } from './html.js';
import { Refusal } from './api.js';
import { t } from './texts.js';

/** One of the page's views. */
export interface View {
  /**
   * Draws it anew.
   * @param into emptied before
   * @param about what of the view is to be shown, as the address names it; left out: all
   */
  draw(into: HTMLElement, about?: string): Promise<void>;
  /** Whether it is drawn anew every few seconds. */
  live: boolean;
}

/** Replaces all of a view but its title. */
export function replace(into: HTMLElement, ...children: readonly Node[]): void {
  const title = into.querySelector('h1');
  into.replaceChildren(...(title === null ? [] : [title]), ...children);
}

/** Tells at the top of a view what was refused. */
export function tell(into: HTMLElement, error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  into.prepend(notice(error.status === 0 ? t('away') : error.message, error.hint, true));
  if (into.isConnected) into.firstElementChild?.scrollIntoView({ block: 'nearest' });
}

/** Does something, tells what was refused, and draws the view anew where it went well. */
export function acting(
  into: HTMLElement,
  redraw: () => Promise<void>,
  act: () => Promise<unknown>,
): () => Promise<void> {
  return async () => {
    try {
      await act();
      await redraw();
    } catch (error) {
      tell(into, error);
    }
  };
}

/**
 * As `acting`, where a person answers a question with yes; else nothing happens, and what was filled in stays.
 * @param question made when it is asked; what it throws is told
 */
export function asking(
  into: HTMLElement,
  redraw: () => Promise<void>,
  question: () => string,
  act: () => Promise<unknown>,
): () => Promise<void> {
  return async () => {
    try {
      if (!confirm(question())) return;
      await act();
      await redraw();
    } catch (error) {
      tell(into, error);
    }
  };
}
