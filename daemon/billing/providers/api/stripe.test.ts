import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCredentials, holdAtStripe, startClouds, type Clouds } from '../../../../demo/clouds';
import {
  cancelEvents,
  disputeEvents,
  failEvents,
  refundEvents,
  renewEvents,
  subscribeEvents,
  type StripeEvent,
} from '../../../../demo/stripe';
import { axiosHttp } from '../axios-http';
import { type ProviderError } from '../http';
import { stripe } from '../stripe';
import type { Means } from './client';
import { stripeApi, stripeEvents } from './stripe';

// The stand-in's certificate is made at its start: slow on a busy machine.
jest.setTimeout(30_000);

const { secretKey } = demoCredentials.stripe;
const host = 'api.stripe.com';
const start = Date.parse('2027-01-31T10:00:00Z') / 1000;
const customer = { email: 'nadia@example.com', name: 'Nadia', phone: null, country: 'LB', locale: 'ar' };
const buy = (more: object = {}): StripeEvent[] =>
  subscribeEvents({ customer, priceId: 'price_1', amount: 1000, paidAt: start, ...more });
const idOf = (events: readonly StripeEvent[], object: string): string =>
  events.map(({ data }) => data.object).findLast((each) => each.object === object)!.id;

describe('Stripe’s API', () => {
  let folder: string;
  let clouds: Clouds;
  let waited: number[];
  const now = Date.parse('2027-03-01T00:00:00Z');
  const means: Means = {
    now: () => now,
    pause(milliseconds) {
      waited.push(milliseconds);
      return Promise.resolve();
    },
  };
  const api = (apiKey = secretKey) =>
    stripeApi({ apiKey, apiUrl: `${clouds.proxyUrl}/${host}` }, axiosHttp({ timeoutSeconds: 5 }), means);
  const hold = (events: readonly StripeEvent[]) => holdAtStripe(`${clouds.proxyUrl}/${host}`, events, secretKey);
  const all = async (of = api()): Promise<unknown[]> => {
    const messages: unknown[] = [];
    for await (const page of of.subscriptions()) messages.push(...page);
    return messages;
  };
  const told = async (message: unknown) => (await stripe.mapping.apply(message)).events;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stripe-api-'));
    clouds = await startClouds({ directory: folder });
  });

  afterAll(async () => {
    await clouds.stop();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    clouds.reset();
    waited = [];
  });

  describe('lists subscriptions', () => {
    it('with what was paid last, as the mapping understands them', async () => {
      await hold(buy());
      const messages = await all();
      const events = (await Promise.all(messages.map(told))).flat();
      expect(events).toMatchObject([
        { type: 'payment.succeeded', billing: { amount: 1000, customer: { email: customer.email } } },
        {
          type: 'subscription.updated',
          billing: { customer: { email: customer.email, language: 'ar' }, priceId: 'price_1' },
        },
      ]);
    });

    it('over all their pages, ended ones too', async () => {
      const sales = Array.from({ length: 230 }, (_, index) => buy({ paidAt: start + index }));
      sales[0]!.push(...cancelEvents(sales[0]!, { at: start + 500 }));
      await hold(sales.flat());
      const events = (await Promise.all((await all()).map(told))).flat();
      const of = (type: string) => events.filter((event) => event.type === type);
      expect(of('subscription.updated')).toHaveLength(229);
      expect(of('subscription.cancelled')).toHaveLength(1);
      expect(new Set(events.map(({ billing }) => billing.subscription.id)).size).toBe(230);
      const asked = clouds.received(host).filter(({ path }) => path.startsWith('/v1/subscriptions'));
      expect(asked).toHaveLength(3);
    });

    it('with the last paid invoice, though a newer one is due', async () => {
      const sent = buy();
      await hold([...sent, ...failEvents(sent, { at: start + 86_400 })]);
      const events = (await Promise.all((await all()).map(told))).flat();
      expect(events).toMatchObject([
        { type: 'payment.succeeded', billing: { key: `stripe:${idOf(sent, 'invoice')}` } },
        { type: 'subscription.updated', billing: { subscription: { status: 'past_due' } } },
      ]);
    });

    it('again after being asked for patience, and after trouble of Stripe’s own', async () => {
      await hold(buy());
      clouds.setFault(host, { status: 429, times: 2 });
      expect(await all()).toHaveLength(2);
      clouds.setFault(host, { status: 503, times: 3 });
      expect(await all()).toHaveLength(2);
      clouds.setFault(host, { reset: 'after', times: 1 });
      expect(await all()).toHaveLength(2);
      expect(waited).toEqual([500, 1000, 500, 1000, 2000, 500]);
    });

    it('but gives up in the end, and gives no shorter list instead', async () => {
      await hold(buy());
      clouds.setFault(host, { status: 500, times: 50 });
      await expect(all()).rejects.toMatchObject({ name: 'ProviderError', more: { passing: true, status: 500 } });
      expect(waited).toHaveLength(4);
    });

    it('not with a wrong key, and says so without it', async () => {
      const failed = await all(api('sk_test_of_another')).catch((error: unknown) => error as ProviderError);
      expect(failed).toMatchObject({ message: expect.stringContaining('does not accept the API key') as string });
      expect(JSON.stringify(failed) + String((failed as Error).stack)).not.toContain('sk_test_of_another');
      expect(waited).toEqual([]);
    });
  });

  describe('lists payments', () => {
    const paidSince = async (since: string): Promise<unknown[]> => {
      const messages: unknown[] = [];
      for await (const page of api().payments(since)) messages.push(...page);
      return messages;
    };

    it('that were made, failed, were given back and disputed since, with what joins them', async () => {
      const sent = buy();
      const invoice = idOf(sent, 'invoice');
      sent.push(...refundEvents(sent, { at: start + 60, amount: 300 }), ...disputeEvents(sent, { at: start + 90 }));
      sent.push(...failEvents(sent, { at: start + 86_400 }));
      await hold(sent);
      const events = (await Promise.all((await paidSince('2027-01-01T00:00:00Z')).map(told))).flat();
      expect(events.map(({ type }) => type).sort()).toEqual([
        'payment.disputed',
        'payment.failed',
        'payment.refunded',
        'payment.succeeded',
      ]);
      const of = (type: string) => events.find((event) => event.type === type)!.billing;
      const { paymentId: intent } = of('payment.succeeded');
      expect(of('payment.succeeded')).toMatchObject({
        key: `stripe:${invoice}`,
        paymentId: expect.stringMatching(/^pi_/) as string,
      });
      expect(of('payment.refunded')).toMatchObject({ paymentId: intent, refunded: 300 });
      expect(of('payment.disputed')).toMatchObject({ paymentId: intent });
    });

    it('and none from before', async () => {
      await hold(buy());
      expect(await paidSince('2027-03-01T00:00:00Z')).toEqual([]);
    });
  });

  describe('fetches', () => {
    it('a subscription as it is now', async () => {
      const sent = buy();
      sent.push(...renewEvents(sent, { at: start + 28 * 86_400 }));
      await hold(sent);
      const message = await api().fetch({ kind: 'subscription', id: idOf(sent, 'subscription') });
      expect(await stripe.mapping.apply(message)).toMatchObject({
        time: '2027-03-01T00:00:00Z',
        events: [{ type: 'subscription.updated', billing: { periodEnd: '2027-03-31T10:00:00Z' } }],
      });
    });

    it('an invoice with its discount’s coupon and the reason of its failure', async () => {
      const sent = buy({ coupon: { id: 'WELCOME', percentOff: 10 } });
      await hold(sent);
      const first = await api().fetch({ kind: 'invoice', id: idOf(sent, 'invoice') });
      expect(await told(first)).toMatchObject([
        { type: 'payment.succeeded', billing: { amount: 900, coupon: 'WELCOME' } },
      ]);
      sent.push(...failEvents(sent, { at: start + 86_400, reason: 'Insufficient funds.' }));
      await hold(sent);
      const second = await api().fetch({ kind: 'invoice', id: idOf(sent, 'invoice') });
      expect(await told(second)).toMatchObject([{ type: 'payment.failed' }]);
      expect(JSON.stringify(second)).toContain('Insufficient funds.');
    });

    it.each([
      ['charge', 'charge.refunded'],
      ['refund', 'refund.updated'],
      ['dispute', 'charge.dispute.created'],
    ])('a %s with the invoice that was paid', async (object, type) => {
      const sent = buy();
      const invoice = idOf(sent, 'invoice');
      sent.push(...refundEvents(sent, { at: start + 60, amount: 300 }), ...disputeEvents(sent, { at: start + 90 }));
      await hold(sent);
      const message = await api().fetch({ kind: 'payment', id: idOf(sent, object) });
      expect(message).toMatchObject({ type });
      expect(message).toMatchObject({
        data: { object: object === 'charge' ? { invoice, amount_refunded: 300 } : { charge: { invoice } } },
      });
    });

    it('nothing by what is no id', async () => {
      await expect(api().fetch({ kind: 'invoice', id: '../customers' })).rejects.toThrow('no id of Stripe');
      await expect(api().fetch({ kind: 'invoice', id: 'in_none' })).rejects.toMatchObject({ more: { status: 404 } });
    });
  });

  describe('makes the endpoint', () => {
    const url = 'https://pay.example.com/v1/inbox/stripe';

    it('for what the mapping understands, and tells its secret', async () => {
      const { id, secret } = await api().register(url);
      expect(id).toMatch(/^we_/);
      expect(secret).toMatch(/^whsec_/);
      const [made] = clouds.received(host).filter(({ method }) => method === 'POST');
      expect(new URLSearchParams(made!.rawBody).getAll('enabled_events[]')).toEqual([...stripeEvents]);
    });

    it('once for an address', async () => {
      const { id } = await api().register(url);
      expect(await api().register(url)).toEqual({ id, secret: null });
      const made = clouds.received(host).filter(({ method, path }) => method === 'POST' && path.endsWith('endpoints'));
      expect(made).toHaveLength(1);
    });
  });
});
