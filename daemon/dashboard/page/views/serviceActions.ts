import { call, part } from '../api.js';
import { button, card, day, h, name, state, table, time } from '../html.js';
import type { ServiceAction, WholeSubscription } from '../ledger.js';
import { filled, t, word } from '../texts.js';
import { asking } from '../view.js';
import type { Kind } from './shown.js';

const kinds: Readonly<Record<string, Kind>> = {
  due: 'warn',
  running: 'warn',
  done: 'good',
  failed: 'bad',
};

/** What was done, and is to be done, to the lines of a subscription. */
export function actionsCard(
  { id, actions }: WholeSubscription,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement {
  return card(
    t('actions'),
    table(
      [t('time'), t('action'), t('state'), t('username'), t('expires'), t('note'), ''],
      actions.map((action) => [
        time(action.updatedAt),
        h(
          'span',
          {},
          word(action.kind, 'action'),
          action.reason === null ? null : h('div', { class: 'soft' }, word(action.reason, 'reason')),
        ),
        h(
          'span',
          {},
          state(word(action.state, 'action'), kinds[action.state] ?? 'soft'),
          h('div', { class: 'soft' }, word(action.by, 'by')),
        ),
        action.username === null ? null : name(action.username),
        day(action.until),
        action.message === null ? null : h('span', { set: { dir: 'auto' } }, action.message),
        doNow(id, action, into, redraw),
      ]),
      t('noActions'),
    ),
  );
}

/** What waits or did not work is carried out now: once, whoever else asks for it. */
function doNow(
  subscription: string,
  action: ServiceAction,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement | null {
  if (action.state !== 'due' && action.state !== 'failed') return null;
  const label = t(action.state === 'due' ? 'doNow' : 'tryAgain');
  return button(
    label,
    asking(
      into,
      redraw,
      () => filled('doNowAsk', word(action.kind, 'action')),
      () => performAction(subscription, action),
    ),
  );
}

export function performAction(
  subscription: string,
  { kind, key }: Pick<ServiceAction, 'kind' | 'key'>,
): Promise<unknown> {
  return call('POST', `/v1/subscriptions/${part(subscription)}/actions?wait=20`, { action: kind, key });
}
