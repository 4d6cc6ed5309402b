import { authorizeNet } from '../authorize-net';
import { providers } from '..';
import { axiosHttp } from '../axios-http';
import { btcpay } from '../btcpay';
import { chargebee } from '../chargebee';
import arb from '../fixtures/authorize-net.json';
import coins from '../fixtures/btcpay.json';
import squares from '../fixtures/square.json';
import type { ProviderError } from '../http';
import { paddle } from '../paddle';
import { paypal } from '../paypal';
import type { BillingApi, Provider, SourceSettings } from '../provider';
import { recurly } from '../recurly';
import { square } from '../square';
import { Loopback, type Answering, type Asked } from '../testing';
import type { Means } from './client';
import { authorizeNetApi, btcpayApi, chargebeeApi, paddleApi, paypalApi, recurlyApi, squareApi } from '.';

const apiKey = 'key_of_these_tests';
const total = 5;
const perPage = 2;
const ids = Array.from({ length: total }, (_, index) => `sub${String(index + 1)}`);
/** The page that begins at a position, and where the next begins. */
const pageAt = (at: number): { part: string[]; next: number | null } => ({
  part: ids.slice(at, at + perPage),
  next: at + perPage < total ? at + perPage : null,
});
const idIn = (path: string): string => path.split('?')[0]!.split('/').at(-1)!;
const basic = (user: string): string => `Basic ${Buffer.from(`${user}:`).toString('base64')}`;

interface Case {
  provider: Provider;
  make: (settings: SourceSettings, http: ReturnType<typeof axiosHttp>, means: Means) => BillingApi;
  settings?: SourceSettings;
  /** What the real one answers. */
  answering: Answering;
  authorization: string | null;
  /** Of each subscription listed. */
  told: ReadonlyArray<{ type: string; billing: object }>;
}

const chargebeeSubscription = (id: string): object => ({
  subscription: {
    id,
    status: 'active',
    customer_id: 'c1',
    plan_id: 'month',
    plan_amount: 1000,
    currency_code: 'USD',
    current_term_start: 1_796_083_200,
    current_term_end: 1_798_761_600,
    resource_version: 1_796_083_200_000,
  },
  customer: { id: 'c1', email: 'jo@example.com' },
});

