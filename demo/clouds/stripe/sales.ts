import { objectsAfter, type StripeEvent, type StripeObject } from '../../stripe';

/** What is held of the sales whose events were given: collection in the URL → type of what is in it. */
const collections: Readonly<Record<string, string>> = {
  customers: 'customer',
  charges: 'charge',
  subscriptions: 'subscription',
  invoices: 'invoice',
  invoice_payments: 'invoice_payment',
  payment_intents: 'payment_intent',
  refunds: 'refund',
  disputes: 'dispute',
};

/** The objects of the sales, as Stripe's API shows them: a fold over the events, so it can tell nothing else than they do. */
export class Sales {
  private events: StripeEvent[] = [];
  private objects = new Map<string, StripeObject>();

  /** An event that is held already is left out. */
  hold(events: readonly StripeEvent[]): void {
    const held = new Set(this.events.map(({ id }) => id));
    this.events.push(...events.filter(({ id }) => !held.has(id)));
    this.objects = objectsAfter(this.events);
  }

  /** @param collection where it must be; anywhere when left out */
  find(id: string, collection?: string): StripeObject | undefined {
    if (collection === 'events') return this.list('events', {}).find((event) => event.id === id);
    const object = this.objects.get(id);
    return collection === undefined || object?.object === collections[collection] ? object : undefined;
  }

  has(collection: string): boolean {
    return collection === 'events' || collection in collections;
  }

  payments(invoiceId: string): StripeObject[] {
    return this.list('invoice_payments', { invoice: invoiceId });
  }

  /** What of a collection fits the query, newest first. */
  list(collection: string, query: Record<string, unknown>): StripeObject[] {
    const all =
      collection === 'events'
        ? this.events.map((event): StripeObject => ({ object: 'event', ...event }))
        : [...this.objects.values()].filter(({ object }) => object === collections[collection]);
    return all
      .filter((object) => fits(object, collection, query))
      .map((object, index) => ({ object, index }))
      .sort((a, b) => Number(b.object['created']) - Number(a.object['created']) || b.index - a.index)
      .map(({ object }) => object);
  }

  clear(): void {
    this.events = [];
    this.objects.clear();
  }
}

/** Whether the object is one the query asks for, by the filters the real API has for it. */
function fits(object: StripeObject, collection: string, query: Record<string, unknown>): boolean {
  const { customer, status, invoice, payment, payment_intent: intent, types, created, email } = query;
  if (customer !== undefined && object['customer'] !== customer) return false;
  if (email !== undefined && object['email'] !== email) return false;
  if (invoice !== undefined && object['invoice'] !== invoice) return false;
  if (intent !== undefined && object['payment_intent'] !== intent) return false;
  if (Array.isArray(types) && !types.includes(object['type'])) return false;
  const { gte, gt } = (created ?? {}) as { gte?: string; gt?: string };
  if (gte !== undefined && Number(object['created']) < Number(gte)) return false;
  if (gt !== undefined && Number(object['created']) <= Number(gt)) return false;
  const wanted = (payment ?? {}) as { payment_intent?: string };
  const paidBy = (object['payment'] ?? {}) as { payment_intent?: string };
  if (wanted.payment_intent !== undefined && wanted.payment_intent !== paidBy.payment_intent) return false;
  if (collection !== 'subscriptions') return status === undefined || object['status'] === status;
  // Unless it is asked for, what has ended is left out.
  if (status === undefined) return object['status'] !== 'canceled';
  return status === 'all' || object['status'] === status;
}
