import type { Customer, Matter, Payment, Subscription } from '../ledger.js';
import { day, h, link, name, notice, outside, state, table, type Child } from '../html.js';
import { money } from '../money.js';
import { t, word } from '../texts.js';

/** Subscriptions, payments and customers, as more than one view shows them. */

export type Kind = 'good' | 'warn' | 'bad' | 'soft';

const stateKinds: Readonly<Record<string, Kind>> = {
  active: 'good',
  trialing: 'good',
  past_due: 'warn',
  suspended: 'bad',
};

const paymentKinds: Readonly<Record<string, Kind>> = {
  paid: 'good',
  failed: 'bad',
  disputed: 'bad',
  partly_refunded: 'warn',
  refunded: 'warn',
};

export function amountOf(amount: number | null, currency: string | null): Child {
  if (amount === null || currency === null) return null;
  return name(money(amount, currency, document.documentElement.lang));
}

/** Whether it is served, and what is the matter where it is not. */
export function subscriptionState({
  state: stands,
  live,
  cancelAtPeriodEnd,
}: Pick<Subscription, 'state' | 'live' | 'cancelAtPeriodEnd'>): HTMLElement {
  const isEnding = cancelAtPeriodEnd && stands !== 'cancelled' && stands !== 'expired';
  return h(
    'span',
    { class: 'badges' },
    state(word(stands, 'subscription'), stateKinds[stands] ?? 'soft'),
    isEnding && state(t('ending'), 'warn'),
    !live && state(t('testMode'), 'soft'),
  );
}

export function customerLink(customer: Pick<Customer, 'id' | 'name' | 'email'>): HTMLElement {
  const [first = customer.id, second] = [customer.name, customer.email].flatMap((text) => text ?? []);
  return h(
    'span',
    {},
    link(['customers', customer.id], name(first)),
    second === undefined ? null : h('div', { class: 'soft' }, name(second)),
  );
}

/** @param customerOf whose each is; null: that is not shown */
export function subscriptionTable<Shown extends Subscription | Omit<Subscription, 'customer'>>(
  all: readonly Shown[],
  empty: string,
  customerOf: ((each: Shown) => Subscription['customer']) | null,
): HTMLElement {
  const heads = [t('state'), t('plan'), t('cost'), t('paidUntil'), t('lines')];
  return table(
    [t('subscription'), ...(customerOf === null ? [] : [t('customer')]), ...heads],
    all.map((each) => [
      link(['subscriptions', each.id], name(each.id)),
      ...(customerOf === null ? [] : [customerLink(customerOf(each))]),
      subscriptionState(each),
      each.plan === null ? null : name(each.plan),
      amountOf(each.amount, each.currency),
      day(each.paidUntil),
      each.lines.length === 0
        ? null
        : h('span', {}, ...each.lines.map(({ username, lineId }) => h('div', {}, name(username ?? lineId)))),
    ]),
    empty,
  );
}

/** A span of time; of what has no end, its beginning. */
export function period(from: string | null, until: string | null): Child {
  if (from === null && until === null) return null;
  return h('span', {}, day(from), ' – ', day(until));
}

export function paymentTable(payments: readonly Payment[]): HTMLElement {
  return table(
    [t('time'), t('amount'), t('state'), t('period'), t('method'), t('invoice'), t('note')],
    payments.map((payment) => [
      day(payment.paidAt ?? payment.failedAt),
      h(
        'span',
        {},
        amountOf(payment.amount, payment.currency),
        payment.refunded > 0 &&
          h('div', { class: 'soft' }, t('givenBack'), ' ', amountOf(payment.refunded, payment.currency)),
      ),
      state(word(payment.state, 'payment'), paymentKinds[payment.state] ?? 'soft'),
      period(payment.periodStart, payment.periodEnd),
      payment.method === null ? null : name(word(payment.method, 'method')),
      invoiceOf(payment),
      noteOf(payment),
    ]),
    t('noPayments'),
  );
}

function invoiceOf({ key, invoice: { number, payUrl, pdfUrl } }: Payment): HTMLElement {
  return h(
    'span',
    {},
    name(number ?? key),
    h('div', { class: 'badges' }, outside(payUrl, t('payPage')), outside(pdfUrl, t('pdf'))),
  );
}

function noteOf({ note, failureReason, failures, nextAttemptAt, state: stands }: Payment): Child {
  const isOpen = stands === 'failed';
  if (note === null && !isOpen) return null;
  return h(
    'span',
    {},
    note === null ? null : h('div', { set: { dir: 'auto' } }, note),
    isOpen && failureReason !== null ? h('div', { set: { dir: 'auto' } }, failureReason) : null,
    isOpen && failures > 1 ? h('div', { class: 'soft' }, t('attempts'), ': ', name(String(failures))) : null,
    isOpen && nextAttemptAt !== null ? h('div', { class: 'soft' }, t('triedAgain'), ' ', day(nextAttemptAt)) : null,
  );
}

/** What waits for a person, each with a way to what can be done about it. */
export function matterNotices(matters: readonly Matter[]): HTMLElement[] {
  return matters.map(({ message, fix }) => notice(message, fix, true));
}
