import pino from 'pino';
import { Sealer } from '../secrets';
import { everyByte, FakeClock, openTestStore, type TestStore } from '../testing';
import { signStripe } from '../../demo/stripe';
import { billingMigrations, EventSink, Inbox, type InboxOptions } from '.';
import before from './providers/fixtures/stripe-before-basil.json';

const secret = 'whsec_of_these_tests';

describe('inbox', () => {
  let test: TestStore;
  let inbox: Inbox;
  let logged: string[];
  const clock = new FakeClock();
  const open = (options: Partial<InboxOptions> = {}): Inbox =>
    new Inbox({
      store: test.store,
      sink: new EventSink(test.log),
      http: () => Promise.reject(new Error('nothing is asked')),
      sealer: new Sealer('the secret of these tests'),
      sources: [
        { name: 'stripe', provider: 'stripe', secrets: [secret], toleranceSeconds: 300 },
        { name: 'second', provider: 'stripe', secrets: ['whsec_next', secret], toleranceSeconds: 300 },
        { name: 'closed', provider: 'stripe', secrets: [], toleranceSeconds: 300 },
      ],
      clock,
      logger: pino({ level: 'trace' }, { write: (text: string) => void logged.push(text) }),
      ...options,
    });
  beforeEach(async () => {
    test = await openTestStore(billingMigrations);
    logged = [];
    clock.set('2027-01-01T00:00:00Z');
    inbox = open();
  });
  afterEach(() => test.close());

  const message = (id: string, type = 'invoice.paid', object: object = before.invoice): object => ({
    id,
    object: 'event',
    type,
    created: 1_798_761_600,
    livemode: true,
    data: { object },
  });
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const post = (body: object | string, source = 'stripe', to = inbox) => {
    const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return to.receive(source, rawBody, { 'stripe-signature': signStripe(rawBody, secret, seconds()) });
  };
  const rows = () => test.store.db.selectFrom('inbox').selectAll().execute();

  it('makes an event of a message, with the provider’s time', async () => {
    expect(await post(message('evt_1'))).toEqual({ duplicate: false });
    expect(await test.log.read()).toMatchObject([
      {
        type: 'payment.succeeded',
        panel: null,
        subject: 'subscription:stripe/sub_old',
        time: '2027-01-01T00:00:00Z',
        origin: 'billing',
        data: {
          billing: {
            provider: 'stripe',
            providerEventId: 'evt_1',
            providerEventType: 'invoice.paid',
            key: 'stripe:in_old',
            live: true,
          },
        },
      },
    ]);
    expect(inbox.counts()).toEqual({ received: 1 });
  });

  it('keeps what came, byte for byte', async () => {
    const body = `{"id" : "evt_1",\n "name": "نادية é"}`;
    await post(body);
    const [row] = await rows();
    const kept = new Sealer('the secret of these tests').unseal(row!.message) as { headers: object; body: string };
    expect(Buffer.from(kept.body, 'latin1').toString()).toBe(body);
    expect(Object.keys(kept.headers)).toEqual(['stripe-signature']);
  });

  it('answers a message that comes again, and changes nothing', async () => {
    await post(message('evt_1'));
    const state = [await rows(), await test.log.read()];
    clock.advance({ hours: 3 });
    expect(await post(message('evt_1'))).toEqual({ duplicate: true });
    expect([await rows(), await test.log.read()]).toEqual(state);
    expect(inbox.counts()).toEqual({ received: 1, duplicate: 1 });
  });

  it('remembers across a restart', async () => {
    await post(message('evt_1'));
    expect(await post(message('evt_1'), 'stripe', open())).toEqual({ duplicate: true });
  });

  it('takes a message that comes twenty times at once for one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(message('evt_1'))));
    expect(answers.filter((answer) => !answer.duplicate)).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
    expect(await test.log.read()).toHaveLength(1);
  });

  it('tells once of a payment that several messages, or several endpoints, tell of', async () => {
    await Promise.all([
      post(message('evt_1', 'invoice.paid')),
      post(message('evt_2', 'invoice.payment_succeeded')),
      post(message('evt_1', 'invoice.paid'), 'second'),
    ]);
    expect(await rows()).toHaveLength(3);
    expect(await test.log.read()).toHaveLength(1);
  });

  it('tells of every failed attempt', async () => {
    await post(message('evt_1', 'invoice.payment_failed'));
    await post(message('evt_2', 'invoice.payment_failed'));
    expect(await test.log.read({ types: ['payment.failed'] })).toHaveLength(2);
  });

  it('stores a type it does not know, without an event', async () => {
    expect(await post(message('evt_1', 'radar.early_fraud_warning.created', {}))).toEqual({ duplicate: false });
    expect(await rows()).toMatchObject([{ dedupe_id: 'evt_1', type: 'radar.early_fraud_warning.created' }]);
    expect(await test.log.read()).toEqual([]);
  });

  it('knows a signed message without an id by its bytes', async () => {
    expect(await post('[]')).toEqual({ duplicate: false });
    expect(await post('[]')).toEqual({ duplicate: true });
  });

  it('keeps the events of a guest together by the message', async () => {
    const session = { id: 'cs_1', mode: 'payment', payment_status: 'paid', payment_intent: 'pi_1', customer: null };
    await post(message('evt_1', 'checkout.session.completed', session));
    expect((await test.log.read()).map((event) => event.subject)).toEqual(Array(2).fill('message:stripe/evt_1'));
  });

  it('takes what is signed with any of a source’s secrets', async () => {
    expect(await post(message('evt_1'), 'second')).toEqual({ duplicate: false });
  });

  describe('refuses', () => {
    const stored = async () => [await rows(), await test.log.read()];
    const good = Buffer.from(JSON.stringify(message('evt_1')));
    const cases: ReadonlyArray<[string, () => Promise<unknown>, { status: number; code: string }]> = [
      ['an unsigned message', () => inbox.receive('stripe', good, {}), { status: 400, code: 'bad-signature' }],
      [
        'a wrongly signed one',
        () => inbox.receive('stripe', good, { 'stripe-signature': signStripe(good, 'whsec_x', seconds()) }),
        { status: 400, code: 'bad-signature' },
      ],
      [
        'an altered one',
        () =>
          inbox.receive('stripe', Buffer.from(good.toString().replace('1200', '12')), {
            'stripe-signature': signStripe(good, secret, seconds()),
          }),
        { status: 400, code: 'bad-signature' },
      ],
      [
        'an old one',
        () => inbox.receive('stripe', good, { 'stripe-signature': signStripe(good, secret, seconds() - 301) }),
        { status: 400, code: 'stale' },
      ],
      [
        'one from the future',
        () => inbox.receive('stripe', good, { 'stripe-signature': signStripe(good, secret, seconds() + 301) }),
        { status: 400, code: 'stale' },
      ],
      ['what is not JSON', () => post('{"id":"evt_1"'), { status: 400, code: 'not-json' }],
      ['an empty body', () => post(''), { status: 400, code: 'not-json' }],
      ['a source nobody configured', () => post(message('evt_1'), 'paypal'), { status: 404, code: 'unknown-source' }],
      ['everything, without a secret', () => post(message('evt_1'), 'closed'), { status: 503, code: 'no-secret' }],
    ];
    it.each(cases)('%s, stores nothing and counts it', async (_, act, expected) => {
      await expect(act()).rejects.toMatchObject(expected);
      expect(await stored()).toEqual([[], []]);
      expect(inbox.counts()).toEqual({ [expected.code]: 1 });
      expect(logged.at(-1)).toContain(expected.code);
    });
  });

  it('says at the start which source is closed', () => {
    expect(logged.join('')).toContain('"source":"closed"');
  });

  it('stores nothing when its transaction fails, so that the provider’s next attempt counts', async () => {
    const append = test.log.append.bind(test.log);
    test.log.append = () => Promise.reject(new Error('disk full'));
    await expect(post(message('evt_1'))).rejects.toThrow('disk full');
    test.log.append = append;
    expect(await post(message('evt_1'))).toEqual({ duplicate: false });
    expect(await test.log.read()).toHaveLength(1);
  });

  it('shows no secret and nothing personal in its rows and log lines', async () => {
    await post(message('evt_1'));
    await expect(post('{')).rejects.toThrow();
    await expect(inbox.receive('stripe', Buffer.from('{}'), {})).rejects.toThrow();
    await test.store.db.deleteFrom('events').execute();
    const onDisk = JSON.stringify(await rows());
    expect(onDisk).toContain('evt_1');
    for (const hidden of [secret, 'jan@example.com', 'Peeters']) {
      expect(onDisk).not.toContain(hidden);
      expect(logged.join('')).not.toContain(hidden);
    }
    expect(await everyByte(test)).not.toContain(secret);
  });
});
