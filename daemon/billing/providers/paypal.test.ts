import { sign as signText } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { strayed } from '../../testing';
import pki from './fixtures/paypal-certificates.json';
import fixtures from './fixtures/paypal.json';
import { ProviderError, type Http, type HttpRequest } from './http';
import { paypal, paypalProvider } from './paypal';
import { PaypalCertificates, pinnedUrl } from './paypal-certificates';
import type { Provider, SourceSettings } from './provider';
import { describeProof } from './testing';

const place = 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-5a29e601';
const at = 1_800_000_000;
const webhookId = '1JE4291016473214C';

const headersOf = (
  body: Buffer,
  { id = webhookId, key = pki.leafKey, seconds = at, url = place } = {},
): Record<string, string> => {
  const time = new Date(seconds * 1000).toISOString().replace('.000', '');
  const text = `69cd13f0-d67a-11e5-baa3-778b53f4ae55|${time}|${id}|${String(crc32(body))}`;
  return {
    'paypal-transmission-id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
    'paypal-transmission-time': time,
    'paypal-transmission-sig': signText('sha256', Buffer.from(text), key).toString('base64'),
    'paypal-cert-url': url,
    'paypal-auth-algo': 'SHA256withRSA',
  };
};
const chain = [pki.leaf, pki.middle].join('\n');
const serving =
  (body: string, asked: HttpRequest[] = []): Http =>
  (request) => {
    asked.push(request);
    return Promise.resolve({ status: 200, headers: {}, body });
  };

describeProof('PayPal’s signature', {
  provider: paypalProvider(new PaypalCertificates([pki.root])),
  // What is secret about it, for these tests: whoever knows no key of PayPal's signs with another.
  secret: pki.leafKey,
  settings: { webhookId },
  http: serving(chain),
  header: 'paypal-transmission-sig',
  sign: (body, secret, seconds) => headersOf(body, { key: secret === pki.leafKey ? secret : pki.otherKey, seconds }),
  recode: (signature) => Buffer.from(signature, 'base64').toString('hex'),
  secretsMatter: false,
});