const cases: Record<string, Case> = {
  Chargebee: {
    provider: chargebee,
    make: chargebeeApi,
    authorization: basic(apiKey),
    answering({ url }) {
      if (url.pathname === '/api/v2/subscriptions') {
        const { part, next } = pageAt(Number(url.searchParams.get('offset') ?? 0));
        return { list: part.map(chargebeeSubscription), ...(next === null ? {} : { next_offset: String(next) }) };
      }
      if (url.pathname === '/api/v2/invoices') {
        const id = url.searchParams.get('subscription_id[is]');
        const invoice = {
          id: `in_${id!}`,
          subscription_id: id,
          status: 'paid',
          amount_paid: 1000,
          currency_code: 'USD',
          paid_at: 1_796_083_200,
        };
        return { list: [{ invoice }] };
      }
      return url.pathname.startsWith('/api/v2/subscriptions/') ? chargebeeSubscription(idIn(url.pathname)) : undefined;
    },
    told: [
      { type: 'payment.succeeded', billing: { amount: 1000, customer: { email: 'jo@example.com' } } },
      { type: 'subscription.updated', billing: { version: 1_796_083_200_000, periodEnd: '2027-01-01T00:00:00Z' } },
    ],
  },
  Paddle: {
    provider: paddle,
    make: paddleApi,
    authorization: `Bearer ${apiKey}`,
    answering({ url }) {
      const subscription = (id: string): object => ({
        id,
        status: 'active',
        customer_id: 'ctm_1',
        currency_code: 'USD',
        current_billing_period: { starts_at: '2026-12-01T00:00:00Z', ends_at: '2027-01-01T00:00:00Z' },
        items: [
          {
            price: { id: 'pri_1', product_id: 'pro_1', billing_cycle: { interval: 'month', frequency: 1 } },
            quantity: 1,
          },
        ],
      });
      if (url.pathname === '/subscriptions') {
        const { part, next } = pageAt(Number(url.searchParams.get('after') ?? 0));
        const pagination = {
          per_page: perPage,
          next: new URL(`/subscriptions?after=${String(next)}`, url).href,
          has_more: next !== null,
        };
        return { data: part.map(subscription), meta: { pagination } };
      }
      if (url.pathname === '/transactions') {
        const id = url.searchParams.get('subscription_id')!;
        const details = { totals: { grand_total: '1000', tax: '0', discount: '0' } };
        return {
          data: [
            {
              id: `txn_${id}`,
              status: 'completed',
              subscription_id: id,
              customer_id: 'ctm_1',
              currency_code: 'USD',
              details,
            },
          ],
        };
      }
      if (url.pathname === '/customers/ctm_1') return { data: { id: 'ctm_1', email: 'jo@example.com' } };
      return url.pathname.startsWith('/subscriptions/') ? { data: subscription(idIn(url.pathname)) } : undefined;
    },
    told: [
      { type: 'payment.succeeded', billing: { amount: 1000, customer: { email: 'jo@example.com' } } },
      { type: 'subscription.updated', billing: { priceId: 'pri_1', periodEnd: '2027-01-01T00:00:00Z' } },
    ],
  },
  Recurly: {
    provider: recurly,
    make: recurlyApi,
    authorization: basic(apiKey),
    answering({ url }) {
      const account = { id: 'acc', code: 'jo', email: 'jo@example.com' };
      const subscription = (id: string): object => ({
        id,
        state: 'active',
        account,
        plan: { id: 'p1', code: 'month', name: 'Monthly' },
        unit_amount: 10,
        quantity: 1,
        currency: 'USD',
        current_period_ends_at: '2027-01-01T00:00:00Z',
      });
      if (url.pathname === '/subscriptions') {
        const { part, next } = pageAt(Number(url.searchParams.get('cursor') ?? 0));
        return {
          object: 'list',
          has_more: next !== null,
          next: `/subscriptions?cursor=${String(next)}`,
          data: part.map(subscription),
        };
      }
      if (url.pathname.endsWith('/invoices')) {
        const id = url.pathname.split('/')[2]!;
        return {
          object: 'list',
          has_more: false,
          data: [{ id: `in_${id}`, state: 'paid', paid: 10, currency: 'USD', account, subscription_ids: [id] }],
        };
      }
      return url.pathname.startsWith('/subscriptions/') ? subscription(idIn(url.pathname)) : undefined;
    },
    told: [
      { type: 'payment.succeeded', billing: { amount: 1000, customer: { email: 'jo@example.com' } } },
      { type: 'subscription.updated', billing: { priceId: 'month', periodEnd: '2027-01-01T00:00:00Z' } },
    ],
  },
  Square: {
    provider: square,
    make: squareApi,
    authorization: `Bearer ${apiKey}`,
    answering({ url, body }) {
      const subscription = (id: string): object => ({
        ...squares.subscription,
        id,
        invoice_ids: ['inv:due', `inv:${id}`],
      });
      if (url.pathname === '/v2/subscriptions/search') {
        const { part, next } = pageAt(Number((JSON.parse(body) as { cursor?: string }).cursor ?? 0));
        return { subscriptions: part.map(subscription), ...(next === null ? {} : { cursor: String(next) }) };
      }
      if (url.pathname.startsWith('/v2/invoices/')) {
        const id = decodeURIComponent(idIn(url.pathname));
        const status = id === 'inv:due' ? 'UNPAID' : 'PAID';
        return { invoice: { ...squares.invoicePaid.data.object.invoice, id, status, subscription_id: id.slice(4) } };
      }
      if (url.pathname.startsWith('/v2/customers/')) return { customer: squares.customer };
      return url.pathname.startsWith('/v2/subscriptions/')
        ? { subscription: subscription(idIn(url.pathname)) }
        : undefined;
    },
    told: [
      { type: 'payment.succeeded', billing: { amount: 1200, priceId: 'plan-variation-1' } },
      { type: 'subscription.updated', billing: { customer: { email: 'amelia@example.com' } } },
    ],
  },
  'Authorize.Net': {
    provider: authorizeNet,
    make: authorizeNetApi,
    settings: { username: 'login' },
    authorization: null,
    answering({ body }) {
      const [[name, fields] = ['', {}]] = Object.entries(JSON.parse(body) as Record<string, Record<string, unknown>>);
      const { name: login, transactionKey } = fields['merchantAuthentication'] as Record<string, unknown>;
      if (login !== 'login' || transactionKey !== apiKey) {
        return {
          messages: { resultCode: 'Error', message: [{ code: 'E00007', text: 'User authentication failed.' }] },
        };
      }
      const messages = { resultCode: 'Ok', message: [{ code: 'I00001', text: 'Successful.' }] };
      if (name === 'getMerchantDetailsRequest') return { messages, currencies: ['CAD'] };
      if (name === 'ARBGetSubscriptionRequest') return { messages, subscription: arb.subscription };
      if (name === 'getTransactionDetailsRequest') return { messages, transaction: arb.transaction };
      const { offset } = fields['paging'] as { offset: number };
      const active = fields['searchType'] === 'subscriptionActive';
      const part = active ? ids.map((id) => ({ id })) : [];
      return { messages, totalNumInResultSet: part.length, subscriptionDetails: offset === 1 ? part : [] };
    },
    told: [
      { type: 'payment.succeeded', billing: { amount: 4500, currency: 'CAD', key: 'authorize-net:60020981676' } },
      { type: 'subscription.updated', billing: { customer: { email: 'mark@example.com' } } },
      { type: 'payment.failed', billing: { failureReason: 'This transaction has been declined.' } },
    ],
  },
};

