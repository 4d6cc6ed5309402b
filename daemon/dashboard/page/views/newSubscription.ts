import { call } from '../api.js';
import { button, folded, h, select } from '../html.js';
import { newKey } from '../key.js';
import type { Subscription } from '../ledger.js';
import { t } from '../texts.js';
import { tell } from '../view.js';

/** The form of a subscription that no provider bills. @param plans with what people call them */
export function newSubscription(
  into: HTMLElement,
  plans: ReadonlyArray<readonly [plan: string, label: string]>,
): HTMLElement {
  const plan = select(plans, null, null);
  const email = h('input', { type: 'email', required: true });
  const person = h('input', {});
  const phone = h('input', { type: 'tel' });
  const trial = h('input', { type: 'date' });
  // Pressed twice, it is made once.
  const id = newKey();
  const make = async (): Promise<void> => {
    try {
      const made = await call<Subscription>('POST', '/v1/subscriptions', {
        id,
        plan: plan.value,
        customer: {
          email: email.value.trim() || null,
          name: person.value.trim() || null,
          phone: phone.value.trim() || null,
        },
        trialEnd: trial.value === '' ? null : new Date(`${trial.value}T23:59:59`).toISOString(),
      });
      location.hash = `#/subscriptions/${encodeURIComponent(made.id)}`;
    } catch (error) {
      tell(into, error);
    }
  };
  return h(
    'section',
    { class: 'card' },
    folded(
      t('newSubscription'),
      h('p', { class: 'soft' }, t('newSubscriptionHint')),
      h(
        'div',
        { class: 'row' },
        h('label', {}, t('plan'), plan),
        h('label', { class: 'wide' }, t('email'), email),
        h('label', { class: 'wide' }, t('personName'), person),
        h('label', {}, t('phone'), phone),
        h('label', {}, t('trialUntil'), trial),
      ),
      h('div', { class: 'actions' }, button(t('make'), make, 'main')),
    ),
  );
}
