import { runError, runNode, nodeId, type RunOptions } from './engine';
import { FakeDaemon, problem, token, type DaemonRequestSeen } from './fakeDaemon';

/** The node's business resources: n8n's real engine, a stand-in for the daemon. */

let daemon: FakeDaemon;
let answers: (request: DaemonRequestSeen) => object | undefined;

beforeEach(async () => {
  daemon = await FakeDaemon.start();
  answers = () => ({});
  daemon.override = (request) => {
    const body = answers(request);
    return body === undefined ? undefined : { status: 200, body };
  };
});

afterEach(() => daemon.stop());

const options = (
  resource: string,
  operation: string,
  parameters: RunOptions['parameters'],
  more: Partial<RunOptions> = {},
): RunOptions => ({
  credentials: { xtreamUiSyncApi: { url: daemon.url, accessToken: token } },
  parameters: { authentication: 'daemon', resource, operation, ...parameters },
  ...more,
});
const run = (...given: Parameters<typeof options>) => runNode(options(...given));
const fails = (...given: Parameters<typeof options>) => runError(options(...given));
const by = (mode: string, value: string) => ({ __rl: true, mode, value });
const sub = { subscription: by('id', 'stripe:sub_1') };

describe('paths, queries and bodies', () => {
  it('put an id into the path as it is', async () => {
    await run('subscription', 'get', { subscription: by('id', 'stripe:sub/1') });
    expect(daemon.requests[0]).toMatchObject({ method: 'GET', path: '/v1/subscriptions/stripe%3Asub%2F1' });
  });

  it('send filters that are set in the query', async () => {
    answers = () => ({ subscriptions: [], next: null });
    const filters = { state: 'past_due', plan: by('name', 'gold'), search: '' };
    await run('subscription', 'getMany', { filters });
    expect(daemon.requests[0]?.query).toEqual({ state: 'past_due', plan: 'gold', limit: '50' });
  });

  it('say which action is wanted, and why', async () => {
    await run('subscription', 'suspend', { ...sub, reason: 'abuse' });
    expect(daemon.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/subscriptions/stripe%3Asub_1/actions',
      query: { wait: '30' },
      body: { action: 'suspend', reason: 'abuse', key: expect.any(String) as string },
    });
  });

  it('nest what belongs to the customer', async () => {
    const customer = { email: 'nadia@example.com', additionalFields: { fullName: 'Nadia', phone: '+9611' } };
    await run('subscription', 'create', { plan: by('name', 'gold'), ...customer });
    expect(daemon.requests[0]?.body).toMatchObject({
      plan: 'gold',
      customer: { email: 'nadia@example.com', name: 'Nadia', phone: '+9611' },
    });
  });

  it('take the only panel where none is chosen', async () => {
    answers = ({ path }) => (path === '/v1/panels' ? undefined : {});
    await run('subscription', 'unlinkLine', { ...sub, line: by('id', '42') });
    expect(daemon.requests.at(-1)).toMatchObject({
      method: 'DELETE',
      path: '/v1/subscriptions/stripe%3Asub_1/lines/main/42',
    });
  });
});

describe('lists', () => {
  it('go on page by page up to the limit', async () => {
    answers = ({ query }) => {
      const from = Number(query['after'] ?? 0);
      const size = Math.min(Number(query['limit']), 2);
      const customers = Array.from({ length: size }, (_each, index) => ({ id: `cus_${String(from + index)}` }));
      return { customers, next: String(from + size) };
    };
    const items = await run('customer', 'getMany', { limit: 5 });
    expect(items.map(({ json }) => json['id'])).toEqual(['cus_0', 'cus_1', 'cus_2', 'cus_3', 'cus_4']);
    expect(daemon.requests.map(({ query }) => query['limit'])).toEqual(['5', '3', '1']);
  });

  it('end on the last page when all are wanted', async () => {
    answers = ({ query }) => ({ customers: [{ id: 'cus_1' }], next: query['after'] === undefined ? 'x' : null });
    expect(await run('customer', 'getMany', { returnAll: true })).toHaveLength(2);
  });
});

