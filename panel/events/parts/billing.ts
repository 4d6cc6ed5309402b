import { flag, instant, integer, list, object, oneOf, oneOfOrNull, orNull, record, text } from '../schema';

/** States of a subscription that a provider's message may tell. `pending`: made, and not paid for yet. */
export const toldStates = ['pending', 'trialing', 'active', 'past_due', 'paused', 'cancelled', 'expired'] as const;

/** States a subscription may be in here. `suspended`: its service is switched off because nobody paid. */
export const subscriptionStates = [...toldStates, 'suspended'] as const;

/** What a billing provider told, in one form for all providers. */
export const billing = object(
  {
    provider: text('e.g. `stripe`'),
    source: text('The inbox source it came from: one account at the provider'),
    providerEventId: text('The provider’s own id of this message, e.g. `evt_…`'),
    providerEventType: text('The provider’s own type of it, e.g. `invoice.paid`'),
    key: orNull(
      text(
        'Names what was paid for, whatever message told of it, e.g. `stripe:in_123`. Commands that follow from a payment use it as their key, so that a replay or a second message about the same invoice does nothing twice. null where nothing was paid for',
      ),
    ),
    version: orNull(
      integer('The provider’s own number of the state it tells of, by which messages are ordered; null: by their time'),
    ),
    paymentId: orNull(text('The provider’s id of the payment itself, by which refunds and disputes name it')),
    customer: object({
      id: orNull(text()),
      email: orNull(text()),
      name: orNull(text()),
      phone: orNull(text()),
      country: orNull(text()),
      language: orNull(text()),
    }),
    subscription: object({
      id: orNull(text()),
      status: orNull(text('In the provider’s own word')),
      state: oneOfOrNull(toldStates, 'In one form for all providers; null: the message does not tell'),
      cancelAtPeriodEnd: orNull(flag()),
      endsAt: orNull(instant('When it ends, or has ended')),
    }),
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
    discount: orNull(integer('What was taken off, in the currency’s minor unit')),
    refunded: orNull(
      integer(
        'Of a refund: what has been given back so far, all together; of a dispute: what is disputed. Minor units',
      ),
    ),
    method: orNull(text('How it was paid: `card`, `bank`, `cash`, `crypto`, `paypal`, …')),
    periodStart: orNull(instant()),
    periodEnd: orNull(instant()),
    nextAttemptAt: orNull(instant('When the provider will try again; only after a failed payment')),
    failureReason: orNull(text()),
    trialEnd: orNull(instant()),
    coupon: orNull(text()),
    promotionCode: orNull(text('The code the customer typed')),
    metadata: record(
      text(),
      'The provider’s metadata, as texts: what an operator attached to price, subscription or checkout',
    ),
    live: flag('Whether this is the provider’s live mode, not its test mode'),
  },
  'What the billing provider told, in one form for all providers',
);

const lineOfSubscription = object({ panel: text(), lineId: text(), username: orNull(text()) });

/** A subscription as the ledger has it. */
export const subscription = object(
  {
    id: text('`<source>:<the provider’s id>`, e.g. `stripe:sub_123`'),
    source: text('The inbox source: one account at a provider. `manual`: entered by hand'),
    provider: text(),
    providerId: text(),
    customerId: text('Our customer, `cus_…`'),
    state: oneOf(subscriptionStates),
    plan: orNull(text('The plan its price stands for; null: no plan is known for it')),
    priceId: orNull(text()),
    productId: orNull(text()),
    quantity: integer(),
    amount: orNull(integer('What a period costs, in the currency’s minor unit (cents)')),
    currency: orNull(text('ISO 4217, upper case')),
    periodStart: orNull(instant()),
    periodEnd: orNull(instant()),
    paidUntil: orNull(instant('The end of what was paid for and not given back; null: nothing')),
    serviceUntil: orNull(instant('Until when there is to be service: `paidUntil` and grace, or the end of the trial')),
    trialEnd: orNull(instant()),
    cancelAtPeriodEnd: flag(),
    endsAt: orNull(instant('When it ends, or has ended')),
    pastDueSince: orNull(instant('The first failed payment of those that are still open')),
    suspension: orNull(text('Why its service is switched off by us, e.g. `non-payment`; null: it is not')),
    dunning: orNull(
      object({
        policy: text(),
        since: instant(),
        stepsDone: integer(),
        nextAction: orNull(text()),
        nextAt: orNull(instant()),
      }),
    ),
    coupon: orNull(text()),
    metadata: record(text()),
    live: flag(),
    lines: list(lineOfSubscription, 'The lines that serve it'),
    createdAt: instant(),
    updatedAt: instant(),
  },
  'The subscription after the event, as the ledger has it',
);

/** The person or company that pays. */
export const customer = object(
  {
    id: text('`cus_…`'),
    email: orNull(text()),
    name: orNull(text()),
    phone: orNull(text()),
    country: orNull(text('ISO 3166-1, two letters')),
    language: orNull(text('e.g. `ar`')),
    links: record(text(), 'Ids at other systems, e.g. `hubspot`, `salesforce`'),
  },
  'The customer of the subscription',
);

export const actionKinds = ['provision', 'renew', 'changePackage', 'suspend', 'resume', 'terminate'] as const;

/** Something that is to happen to the lines of a subscription, or has. */
export const action = object(
  {
    key: text('Names it once and for all, e.g. `stripe:in_1/renew`: carried out once in effect, whoever asks'),
    kind: oneOf(actionKinds),
    reason: orNull(text('e.g. `payment`, `non-payment`, `refund`, `chargeback`, `cancelled`')),
    by: oneOf(['daemon', 'n8n', 'person'], 'Who is to carry it out'),
    state: oneOf(['due', 'running', 'done', 'skipped', 'failed', 'withdrawn']),
    panel: orNull(text()),
    lineId: orNull(text()),
    username: orNull(text()),
    plan: orNull(text()),
    until: orNull(instant('The expiry it leads to')),
    message: orNull(text('Why it failed, or was not needed')),
  },
  'The action',
);

export const dunningStep = object(
  {
    policy: text(),
    step: integer('1 for the first'),
    steps: integer('How many there are'),
    action: oneOf(['remind', 'suspend', 'terminate']),
    channel: orNull(text('e.g. `email`, `sms`')),
    template: orNull(text('The name the policy gives to the text')),
    since: instant('The failed payment it began with'),
    daysPastDue: integer(),
    payUrl: orNull(text('Where the customer can pay')),
    nextAction: orNull(text()),
    nextAt: orNull(instant()),
  },
  'The step of the dunning policy',
);

export const attention = object(
  {
    id: text(),
    kind: text('A word to decide by, e.g. `unknown-price`'),
    message: text('What is wrong, in words'),
    fix: text('What to do'),
    about: orNull(text('e.g. `subscription:stripe/sub_1`, `plan:gold`')),
  },
  'What waits for a person',
);

export const reconciliation = object(
  {
    id: text(),
    findings: integer(),
    counts: record(integer(), 'Findings by kind'),
    leakedPerMonth: orNull(integer('Revenue lost in a month, in the minor unit of the base currency')),
    currency: orNull(text('The base currency')),
  },
  'What provider, ledger and panel do not agree on',
);