describe('PayPal’s proof', () => {
  const body = Buffer.from('{"id":"WH-1","name":"نادية"}');
  const prove = (
    headers: Record<string, string>,
    http: Http = serving(chain),
    {
      settings = { webhookId },
      provider = paypalProvider(new PaypalCertificates([pki.root])),
      now = at,
    }: { settings?: SourceSettings; provider?: Provider; now?: number } = {},
  ): Promise<void> =>
    Promise.resolve(
      provider.verify({ rawBody: body, headers, secrets: [], toleranceSeconds: 300, now: now * 1000, settings, http }),
    );
  const refused = (status: number, code: string): object => expect.objectContaining({ status, code }) as object;

  it('is closed without the webhook’s id', async () => {
    await expect(prove(headersOf(body), serving(chain), { settings: {} })).rejects.toEqual(refused(503, 'no-secret'));
  });

  it('is of one webhook only', async () => {
    await expect(prove(headersOf(body, { id: 'another' }))).rejects.toThrow('its signature is wrong');
  });

  it('covers the body by its checksum, and id and time', async () => {
    for (const name of ['paypal-transmission-id', 'paypal-transmission-time']) {
      const headers = headersOf(body);
      headers[name] = name.endsWith('time') ? '2027-01-15T08:00:01Z' : 'another';
      await expect(prove(headers)).rejects.toEqual(refused(400, 'bad-signature'));
    }
  });

  it('takes no other algorithm', async () => {
    const headers = { ...headersOf(body), 'paypal-auth-algo': 'SHA1withRSA' };
    await expect(prove(headers)).rejects.toThrow('another algorithm');
  });

  it.each([
    'http://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com.example.com/v1/notifications/certs/CERT-1',
    'https://paypal.com@example.com/v1/notifications/certs/CERT-1',
    'https://user@api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
    'https://evilpaypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com/v1/notifications/certs/../../other',
    'https://api.paypal.com/v1/notifications/certs/CERT-1?next=https://example.com',
    'https://api.paypal.com/signin/return?to=certs/CERT-1',
    'https://127.0.0.1/v1/notifications/certs/CERT-1',
    'file:///etc/passwd',
    'CERT-1',
  ])('asks nobody for a certificate at %s', async (url) => {
    const asked: HttpRequest[] = [];
    await expect(prove(headersOf(body, { url }), serving(chain, asked))).rejects.toEqual(refused(400, 'bad-signature'));
    expect(asked).toEqual([]);
  });

  it('asks PayPal’s sandbox, too', () => {
    const url = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1';
    expect(pinnedUrl(url)).toBe(url);
  });

  it('reads a certificate once a day', async () => {
    const asked: HttpRequest[] = [];
    const provider = paypalProvider(new PaypalCertificates([pki.root]));
    const again = (now: number): Promise<void> =>
      prove(headersOf(body, { seconds: now }), serving(chain, asked), { provider, now });
    await Promise.all([again(at), again(at), again(at)]);
    await again(at + 86_000);
    expect(asked).toEqual([{ method: 'GET', url: place }]);
    await again(at + 87_000);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['is for another name', [pki.other, pki.middle], pki.otherKey, 'its certificate is not PayPal’s'],
    [
      'was made with one that is no authority',
      [pki.forged, pki.leaf, pki.middle],
      pki.forgedKey,
      'authority this machine trusts',
    ],
  ])('does not believe a certificate that %s', async (_, pems, key, reason) => {
    await expect(prove(headersOf(body, { key }), serving(pems.join('\n')))).rejects.toThrow(reason);
  });

  it.each([
    ['not begun', '2020-01-01T00:00:00Z'],
    ['ended', '2120-01-01T00:00:00Z'],
  ])('does not believe a certificate whose time has %s', async (_, time) => {
    const now = Date.parse(time) / 1000;
    await expect(prove(headersOf(body, { seconds: now }), serving(chain), { now })).rejects.toEqual(
      refused(400, 'bad-signature'),
    );
  });

  it('does not trust authorities of others', async () => {
    const provider = paypalProvider();
    await expect(prove(headersOf(body), serving(chain), { provider })).rejects.toEqual(refused(503, 'cannot-verify'));
  });

  it.each<[string, Http]>([
    ['cannot be reached', () => Promise.reject(new ProviderError('cannot be reached', { passing: true }))],
    ['answers 404', () => Promise.resolve({ status: 404, headers: {}, body: chain })],
    ['answers with a page', serving('<html></html>')],
    ['leaves the middle of the chain out', serving(pki.leaf)],
  ])('waits for the next time when PayPal %s', async (_, http) => {
    await expect(prove(headersOf(body), http)).rejects.toEqual(refused(503, 'cannot-verify'));
  });

  describe('with the app’s credentials', () => {
    const settings = { webhookId, username: 'client-id', apiKey: 'client-secret' };
    const answering =
      (verification_status: string, asked: HttpRequest[] = []): Http =>
      (request) => {
        asked.push(request);
        const answers: Record<string, object> = {
          '/v1/oauth2/token': { access_token: 'A21' },
          '/v1/notifications/verify-webhook-signature': { verification_status },
        };
        const answer = answers[new URL(request.url).pathname];
        return Promise.resolve({ status: answer ? 200 : 404, headers: {}, body: JSON.stringify(answer ?? {}) });
      };

    it('asks PayPal itself where the certificate is of no help, with the bytes as they came', async () => {
      const asked: HttpRequest[] = [];
      await prove(headersOf(body), answering('SUCCESS', asked), { settings });
      expect(asked.map(({ url }) => url)).toEqual([
        place,
        'https://api-m.paypal.com/v1/oauth2/token',
        'https://api-m.paypal.com/v1/notifications/verify-webhook-signature',
      ]);
      expect(asked[2]?.body).toContain(`"webhook_event":${body.toString()}}`);
      expect(JSON.parse(asked[2]?.body ?? '')).toMatchObject({ webhook_id: webhookId, cert_url: place });
    });

    it('believes what PayPal says', async () => {
      await expect(prove(headersOf(body), answering('FAILURE'), { settings })).rejects.toEqual(
        refused(400, 'bad-signature'),
      );
      await expect(prove(headersOf(body, { seconds: at - 301 }), answering('SUCCESS'), { settings })).rejects.toEqual(
        refused(400, 'stale'),
      );
    });

    it('still asks nobody about a certificate elsewhere', async () => {
      const asked: HttpRequest[] = [];
      const headers = headersOf(body, { url: 'https://example.com/v1/notifications/certs/CERT-1' });
      await expect(prove(headers, answering('SUCCESS', asked), { settings })).rejects.toEqual(
        refused(400, 'bad-signature'),
      );
      expect(asked).toEqual([]);
    });
  });
});

