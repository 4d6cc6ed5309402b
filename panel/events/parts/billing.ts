import { flag, instant, integer, object, orNull, record, text } from '../schema';

/** What a billing provider told, in one form for all providers. */
export const billing = object(
  {
    provider: text('e.g. `stripe`'),
    providerEventId: text('The provider’s own id of this message, e.g. `evt_…`'),
    providerEventType: text('The provider’s own type of it, e.g. `invoice.paid`'),
    key: orNull(
      text(
        'Names what was paid for, whatever message told of it, e.g. `stripe:in_123`. Commands that follow from a payment use it as their key, so that a replay or a second message about the same invoice does nothing twice. null where nothing was paid for',
      ),
    ),
    customer: object({
      id: orNull(text()),
      email: orNull(text()),
      name: orNull(text()),
      phone: orNull(text()),
      country: orNull(text()),
      language: orNull(text()),
    }),
    subscription: object({ id: orNull(text()), status: orNull(text()), cancelAtPeriodEnd: orNull(flag()) }),
    firstPayment: orNull(flag('Whether this is the first payment of its subscription; null where it cannot be told')),
    invoice: object({
      id: orNull(text()),
      number: orNull(text()),
      hostedUrl: orNull(text()),
      pdfUrl: orNull(text()),
    }),
    priceId: orNull(text()),
    productId: orNull(text()),
    planName: orNull(text()),
    quantity: orNull(integer()),
    amount: orNull(integer('In the currency’s minor unit (cents)')),
    tax: orNull(integer('In the currency’s minor unit (cents)')),
    currency: orNull(text('ISO 4217, upper case')),
    periodStart: orNull(instant()),
    periodEnd: orNull(instant()),
    nextAttemptAt: orNull(instant('When the provider will try again; only after a failed payment')),
    failureReason: orNull(text()),
    coupon: orNull(text()),
    metadata: record(
      text(),
      'The provider’s metadata, as texts: what an operator attached to price, subscription or checkout',
    ),
    live: flag('Whether this is the provider’s live mode, not its test mode'),
  },
  'What the billing provider told, in one form for all providers',
);