describe('amounts', () => {
  const pay = async (amount: unknown, currency = 'USD') => {
    await run('subscription', 'recordPayment', { ...sub, amount: amount as string, currency, method: 'cash' });
    return daemon.requests.at(-1)?.body['amount'];
  };

  it.each([
    ['12.99', 'USD', 1299],
    ['12.9', 'USD', 1290],
    ['1500', 'JPY', 1500],
    ['1.234', 'KWD', 1234],
    ['19.990', 'eur', 1999],
    [0.1 + 0.2, 'USD', 30],
    [1.1 * 3, 'USD', 330],
    [8.2, 'USD', 820],
  ])('%s %s are %d minor units', async (amount, currency, units) => {
    expect(await pay(amount, currency)).toBe(units);
  });

  it.each([
    ['12.999', 'USD', /more than 2 decimals in USD/],
    ['12.5', 'JPY', /more than 0 decimals in JPY/],
    ['12,99', 'USD', /must be an amount above zero/],
    ['0.00', 'USD', /must be an amount above zero/],
    ['-5', 'USD', /must be an amount above zero/],
    ['12.99', 'dollars', /must be a currency of ISO 4217/],
  ])('%s %s is refused before the daemon hears of it', async (amount, currency, message) => {
    const error = await fails('subscription', 'recordPayment', { ...sub, amount, currency, method: 'cash' });
    expect(error.message).toMatch(message);
    expect(daemon.requests).toHaveLength(0);
  });
});

describe('the key of a payment', () => {
  const payment = { ...sub, amount: '5', currency: 'USD', method: 'cash' };
  const keys = () => daemon.requests.map(({ body }) => body['key']);

  it('is the event’s that started the workflow, so that a redelivery records nothing twice', async () => {
    const fromTrigger: Partial<RunOptions> = {
      startType: 'xtreamUiTrigger',
      items: [{ idempotencyKey: 'order:7' }],
    };
    await run('subscription', 'recordPayment', payment, { ...fromTrigger, executionId: '1' });
    await run('subscription', 'recordPayment', payment, { ...fromTrigger, executionId: '2' });
    const key = `order:7/subscription.recordPayment/${nodeId}/0`;
    expect(keys()).toEqual([key, key]);
  });

  it('is the user’s where one is given', async () => {
    await run('subscription', 'recordPayment', { ...payment, options: { idempotencyKey: 'receipt-12' } });
    expect(keys()).toEqual(['receipt-12']);
  });

  it('is the same when a daemon that was being restarted is called again', async () => {
    let calls = 0;
    daemon.override = () =>
      ++calls === 1 ? problem(503, 'stopping', 'The daemon is stopping.') : { status: 200, body: {} };
    await run('subscription', 'recordPayment', payment);
    const [first, second] = keys();
    expect(second).toBe(first);
  });
});

describe('actions', () => {
  it('have a key of their own, which names what is asked for by hand', async () => {
    await run('subscription', 'suspend', { ...sub, reason: 'abuse' }, { executionId: '5' });
    expect(daemon.requests[0]?.body['key']).toBe(`n8n:5:${nodeId}:0:0`);
  });

  it('that take longer are asked for again, under the same key', async () => {
    let asked = 0;
    answers = () => ({ key: 'stripe:in_7/renew', state: ++asked < 3 ? 'running' : 'done', message: null });
    const [item] = await run('subscription', 'renew', sub);
    expect(item?.json).toMatchObject({ state: 'done' });
    expect(new Set(daemon.requests.map(({ body }) => body['key'])).size).toBe(1);
  });

  it('that fail fail the node, with their reason', async () => {
    answers = () => ({ state: 'failed', message: 'The panel has no package 99.' });
    expect((await fails('subscription', 'provision', sub)).message).toBe('The panel has no package 99.');
  });

  it('of a subscription entered by hand: under one key it is made once', async () => {
    await run('subscription', 'create', { plan: by('name', 'gold'), email: 'nadia@example.com' });
    expect(daemon.requests[0]?.body['id']).toBe(`n8n:77:${nodeId}:0:0`);
  });
});