describe('PayPal’s messages', () => {
  const { subscriptionActivated: activated, saleCompleted, captureRefunded } = fixtures;
  const told = async (message: object, event_type: string, resource: object = {}) => {
    const { resource: of } = message as { resource: object };
    return (await paypal.mapping.apply({ ...message, event_type, resource: { ...of, ...resource } })).events;
  };
  const one = async (message: object, type: string, resource?: object) => {
    const events = await told(message, type, resource);
    expect(events).toHaveLength(1);
    return events[0]!;
  };

  it('are known by their id', () => {
    expect(paypal.identify(saleCompleted, {})).toEqual({
      id: 'WH-2WR32451HC0233532-67976317FL4543714',
      type: 'PAYMENT.SALE.COMPLETED',
    });
  });

  it('tell how a subscription stands', async () => {
    const { time, events } = await paypal.mapping.apply(activated);
    expect(time).toBe('2018-12-19T22:20:32Z');
    expect(events).toMatchObject([
      {
        type: 'subscription.updated',
        billing: {
          key: null,
          customer: { id: '2J6QB8YJQSJRJ', email: 'customer@example.com', name: 'John Doe', country: 'US' },
          subscription: { id: 'I-BW452GLLEP1G', status: 'ACTIVE', state: 'active', endsAt: '2020-01-01T00:20:49Z' },
          priceId: 'P-5ML4271244454362WXNWU5NQ',
          quantity: 20,
          amount: 50000,
          currency: 'USD',
          periodStart: '2018-12-01T01:20:49Z',
          periodEnd: '2019-01-01T00:20:49Z',
          live: true,
        },
      },
    ]);
  });

  it.each([
    ['BILLING.SUBSCRIPTION.CREATED', 'APPROVAL_PENDING', 'subscription.created', 'pending'],
    ['BILLING.SUBSCRIPTION.UPDATED', 'ACTIVE', 'subscription.updated', 'active'],
    ['BILLING.SUBSCRIPTION.RE-ACTIVATED', 'ACTIVE', 'subscription.resumed', 'active'],
    ['BILLING.SUBSCRIPTION.SUSPENDED', 'SUSPENDED', 'subscription.past_due', 'past_due'],
    ['BILLING.SUBSCRIPTION.CANCELLED', 'CANCELLED', 'subscription.cancelled', 'cancelled'],
    ['BILLING.SUBSCRIPTION.EXPIRED', 'EXPIRED', 'subscription.cancelled', 'expired'],
  ])('%s with status %s are %s, %s', async (type, status, expected, state) => {
    expect(await one(activated, type, { status })).toMatchObject({
      type: expected,
      billing: { subscription: { state } },
    });
  });

  it('of a suspension without failed payments tell of a pause', async () => {
    const billing_info = { ...activated.resource.billing_info, failed_payments_count: 0 };
    expect(await one(activated, 'BILLING.SUBSCRIPTION.SUSPENDED', { status: 'SUSPENDED', billing_info })).toMatchObject(
      {
        type: 'subscription.paused',
        billing: { subscription: { state: 'paused' } },
      },
    );
  });

  it('tell of a sale, whose subscription is read for plan, period and customer', async () => {
    const sale = { ...saleCompleted, resource: { ...saleCompleted.resource, billing_agreement_id: 'I-BW452GLLEP1G' } };
    expect(await one(sale, 'PAYMENT.SALE.COMPLETED')).toMatchObject({
      type: 'payment.succeeded',
      billing: {
        key: 'paypal:80021663DE681814L',
        paymentId: '80021663DE681814L',
        subscription: { id: 'I-BW452GLLEP1G', state: null },
        amount: 48,
        currency: 'USD',
        method: 'paypal',
      },
    });
    expect(paypal.refetch?.(sale)).toEqual({ kind: 'subscription', id: 'I-BW452GLLEP1G' });
    for (const other of [saleCompleted, activated, null, 'text']) expect(paypal.refetch?.(other)).toBeNull();
    const fetched = { ...activated, event_type: 'BILLING.SUBSCRIPTION.UPDATED' };
    expect(await paypal.mapping.apply(fetched, { told: sale })).toMatchObject({
      time: '2014-10-23T17:23:52Z',
      events: [
        {
          type: 'payment.succeeded',
          billing: {
            key: 'paypal:80021663DE681814L',
            customer: { email: 'customer@example.com' },
            subscription: { id: 'I-BW452GLLEP1G', state: 'active' },
            priceId: 'P-5ML4271244454362WXNWU5NQ',
            amount: 48,
            periodEnd: '2019-01-01T00:20:49Z',
          },
        },
        { type: 'subscription.updated', billing: { key: null, amount: 50000 } },
      ],
    });
  });

  it('count money by the currency’s own decimals', async () => {
    const amount = async (total: string, currency: string) =>
      (await one(saleCompleted, 'PAYMENT.SALE.COMPLETED', { amount: { total, currency } })).billing.amount;
    expect(await amount('1500', 'JPY')).toBe(1500);
    expect(await amount('12.5', 'USD')).toBe(1250);
    expect(await amount('12', 'EUR')).toBe(1200);
    expect(await amount('12.345', 'EUR')).toBeNull();
    expect(await amount('12.00', 'XXX')).toBeNull();
  });

  it('tell why a payment failed', async () => {
    const last_failed_payment = {
      amount: { currency_code: 'USD', value: '500.00' },
      time: '2018-12-19T00:00:00Z',
      reason_code: 'PAYER_CANNOT_PAY',
      next_payment_retry_time: '2018-12-24T00:00:00Z',
    };
    const billing_info = { ...activated.resource.billing_info, last_failed_payment };
    expect(await one(activated, 'BILLING.SUBSCRIPTION.PAYMENT.FAILED', { billing_info })).toMatchObject({
      type: 'payment.failed',
      billing: {
        key: null,
        subscription: { id: 'I-BW452GLLEP1G' },
        amount: 50000,
        failureReason: 'PAYER_CANNOT_PAY',
        nextAttemptAt: '2018-12-24T00:00:00Z',
      },
    });
  });

  it('tell which payment was refunded, and how much of it by now', async () => {
    expect(await one(captureRefunded, 'PAYMENT.CAPTURE.REFUNDED')).toMatchObject({
      type: 'payment.refunded',
      billing: { key: 'paypal:0JF852973C016714D', paymentId: '0JF852973C016714D', refunded: 198, currency: 'USD' },
    });
    const refund = { id: '2', sale_id: '80021663DE681814L', amount: { total: '-0.49', currency: 'USD' } };
    expect((await one({ ...saleCompleted, resource: refund }, 'PAYMENT.SALE.REFUNDED')).billing).toMatchObject({
      key: 'paypal:80021663DE681814L',
      refunded: 49,
    });
  });

  it('tell of reversals and disputes', async () => {
    expect(await one(saleCompleted, 'PAYMENT.SALE.REVERSED')).toMatchObject({
      type: 'payment.disputed',
      billing: { key: 'paypal:80021663DE681814L', refunded: 48 },
    });
    const dispute = {
      dispute_id: 'PP-000-003-648-191',
      reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
      disputed_transactions: [{ seller_transaction_id: '80021663DE681814L', buyer: { name: 'Lupe Justin' } }],
      dispute_amount: { currency_code: 'USD', value: '3.00' },
    };
    const message = { ...saleCompleted, resource: dispute };
    expect(await one(message, 'CUSTOMER.DISPUTE.CREATED')).toMatchObject({
      type: 'payment.disputed',
      billing: { key: 'paypal:80021663DE681814L', refunded: 300 },
    });
    const outcome = (outcome_code: string) => ({ dispute_outcome: { outcome_code } });
    expect((await one(message, 'CUSTOMER.DISPUTE.RESOLVED', outcome('RESOLVED_SELLER_FAVOUR'))).type).toBe(
      'payment.dispute_won',
    );
    expect(await told(message, 'CUSTOMER.DISPUTE.RESOLVED', outcome('RESOLVED_BUYER_FAVOUR'))).toEqual([]);
  });

  it('of the sandbox are not live', async () => {
    const links = [{ href: 'https://api.sandbox.paypal.com/v1/payments/sale/1', rel: 'self' }];
    expect((await one(saleCompleted, 'PAYMENT.SALE.COMPLETED', { links })).billing.live).toBe(false);
  });

  it('of other kinds tell nothing', async () => {
    expect(await told(saleCompleted, 'PAYMENT.SALE.PENDING')).toEqual([]);
  });

  it('are read whatever their fields have become', async () => {
    await fc.assert(
      fc.asyncProperty(strayed(Object.values(fixtures)), fc.boolean(), async (message, fetched) => {
        await paypal.mapping.apply(message, fetched ? { told: saleCompleted } : {});
        await paypal.mapping.apply(activated, { told: message });
        paypal.identify(message, {});
        paypal.refetch?.(message);
      }),
      { numRuns: 300 },
    );
  });
});