it('can be reached from a configuration wherever there is one', () => {
  const unreachable = Object.values<Provider>(providers).filter(
    ({ api, settings }) => api !== undefined && (settings?.apiKey === undefined || settings.apiUrl === undefined),
  );
  expect(unreachable.map(({ name }) => name)).toEqual([]);
});

const now = Date.parse('2027-01-01T00:00:00Z');

describe.each(Object.entries(cases))(
  'the API of %s',
  (name, { provider, make, settings = {}, answering, authorization, told }) => {
    const there = new Loopback();
    let waited: number[];
    const means: Means = {
      now: () => now,
      pause(milliseconds) {
        waited.push(milliseconds);
        return Promise.resolve();
      },
    };
    const api = (key = apiKey): BillingApi =>
      make({ ...settings, apiKey: key, apiUrl: there.url }, axiosHttp({ timeoutSeconds: 5 }), means);
    const list = async (of = api()): Promise<unknown[][]> => {
      const pages: unknown[][] = [];
      for await (const page of of.subscriptions()) pages.push(page);
      return pages;
    };

    beforeAll(() => there.start());
    afterAll(() => there.stop());
    beforeEach(() => {
      there.asked.length = 0;
      there.troubles.length = 0;
      there.answering = answering;
      waited = [];
    });

    it('lists every subscription with what was paid last, as the mapping understands them', async () => {
      const messages = (await list()).flat();
      const events = [];
      for (const message of messages) events.push(...(await provider.mapping.apply(message)).events);
      expect(events.slice(0, told.length)).toMatchObject(told);
      expect(events).toHaveLength(total * told.length);
      const updated = events.filter(({ type }) => type === 'subscription.updated');
      expect(updated.map(({ billing }) => billing.subscription.id)).toEqual(ids);
      if (authorization !== null) {
        expect(new Set(there.asked.map((asked: Asked) => asked.authorization))).toEqual(new Set([authorization]));
      }
    });

    it('fetches one subscription, as it is now', async () => {
      const message = await api().fetch({ kind: 'subscription', id: 'sub1' });
      const { time, events } = await provider.mapping.apply(message);
      expect(time).toBe('2027-01-01T00:00:00Z');
      expect(events).toMatchObject([{ type: 'subscription.updated', billing: { subscription: { id: 'sub1' } } }]);
    });

    it('is left alone for as long as it asks, and asked again', async () => {
      there.troubles.push({ status: 429, headers: { 'retry-after': '7' } }, { status: 503 }, 'cut', 'truncated');
      expect((await list()).flat().length).toBeGreaterThan(total);
      expect(waited).toEqual([7000, 1000, 2000, 4000]);
    });

    it.each(['truncated', 'cut'] as const)('that answers %s is no empty list', async (trouble) => {
      there.troubles.push(...Array.from({ length: 50 }, () => trouble));
      await expect(list()).rejects.toMatchObject({ name: 'ProviderError', more: { passing: true } });
      expect(there.asked).toHaveLength(5);
    });

    it('without the list that was asked for is no empty list', async () => {
      there.answering = () => ({ ok: true, totalNumInResultSet: 3, messages: { resultCode: 'Ok' } });
      await expect(list()).rejects.toMatchObject({ name: 'ProviderError' });
    });

    it('is not asked again for longer than a minute, which is for who asked', async () => {
      there.troubles.push({ status: 429, headers: { 'retry-after': '3600' } });
      await expect(list()).rejects.toMatchObject({ more: { passing: true, retryAfterSeconds: 3600 } });
      expect(waited).toEqual([]);
    });

    it('refuses a wrong key, which no error shows', async () => {
      const wrong = 'another_key_altogether';
      if (authorization !== null) there.answering = () => undefined;
      if (authorization !== null) there.troubles.push({ status: 401 });
      const failed = await list(api(wrong)).then(
        () => null,
        (error: unknown) => error as ProviderError,
      );
      expect(failed).toMatchObject({ name: 'ProviderError', more: { passing: false } });
      expect(failed?.message).toMatch(/does not accept/);
      expect(JSON.stringify(failed) + String(failed?.stack)).not.toContain(wrong);
      expect(waited).toEqual([]);
    });

    it(`has no ids but ${name}’s`, async () => {
      if (provider === authorizeNet) return;
      await expect(api().fetch({ kind: 'subscription', id: '../secrets' })).rejects.toThrow('no id');
      expect(there.asked).toEqual([]);
    });
  },
);

