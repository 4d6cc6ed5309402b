import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actionKinds, subscriptionStates } from '../../../panel';
import type { ActionView } from '../../billing/service';
import type { PaymentView, SubscriptionView } from '../../billing/subscriptions';
import { answers, count, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

/** Who pays for what, what was done for it, and what is entered by hand. */

const tags = ['subscriptions'];

export const subscriptionView = describing<SubscriptionView>(
  z
    .looseObject({
      id: z.string().describe('`<source>:<the provider’s id>`, e.g. `stripe:sub_123`'),
      source: z.string(),
      provider: z.string(),
      providerId: z.string(),
      customerId: z.string(),
      state: z.enum(subscriptionStates),
      plan: z.string().nullable(),
      priceId: z.string().nullable(),
      productId: z.string().nullable(),
      quantity: z.int(),
      amount: z.int().nullable().describe('What a period costs, in the currency’s minor unit'),
      currency: z.string().nullable(),
      periodStart: instant.nullable(),
      periodEnd: instant.nullable(),
      paidUntil: instant.nullable().describe('The end of what was paid for and not given back'),
      serviceUntil: instant.nullable().describe('Until when there is to be service'),
      trialEnd: instant.nullable(),
      cancelAtPeriodEnd: z.boolean(),
      endsAt: instant.nullable(),
      pastDueSince: instant.nullable(),
      suspension: z.string().nullable(),
      dunning: z.looseObject({ policy: z.string(), since: instant, stepsDone: z.int() }).nullable(),
      coupon: z.string().nullable(),
      metadata: z.record(z.string(), z.string()),
      live: z.boolean(),
      lines: z.array(z.looseObject({ panel: z.string(), lineId: z.string(), username: z.string().nullable() })),
      createdAt: instant,
      updatedAt: instant,
    })
    .meta({ id: 'Subscription' }),
);

export const paymentView = describing<PaymentView>(
  z
    .looseObject({
      key: z.string(),
      subscription: z.string(),
      state: z.enum(['paid', 'failed', 'partly_refunded', 'refunded', 'disputed', 'open']),
      amount: z.int().nullable().describe('In the currency’s minor unit'),
      currency: z.string().nullable(),
      paidAt: instant.nullable(),
    })
    .meta({ id: 'Payment' }),
);

const serviceAction = describing<ActionView>(
  z
    .looseObject({
      key: z.string(),
      subscription: z.string(),
      kind: z.enum(actionKinds),
      reason: z.string().nullable(),
      by: z.enum(['daemon', 'n8n', 'person']),
      state: z.enum(['due', 'running', 'done', 'skipped', 'failed', 'withdrawn']),
      panel: z.string().nullable(),
      lineId: z.string().nullable(),
      username: z.string().nullable(),
      plan: z.string().nullable(),
      until: instant.nullable(),
      message: z.string().nullable(),
      command: z.string().nullable(),
      createdAt: instant,
      updatedAt: instant,
    })
    .meta({ id: 'ServiceAction' }),
);

const recordedPayment = paymentView.and(z.looseObject({ replayed: z.boolean().describe('It was recorded before') }));

const performed = serviceAction.and(
  z.looseObject({ actions: z.array(serviceAction).describe('One for each line; the answer itself is the first') }),
);

const payer = describing<object>(
  z.looseObject({ id: z.string(), email: z.string().nullable(), name: z.string().nullable() }),
);

const listedSubscription = subscriptionView.and(z.looseObject({ customer: payer }));

const wholeSubscription = subscriptionView.and(
  z.looseObject({
    customer: payer,
    payments: z.array(paymentView),
    actions: z.array(serviceAction),
    attention: z.array(
      describing<object>(z.looseObject({ id: z.string(), kind: z.string(), message: z.string(), fix: z.string() })),
    ),
  }),
);

const params = z.object({ subscription: z.string() });
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString().replace(/\.\d+Z$/, 'Z'));
const text = z.string().max(1000);

