import type { Trouble } from '../attention';
import { isCurrency } from '../money';
import type { Told } from './fold';
import type { PaymentTable } from './tables';

/**
 * What cannot be right about a payment. It is kept and shown, and it moves no line: until a person has looked, it counts as not there.
 */
export function faultOf(payment: PaymentTable, told: Told | null): Trouble | null {
  const { key, amount, currency, discount, coupon, period_start: start, period_end: end, paid_at: paidAt } = payment;
  if (paidAt === null) return null;
  const subject = key;
  const data = { payment: key, amount, currency, periodStart: start, periodEnd: end };
  if (currency === null || !isCurrency(currency)) {
    return {
      kind: 'unknown-currency',
      subject,
      message: `The payment ${key} is in ${currency === null ? 'no currency' : `the currency ${currency}, which ISO 4217 does not have`}.`,
      fix: 'Mend the mapping of its source and renormalise the inbox, or record the payment by hand in the right currency.',
      data,
    };
  }
  if (amount === null || amount < 0) {
    return {
      kind: 'no-amount',
      subject,
      message: `The payment ${key} is over ${amount === null ? 'no known amount' : 'less than nothing'}.`,
      fix: 'Look it up at the provider. If it is good, record it by hand; a refund must come as a refund.',
      data,
    };
  }
  // Nothing was to be paid: a trial, or a coupon that takes all of it off.
  const hasTrial = told !== null && told.trialEnd !== null;
  const isGift = (discount ?? 0) > 0 || coupon !== null || hasTrial;
  if (amount === 0 && !isGift) {
    return {
      kind: 'no-amount',
      subject,
      message: `The payment ${key} is over nothing, and there is neither a discount nor a trial that says why.`,
      fix: 'Look at the price at the provider. If the customer is to be served for nothing, give a discount there or record a payment by hand.',
      data,
    };
  }
  if (start !== null && end !== null && end <= start) {
    return {
      kind: 'bad-period',
      subject,
      message: `The payment ${key} is for a period that ends (${end}) before it begins (${start}).`,
      fix: 'Mend the mapping of its source and renormalise the inbox, or record the payment by hand with the right period.',
      data,
    };
  }
  return null;
}
