import type { StripeObject } from '../../stripe';

type Find = (id: string) => StripeObject | undefined;

/**
 * The object with what a path names in place of its id, as Stripe's `expand` does: through lists by `data`, and an invoice's `payments`, which are
 * there only when they are asked for (https://docs.stripe.com/api/expanding_objects).
 *
 * @param path e.g. `['latest_invoice', 'payments', 'data', 'payment', 'payment_intent']`
 */
export function expand(value: unknown, path: readonly string[], find: Find, payments: Payments): unknown {
  if (Array.isArray(value)) return value.map((each) => expand(each, path, find, payments));
  if (typeof value === 'string') {
    const found = find(value);
    return found ? expand(found, path, find, payments) : value;
  }
  const [field, ...rest] = path;
  if (field === undefined || typeof value !== 'object' || value === null) return value;
  const object = value as StripeObject;
  const of =
    field === 'payments' && object.object === 'invoice'
      ? { object: 'list', has_more: false, data: payments(object.id) }
      : object[field];
  return { ...object, [field]: expand(of, rest, find, payments) };
}

/** The payments of an invoice. */
export type Payments = (invoiceId: string) => StripeObject[];