const person = z.strictObject({
  id: text.nullable().default(null).describe('A customer there is, `cus_…`'),
  email: text.nullable().default(null),
  name: text.nullable().default(null),
  phone: text.nullable().default(null),
  country: text.nullable().default(null),
  language: text.nullable().default(null),
});

export function subscriptionRoutes(server: FastifyInstance, { billing }: Services): void {
  const api = typed(server);
  const { subscriptions, service } = billing;

  api.get(
    '/v1/subscriptions',
    {
      schema: {
        operationId: 'listSubscriptions',
        summary: 'Subscriptions by id: of all providers, and those entered by hand',
        tags,
        querystring: z.strictObject({
          state: z.enum(subscriptionStates).optional(),
          plan: z.string().optional(),
          customer: z.string().optional(),
          source: z.string().optional(),
          panel: z.string().optional(),
          line: z.string().optional().describe('A line’s id'),
          search: z.string().optional().describe('In the id, the customer’s e-mail, name and phone, and usernames'),
          after: z.string().optional().describe('`next` of the page before'),
          limit: count(1, 500).default(100),
        }),
        response: answers({
          200: z.looseObject({ subscriptions: z.array(listedSubscription), next: z.string().nullable() }),
        }),
      },
    },
    async ({ query: { limit, ...rest } }) => {
      const given = Object.entries(rest).filter(([, value]) => value !== '');
      const { subscriptions: found, next } = await subscriptions.list({ limit, ...Object.fromEntries(given) });
      const people = await billing.customers.named(found.map(({ customerId }) => customerId));
      return { subscriptions: found.map((each) => ({ ...each, customer: { ...people.get(each.customerId) } })), next };
    },
  );

  api.post(
    '/v1/subscriptions',
    {
      schema: {
        operationId: 'createSubscription',
        summary: 'Enters a subscription that no provider bills',
        description: 'It is served as soon as a payment is recorded, or while its trial runs.',
        tags,
        body: z.strictObject({
          id: z
            .string()
            .min(1)
            .max(255)
            .nullable()
            .default(null)
            .describe('With one that is known nothing is made again'),
          plan: z.string(),
          customer: person,
          trialEnd: time.nullable().default(null),
          metadata: z.record(z.string(), z.string()).default({}),
        }),
        response: answers({ 201: subscriptionView }),
      },
    },
    async (request, reply) => reply.code(201).send(await subscriptions.create(request.body)),
  );

  api.get(
    '/v1/subscriptions/:subscription',
    {
      schema: {
        operationId: 'getSubscription',
        summary: 'A subscription with its customer, its payments, and what was done for it',
        tags,
        params,
        response: answers({ 200: wholeSubscription }),
      },
    },
    async (request) => {
      const view = await subscriptions.get(request.params.subscription);
      const actions = await service.actions.list({ subscription: view.id, limit: 200 });
      const attention = await billing.attention.list({ open: true, about: `subscription:${view.id}` });
      return { ...view, customer: await billing.customers.get(view.customerId), actions, attention };
    },
  );

  api.post(
    '/v1/subscriptions/:subscription/payments',
    {
      schema: {
        operationId: 'recordPayment',
        summary: 'Records a payment in cash, by bank or otherwise, beside any provider',
        tags,
        params,
        body: z.strictObject({
          key: z
            .string()
            .min(1)
            .max(200)
            .describe('Names the payment: with one that is known nothing is recorded again'),
          amount: z.int().describe('In the currency’s minor unit: 12.99 USD is 1299'),
          currency: z.string().length(3),
          method: z.string().min(1).max(50).default('cash'),
          paidAt: time.nullable().default(null).describe('null: now'),
          periodStart: time.nullable().default(null),
          periodEnd: time.nullable().default(null).describe('null: the plan’s duration is added to what is paid for'),
          quantity: z.int().min(1).max(120).default(1).describe('How many times the plan’s duration'),
          invoiceNumber: text.nullable().default(null),
          note: text.nullable().default(null),
        }),
        response: answers({ 200: recordedPayment, 201: recordedPayment }),
      },
    },
    async (request, reply) => {
      const { replayed, payment } = await subscriptions.pay(request.params.subscription, request.body);
      return reply.code(replayed ? 200 : 201).send({ ...payment, replayed });
    },
  );

  api.post(
    '/v1/subscriptions/:subscription/lines',
    {
      schema: {
        operationId: 'linkLine',
        summary: 'Has a line serve a subscription',
        tags,
        params,
        body: z.strictObject({ panel: z.string(), line: z.string() }),
        response: answers({ 200: subscriptionView }),
      },
    },
    async ({ params: { subscription }, body: { panel, line } }) => subscriptions.linkLine(subscription, panel, line),
  );

  api.delete(
    '/v1/subscriptions/:subscription/lines/:panel/:line',
    {
      schema: {
        operationId: 'unlinkLine',
        summary: 'Takes a line from a subscription; on the panel it stays as it is',
        tags,
        params: z.object({ subscription: z.string(), panel: z.string(), line: z.string() }),
        response: answers({ 200: subscriptionView }),
      },
    },
    async ({ params: { subscription, panel, line } }) => subscriptions.unlinkLine(subscription, panel, line),
  );

  api.post(
    '/v1/subscriptions/:subscription/actions',
    {
      schema: {
        operationId: 'performAction',
        summary: 'Does something to the lines of a subscription, once in effect',
        description:
          'What the subscription calls for has a key of its own, so that a workflow, a person and the daemon can all ask for it. Suspending, resuming and terminating may be asked for by hand.',
        tags,
        params,
        body: z.strictObject({
          action: z.enum(actionKinds),
          key: z
            .string()
            .min(1)
            .max(150)
            .nullable()
            .default(null)
            .describe('Of an action there is: that one, and no other; else it names what is asked for by hand'),
          reason: z
            .enum(['non-payment', 'customer-request', 'abuse', 'refund', 'chargeback', 'cancelled', 'other'])
            .nullable()
            .default(null),
        }),
        querystring: z.strictObject({ wait: count(0, 60).optional().describe('Seconds; it is always waited some') }),
        response: answers({ 200: performed, 202: performed }),
      },
    },
    async (request, reply) => {
      const { action: kind, key, reason } = request.body;
      const actions = await service.perform(request.params.subscription, { kind, key, reason });
      const [first] = actions;
      if (first === undefined) throw new Error('An action that is not there was answered.');
      const isUnderWay = first.state === 'due' || first.state === 'running';
      return reply.code(isUnderWay ? 202 : 200).send({ ...first, actions });
    },
  );

  api.post(
    '/v1/subscriptions/:subscription/cancel',
    {
      schema: {
        operationId: 'cancelSubscription',
        summary: 'Ends a subscription that was entered by hand',
        tags,
        params,
        body: z.strictObject({ at: z.enum(['periodEnd', 'now']).default('periodEnd') }),
        response: answers({ 200: subscriptionView }),
      },
    },
    async (request) => subscriptions.cancel(request.params.subscription, request.body.at),
  );

  api.get(
    '/v1/actions',
    {
      schema: {
        operationId: 'listActions',
        summary: 'What was done, and is to be done, to the lines of subscriptions, newest first',
        tags,
        querystring: z.strictObject({
          state: z.enum(['due', 'running', 'done', 'skipped', 'failed', 'withdrawn']).optional(),
          subscription: z.string().optional(),
          limit: count(1, 500).default(100),
        }),
        response: answers({ 200: z.looseObject({ actions: z.array(serviceAction) }) }),
      },
    },
    async ({ query: { state, subscription, limit } }) => ({
      actions: await service.actions.list({
        limit,
        ...(state === undefined ? {} : { state }),
        ...(subscription === undefined ? {} : { subscription }),
      }),
    }),
  );
}
