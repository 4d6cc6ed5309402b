import pino from 'pino';
import { signStripe } from '../../../demo/stripe';
import type { Http, HttpRequest } from '..';
import { Sealer } from '../../secrets';
import { everyByte, FakeClock, openTestStore, type TestStore } from '../../testing';
import { EventSink } from '../event-sink';
import { Inbox } from '../inbox';
import { billingMigrations } from '../tables';
import { registrationMigrations } from '.';

const url = 'https://pay.example.com/v1/inbox/stripe';
const secret = 'whsec_told_by_stripe_once';

describe('registration of a webhook', () => {
  let test: TestStore;
  let requests: HttpRequest[];
  let endpoints: Array<{ id: string; url: string }>;
  let logged: string;
  const clock = new FakeClock();
  /** As much of Stripe's API as registration asks. */
  const http: Http = (request) => {
    requests.push(request);
    if (request.headers?.['authorization'] !== 'Bearer sk_test_of_these_tests') {
      return Promise.resolve({ status: 401, headers: {}, body: '{}' });
    }
    if (request.method === 'GET') {
      const list = { object: 'list', has_more: false, data: endpoints };
      return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(list) });
    }
    if (!request.url.endsWith('/webhook_endpoints')) return Promise.resolve({ status: 200, headers: {}, body: '{}' });
    const made = { id: 'we_1', url: new URLSearchParams(request.body).get('url') ?? '' };
    endpoints.push(made);
    return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify({ ...made, secret }) });
  };
  const open = (secrets: string[] = [], apiKey: string | undefined = 'sk_test_of_these_tests'): Inbox =>
    new Inbox({
      store: test.store,
      sink: new EventSink(test.log),
      sealer: new Sealer('the secret of these tests'),
      sources: [
        { name: 'stripe', provider: 'stripe', secrets, toleranceSeconds: 300, settings: { apiKey } },
        { name: 'coins', provider: 'coinbase', secrets: [], toleranceSeconds: 300 },
        { name: 'keyless', provider: 'stripe', secrets: [], toleranceSeconds: 300 },
      ],
      clock,
      http,
      logger: pino({ level: 'trace' }, { write: (text: string) => void (logged += text) }),
    });
  const post = (to: Inbox, key = secret): Promise<{ duplicate: boolean }> => {
    const body = Buffer.from('{"id":"evt_1","type":"plan.created"}');
    const headers = { 'stripe-signature': signStripe(body, key, Math.floor(clock.now() / 1000)) };
    return to.receive('stripe', body, headers);
  };

  beforeEach(async () => {
    test = await openTestStore([...billingMigrations, ...registrationMigrations]);
    requests = [];
    endpoints = [];
    logged = '';
    clock.set('2027-01-01T00:00:00Z');
  });
  afterEach(() => test.close());

  it('has the inbox believe what is signed with the secret the provider told', async () => {
    const inbox = open();
    await expect(post(inbox)).rejects.toMatchObject({ status: 503, code: 'no-secret' });
    expect(await inbox.register('stripe', url)).toEqual({ source: 'stripe', endpoint: 'we_1', url, secret: 'stored' });
    expect(await post(inbox)).toEqual({ duplicate: false });
    await expect(post(inbox, 'whsec_another')).rejects.toMatchObject({ code: 'bad-signature' });
  });

  it('outlives a restart, and is not made twice', async () => {
    await open().register('stripe', url);
    const inbox = open();
    expect(await post(inbox)).toEqual({ duplicate: false });
    expect(await inbox.register('stripe', url)).toMatchObject({ endpoint: 'we_1', secret: 'known' });
    expect(endpoints).toHaveLength(1);
  });

  it('says of an endpoint that was there whether its secret is known', async () => {
    endpoints = [{ id: 'we_by_hand', url }];
    expect(await open().register('stripe', url)).toMatchObject({ endpoint: 'we_by_hand', secret: 'unknown' });
    expect(await open(['whsec_configured']).register('stripe', url)).toMatchObject({ secret: 'known' });
  });

  it('keeps the secret sealed, and out of the log', async () => {
    await open().register('stripe', url);
    expect(await everyByte(test)).not.toContain(secret);
    expect(logged).toContain('we_1');
    expect(logged).not.toContain(secret);
  });

  it.each([
    ['a source nobody configured', 'none', { status: 404, code: 'unknown-source' }],
    ['a provider that makes none', 'coins', { status: 409, code: 'no-api' }],
    ['a source without a key', 'keyless', { status: 409, code: 'no-api' }],
  ])('is refused for %s', async (_, source, expected) => {
    await expect(open().register(source, url)).rejects.toMatchObject(expected);
    expect(requests).toEqual([]);
  });

  it('passes on what the provider refuses, without the key', async () => {
    const failed = open([], 'sk_test_wrong_key').register('stripe', url);
    await expect(failed).rejects.toMatchObject({ status: 502, code: 'provider-failed' });
    const error = await failed.catch((thrown: unknown) => thrown as Error);
    expect(String((error as Error).stack)).not.toContain('sk_test_wrong_key');
  });
});