describe('the API of BTCPay', () => {
  const there = new Loopback();
  const settings = (): SourceSettings => ({ apiKey, apiUrl: there.url, site: 'store1' });
  beforeAll(() => there.start());
  afterAll(() => there.stop());

  it('tells of an invoice what its message does not', async () => {
    there.answering = ({ path }) =>
      path === '/api/v1/stores/store1/invoices/inv1' ? { ...coins.invoice, id: 'inv1' } : undefined;
    const message = await btcpayApi(settings(), axiosHttp({ timeoutSeconds: 5 })).fetch({
      kind: 'invoice',
      id: 'inv1',
    });
    expect((await btcpay.mapping.apply(message)).events).toMatchObject([
      { type: 'payment.succeeded', billing: { key: 'btcpay:inv1', amount: 1200, currency: 'EUR' } },
    ]);
    expect(there.asked.at(-1)?.authorization).toBe(`token ${apiKey}`);
  });

  it('is not asked for a list it does not have', async () => {
    const { subscriptions } = btcpayApi(settings(), axiosHttp({ timeoutSeconds: 5 }));
    await expect(subscriptions().next()).rejects.toThrow('no list of subscribers');
  });

  it('needs the server’s address and the store', () => {
    expect(() => btcpayApi({ apiKey }, axiosHttp({ timeoutSeconds: 5 }))).toThrow('`site`');
  });
});

describe('the API of PayPal', () => {
  const there = new Loopback();
  let clock = now;
  const means: Means = { now: () => clock, pause: () => Promise.resolve() };
  let tokens = 0;
  const subscription = { id: 'I-1', status: 'ACTIVE', plan_id: 'P-1', subscriber: { email_address: 'jo@example.com' } };
  const api = (): BillingApi =>
    paypalApi({ username: 'client', apiKey, apiUrl: there.url }, axiosHttp({ timeoutSeconds: 5 }), means);

  beforeAll(() => there.start());
  afterAll(() => there.stop());
  beforeEach(() => {
    tokens = 0;
    clock = now;
    there.asked.length = 0;
    there.answering = ({ path }) => {
      if (path === '/v1/oauth2/token') return { access_token: `token${String((tokens += 1))}`, expires_in: 3600 };
      return subscription;
    };
  });

  it('is asked with a token, for which it is asked once', async () => {
    const of = api();
    const message = await of.fetch({ kind: 'subscription', id: 'I-1' });
    expect((await paypal.mapping.apply(message)).events).toMatchObject([
      { type: 'subscription.updated', billing: { customer: { email: 'jo@example.com' }, priceId: 'P-1' } },
    ]);
    await of.fetch({ kind: 'subscription', id: 'I-1' });
    expect(tokens).toBe(1);
    expect(there.asked[0]?.authorization).toBe(`Basic ${Buffer.from(`client:${apiKey}`).toString('base64')}`);
    expect(there.asked[1]?.authorization).toBe('Bearer token1');
  });

  it('is asked for another token when that one ends, or is taken back', async () => {
    const of = api();
    await of.fetch({ kind: 'subscription', id: 'I-1' });
    clock += 3_600_000;
    await of.fetch({ kind: 'subscription', id: 'I-1' });
    expect(tokens).toBe(2);
    there.troubles.push({ status: 401 });
    await of.fetch({ kind: 'subscription', id: 'I-1' });
    expect(tokens).toBe(3);
  });

  it('is not asked for a list it does not have', async () => {
    await expect(api().subscriptions().next()).rejects.toThrow('no list of subscriptions');
  });
});
