import { emailIn, first, minorUnits, nameIn, of } from './expressions';
import type { Step } from './step';
import { onEvent, values } from './steps';

/** What the templates that keep books have in common: a payment as an invoice and its payment. */

/** The trigger of money that came in. */
export const onPayment = (name: string): Step =>
  onEvent(name, ['payment.succeeded'], { filter: 'data.billing.amount > 0' });

/** Minor units as a number with decimals. @param amount code */
export const decimalIn = (amount: string, currency: string): string => `(${amount}) / ${minorUnits(currency)}`;

/**
 * What a payment says, as books want it: `number` (21 characters at most), `amount` and `currency`, `day`, `name` (one of its own for each customer),
 * `email`, `item`, `period`.
 * @param trigger name of the Xtream UI Trigger
 */
export function invoiceNow(name: string, trigger: string): Step {
  const billing = of(trigger, 'data.billing');
  // Of what is entered by hand, and of some providers, only the ledger knows the customer.
  const known = (field: string): string => `${of(trigger, `data.customer?.${field}`)} ?? ${billing}.customer.${field}`;
  const email = emailIn(known('email'));
  const person = nameIn(known('name'));
  return values(name, {
    number: ['string', `String(${billing}.invoice.number ?? ${of(trigger, 'idempotencyKey')}).slice(-21)`],
    amount: ['number', decimalIn(`${billing}.amount`, `${billing}.currency`)],
    currency: ['string', `${billing}.currency`],
    day: ['string', `${of(trigger, 'time')}.slice(0, 10)`],
    email: ['string', email],
    name: [
      'string',
      `[${person}, ${email} ? '(' + ${email}.toLowerCase() + ')' : ''].filter((part) => part).join(' ') || (${known('id')})`,
    ],
    item: ['string', `${billing}.planName ?? ${of(trigger, 'data.subscription?.plan')} ?? 'Subscription'`],
    period: [
      'string',
      `[${billing}.periodStart, ${billing}.periodEnd].map((at) => (at ?? '').slice(0, 10)).filter((at) => at).join(' to ')`,
    ],
  });
}

/** For whom, for red nodes: a text with `{{ }}`. */
export const payerIn = (trigger: string): string =>
  `{{ ${first(trigger, 'data.customer?.email')} ?? ${first(trigger, 'data.billing.customer.email')} ?? ${first(trigger, 'data.billing.customer.id')} }}, invoice {{ ${first(trigger, 'data.billing.invoice.number')} ?? '' }}`;
