import { call, part } from '../api.js';
import { button, h, select } from '../html.js';
import { manualSource, type WholeSubscription } from '../ledger.js';
import { filled, t, word } from '../texts.js';
import { asking } from '../view.js';

const reasons = ['customer-request', 'non-payment', 'abuse', 'refund', 'chargeback', 'other'] as const;

/** What is done to the lines of a subscription by hand, and its end. Each is asked back before it is done. */
export function steering(
  subscription: WholeSubscription,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement | null {
  const { id, lines, state, source, provider } = subscription;
  const path = `/v1/subscriptions/${part(id)}`;
  const names = lines.map(({ username, lineId }) => username ?? lineId).join(', ');
  const reason = select(
    reasons.map((each) => [each, word(each, 'reason')] as const),
    null,
    null,
  );
  const asked = (label: string, question: string, act: () => Promise<unknown>, kind = ''): HTMLElement =>
    button(
      label,
      asking(into, redraw, () => question, act),
      kind,
    );
  const action = (kind: 'suspend' | 'resume' | 'terminate', why: string | null) => (): Promise<unknown> =>
    call('POST', `${path}/actions?wait=20`, { action: kind, reason: why });
  const isOver = state === 'cancelled' || state === 'expired';
  const isManual = source === manualSource;
  return h(
    'div',
    { class: 'steering' },
    lines.length === 0
      ? null
      : h(
          'div',
          { class: 'row' },
          h('label', {}, t('reason'), reason),
          asked(t('suspendLines'), filled('suspendAsk', names), () => action('suspend', reason.value)()),
          asked(t('resumeLines'), filled('resumeAsk', names), action('resume', null)),
          asked(t('terminateLines'), filled('terminateAsk', names), action('terminate', null), 'danger'),
        ),
    isManual && !isOver
      ? h(
          'div',
          { class: 'row' },
          asked(t('cancelAtEnd'), t('cancelAtEndAsk'), () => call('POST', `${path}/cancel`, { at: 'periodEnd' })),
          asked(t('cancelNow'), t('cancelNowAsk'), () => call('POST', `${path}/cancel`, { at: 'now' }), 'danger'),
        )
      : null,
    isManual ? null : h('p', { class: 'soft' }, filled('endedAtProvider', provider)),
  );
}