describe('entries added one by one', () => {
  const plan = { plan: 'gold', panel: by('name', 'main'), packageId: by('id', '3') };

  it('become a list, without what was left empty', async () => {
    const prices = {
      entry: [
        { price: 'price_1', source: 'stripe' },
        { price: 'prod_2', source: '' },
      ],
    };
    await run('plan', 'upsert', { ...plan, prices, additionalFields: { duration: 3, durationUnit: 'months' } });
    expect(daemon.requests[0]).toMatchObject({ method: 'PUT', path: '/v1/plans/gold' });
    expect(daemon.requests[0]?.body).toEqual({
      panel: 'main',
      packageId: '3',
      prices: [{ price: 'price_1', source: 'stripe' }, { price: 'prod_2' }],
      duration: { amount: 3, unit: 'months' },
    });
  });

  it('that lack something are named', async () => {
    const prices = { entry: [{ price: 'price_1' }, { source: 'stripe', price: '={{ undefined }}' }] };
    const error = await fails('plan', 'upsert', { ...plan, prices });
    expect(error.message).toMatch(/prices\.1\.price: is missing/);
  });
});

describe('a reconciliation', () => {
  it('is begun once, and asked after until it is done', async () => {
    let asked = 0;
    answers = ({ method }) => ({ id: 'rec_1', state: method === 'GET' && ++asked > 1 ? 'done' : 'running' });
    const [item] = await run('reconciliation', 'run', {});
    expect(item?.json).toMatchObject({ state: 'done' });
    expect(daemon.seen('POST', /reconciliations$/)).toHaveLength(1);
    expect(daemon.seen('GET', /reconciliations\/rec_1$/)).toHaveLength(2);
  });
});

describe('reports', () => {
  const reconciliation = by('id', 'rec_1');

  it('put out each finding', async () => {
    answers = () => ({ id: 'rec_1', findings: [{ id: 'a' }, { id: 'b' }] });
    const items = await run('reconciliation', 'get', { reconciliation });
    expect(items.map(({ json }) => json['id'])).toEqual(['a', 'b']);
    expect(daemon.requests[0]?.query).toEqual({ format: 'json' });
  });

  it('put out a file', async () => {
    daemon.override = ({ query }) => (query['format'] === 'csv' ? { status: 200, body: 'id,kind' } : undefined);
    const [item] = await run('reconciliation', 'get', { reconciliation, format: 'csv', binaryPropertyName: 'report' });
    expect(item?.binary?.['report']).toMatchObject({ fileName: 'rec_1.csv', mimeType: 'text/csv' });
  });
});

describe('what goes wrong', () => {
  it('the daemon refuses: its words, its hint, the item', async () => {
    daemon.override = () => problem(409, 'unknown-plan', 'There is no plan gold.', { hint: 'Add it.' });
    const error = await fails('subscription', 'get', sub, { items: [{}, {}] });
    expect(error.message).toBe('There is no plan gold. [item 0]');
    expect(error.description).toBe('Add it.');
    expect(error.context['itemIndex']).toBe(0);
  });

  it('a value the daemon refuses is named as the editor shows it', async () => {
    daemon.override = () =>
      problem(422, 'invalid-parameter', 'customer.email: is no address.', { field: 'customer.email' });
    const given = { plan: by('name', 'gold'), email: 'nadia' };
    expect((await fails('subscription', 'create', given)).message).toBe('Email is no address.');
  });

  it('a command that failed is told, not failed on', async () => {
    const more = { key: 'k', panel: 'main', operation: 'line.extend', state: 'failed', attempts: 2 };
    daemon.override = () => problem(409, 'conflict', 'Someone else changed the line.', more);
    const [item] = await run('command', 'get', { commandKey: 'k' });
    expect(item?.json).toEqual({
      ...more,
      result: null,
      error: { code: 'conflict', message: 'Someone else changed the line.', hint: null },
    });
  });

  it('a missing value is named as the editor shows it', async () => {
    const error = await fails('subscription', 'recordPayment', {
      ...sub,
      amount: '={{ $json.no }}',
      currency: 'USD',
      method: 'cash',
    });
    expect(error.message).toBe('Amount is missing');
  });

  it('the other items go on where the node is told to', async () => {
    daemon.override = ({ path }) =>
      path.endsWith('_0') ? problem(404, 'unknown-customer', 'There is no customer cus_0.') : { status: 200, body: {} };
    const items = await run(
      'customer',
      'get',
      { customer: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
      { items: [{ id: 'cus_0' }, { id: 'cus_1' }], settings: { onError: 'continueRegularOutput' } },
    );
    expect(items.map(({ json, pairedItem }) => [json['error'], pairedItem])).toEqual([
      ['There is no customer cus_0. [item 0]', { item: 0 }],
      [undefined, { item: 1 }],
    ]);
  });
});
