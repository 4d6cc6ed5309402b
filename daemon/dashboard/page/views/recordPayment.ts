import { call, part, Refusal } from '../api.js';
import { button, folded, h } from '../html.js';
import { newKey } from '../key.js';
import type { Subscription } from '../ledger.js';
import { decimalOf, minorUnits, money } from '../money.js';
import { filled, t } from '../texts.js';
import { asking } from '../view.js';

/** The form of a payment beside any provider. */
export function recordPayment(subscription: Subscription, into: HTMLElement, redraw: () => Promise<void>): HTMLElement {
  const { id, amount, currency } = subscription;
  const usual = amount === null || currency === null ? '' : decimalOf(amount, currency);
  const sum = h('input', { value: usual, size: 8, inputMode: 'decimal', required: true });
  const code = h('input', { value: currency ?? '', size: 4, maxLength: 3, required: true });
  const method = h('input', { value: 'cash', size: 10 });
  const methods = h(
    'datalist',
    { id: 'methods' },
    ...['cash', 'bank', 'card', 'crypto'].map((value) => h('option', { value })),
  );
  method.setAttribute('list', methods.id);
  const times = h('input', { value: '1', size: 3, inputMode: 'numeric' });
  const paidAt = h('input', { type: 'datetime-local' });
  const receipt = h('input', { size: 12 });
  const note = h('input', {});
  // Pressed twice, it is recorded once.
  const key = newKey();
  const read = (): { amount: number; currency: string; quantity: number } => {
    const shown = code.value.trim().toUpperCase();
    const units = /^[A-Z]{3}$/.test(shown) ? minorUnits(sum.value, shown) : null;
    if (units === null) throw new Refusal(422, t('badAmount'), null);
    return { amount: units, currency: shown, quantity: Number(times.value) };
  };
  const question = (): string => {
    const paid = read();
    return filled('recordAsk', money(paid.amount, paid.currency, document.documentElement.lang), paid.quantity);
  };
  const record = (): Promise<unknown> =>
    call('POST', `/v1/subscriptions/${part(id)}/payments`, {
      key,
      ...read(),
      method: method.value.trim() || 'cash',
      paidAt: paidAt.value === '' ? null : new Date(paidAt.value).toISOString(),
      invoiceNumber: receipt.value.trim() || null,
      note: note.value.trim() || null,
    });
  return folded(
    t('recordPayment'),
    h('p', { class: 'soft' }, t('recordPaymentHint')),
    methods,
    h(
      'div',
      { class: 'row' },
      h('label', {}, t('amount'), h('span', { class: 'pair' }, sum, code)),
      h('label', {}, t('method'), method),
      h('label', {}, t('timesPlan'), times),
      h('label', {}, t('paidAt'), paidAt),
      h('label', {}, t('receipt'), receipt),
      h('label', { class: 'wide' }, t('note'), note),
    ),
    h('div', { class: 'actions' }, button(t('record'), asking(into, redraw, question, record), 'main')),
  );
}
