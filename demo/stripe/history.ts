import {
  address,
  chargeOf,
  invoicePaymentOf,
  type Buyer,
  type Invoice,
  type StripeObject,
  type Subscription,
} from './objects';

/** A message of Stripe's. */
export interface StripeEvent {
  id: string;
  type: string;
  /** Unix seconds. */
  created: number;
  data: { object: StripeObject; previous_attributes?: Record<string, unknown> };
  [field: string]: unknown;
}

/** What Stripe holds after the events, by id: of each object the newest. */
export function objectsAfter(events: readonly StripeEvent[]): Map<string, StripeObject> {
  const objects = new Map<string, StripeObject>();
  for (const { data } of events) objects.set(data.object.id, data.object);
  const told = [...objects.values()];
  for (const each of told) if (each.object === 'invoice') addUntold(objects, each as Invoice);
  for (const each of told) if (each.object === 'checkout.session') addLocale(objects, each);
  return objects;
}

/** Events need not tell of customer and charge; they exist all the same. */
function addUntold(objects: Map<string, StripeObject>, invoice: Invoice): void {
  const add = (object: StripeObject): void => {
    if (!objects.has(object.id)) objects.set(object.id, object);
  };
  const { country, ...buyer } = buyerOf(invoice);
  add({
    object: 'customer',
    ...buyer,
    address: address(country),
    created: invoice.created,
    livemode: false,
    metadata: {},
  });
  if (invoice.amount_due === 0) return;
  add(invoicePaymentOf(invoice));
  if (invoice.status === 'paid') add(chargeOf(invoice));
}

/** The language of the checkout becomes the customer's. */
function addLocale(objects: Map<string, StripeObject>, session: StripeObject): void {
  const customer = objects.get(String(session['customer']));
  if (customer) objects.set(customer.id, { ...customer, preferred_locales: [session['locale']] });
}

/**
 * The customer's sale as it stands after the events.
 *
 * @throws Error when nobody subscribed in them
 */
export function saleAfter(events: readonly StripeEvent[]): {
  subscription: Subscription;
  buyer: Buyer;
  /** Newest first. */
  invoices: Invoice[];
  objects: Map<string, StripeObject>;
} {
  const objects = objectsAfter(events);
  const all = [...objects.values()];
  const subscription = all.find(({ object }) => object === 'subscription') as Subscription | undefined;
  const invoices = all.filter(({ object }) => object === 'invoice').reverse() as Invoice[];
  const [first] = invoices;
  if (!subscription || !first)
    throw new Error('Nobody subscribes in these events: begin with those of subscribeEvents.');
  return { subscription, buyer: buyerOf(first), invoices, objects };
}

export function buyerOf(invoice: Invoice): Buyer {
  const { customer, customer_email: email, customer_name: name, customer_phone: phone, customer_address: at } = invoice;
  return {
    id: customer,
    email: email as string,
    name: name as string,
    phone: phone as string | null,
    country: (at as { country: string }).country,
  };
}
