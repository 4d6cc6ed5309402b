import { runError, runNode, nodeId, type RunOptions } from './engine';
import { FakeDaemon, problem, token, type DaemonRequestSeen } from './fakeDaemon';

/** The node through the daemon: n8n's real engine, a stand-in for the daemon. */

let daemon: FakeDaemon;

const stored = {
  ...{ id: '42', username: 'alice', password: 'secret', ownerId: '1', ownerName: 'admin' },
  ...{ expiresAt: '2030-01-31T00:00:00Z', enabled: true, banned: false, trial: false, maxConnections: 1 },
};
const done = (request: DaemonRequestSeen) => ({
  status: 200,
  body: { ...request.body, state: 'confirmed', result: stored, error: null, attempts: 1, replayed: false },
});

beforeEach(async () => {
  daemon = await FakeDaemon.start();
  daemon.override = (request) => (request.path === '/v1/commands' ? done(request) : undefined);
});

afterEach(() => daemon.stop());

const options = (parameters: RunOptions['parameters'], more: Partial<RunOptions> = {}): RunOptions => ({
  credentials: { xtreamUiSyncApi: { url: `${daemon.url}/`, accessToken: token } },
  parameters: { authentication: 'daemon', ...parameters },
  ...more,
});
const run = (parameters: RunOptions['parameters'], more: Partial<RunOptions> = {}) =>
  runNode(options(parameters, more));
const fails = (parameters: RunOptions['parameters'], more: Partial<RunOptions> = {}) =>
  runError(options(parameters, more));
const extend = { operation: 'extend', line: { __rl: true, mode: 'id', value: '42' } };
const commands = () => daemon.seen('POST', /^\/v1\/commands$/);

describe('writes', () => {
  it('become a command for the only panel, with checked parameters', async () => {
    const [item] = await run(extend);
    expect(commands()[0]?.query['wait']).toBe('30');
    expect(commands()[0]?.body).toEqual({
      key: `n8n:77:${nodeId}:0:0`,
      panel: 'main',
      operation: 'line.extend',
      parameters: { line: { id: '42' }, extend: 'byDuration', duration: { amount: 1, unit: 'months' } },
    });
    expect(item?.json).toMatchObject({ id: '42', username: 'alice', status: 'active' });
  });

  it('send dates as instants, understood in the workflow’s time zone', async () => {
    const parameters = { ...extend, extend: 'toDate', until: '2030-03-01T00:00:00' };
    await run(parameters, { timeZone: 'Asia/Beirut' });
    expect(commands()[0]?.body['parameters']).toMatchObject({ until: '2030-02-28T22:00:00Z' });
  });

  it('ask after a command that takes longer', async () => {
    let asked = 0;
    daemon.override = (request) => {
      if (!request.path.startsWith('/v1/commands')) return undefined;
      const state = ++asked > 2 ? 'confirmed' : 'sent';
      const body = { key: request.body['key'] ?? 'k', state, result: state === 'sent' ? null : stored, error: null };
      return { status: state === 'sent' ? 202 : 200, body };
    };
    const [item] = await run({ ...extend, options: { idempotencyKey: 'stripe:in_1' } });
    expect(item?.json['id']).toBe('42');
    expect(daemon.seen('GET', /^\/v1\/commands\/stripe%3Ain_1$/)).toHaveLength(2);
  });

  it('tell why a command that was kept failed after all', async () => {
    const error = { code: 'conflict', message: 'Someone else changed the line.', hint: 'Look at it.' };
    daemon.override = (request) =>
      request.path === '/v1/commands'
        ? { status: 202, body: { key: 'k', state: 'failed', result: null, error } }
        : undefined;
    const shown = await fails(extend);
    expect(shown.message).toBe('Someone else changed the line.');
    expect(shown.description).toBe('Look at it.');
  });

  it('name a line by username and password for a panel that needs both', async () => {
    const line = { __rl: true, mode: 'username', value: 'alice' };
    await run({ ...extend, line, options: { linePassword: 'wonder' } });
    expect(commands()[0]?.body['parameters']).toMatchObject({ line: { username: 'alice', password: 'wonder' } });
  });

  it('are sent again, under the same key, to a daemon that is being restarted', async () => {
    let calls = 0;
    daemon.override = (request) => {
      if (request.path !== '/v1/commands') return undefined;
      return ++calls === 1 ? problem(503, 'stopping', 'The daemon is stopping.') : done(request);
    };
    await run(extend);
    const [first, second] = commands();
    expect(second?.body).toEqual(first?.body);
  });
});

describe('the idempotency key', () => {
  const fromTrigger: Partial<RunOptions> = { startType: 'xtreamUiTrigger', items: [{ idempotencyKey: 'stripe:in_7' }] };

  it('is the user’s where one is given', async () => {
    await run({ ...extend, options: { idempotencyKey: '=order-{{ $json.order }}' } }, { items: [{ order: 5 }] });
    expect(commands()[0]?.body['key']).toBe('order-5');
  });

  it('is made of the event’s that started the workflow, so that a redelivery repeats nothing', async () => {
    await run(extend, { ...fromTrigger, executionId: '1' });
    await run(extend, { ...fromTrigger, executionId: '2' });
    const keys = commands().map(({ body }) => body['key']);
    expect(keys).toEqual([`stripe:in_7/line.extend/${nodeId}/0`, `stripe:in_7/line.extend/${nodeId}/0`]);
  });

  it('tells items apart', async () => {
    await run(extend, { items: [{}, {}] });
    expect(commands().map(({ body }) => body['key'])).toEqual([`n8n:77:${nodeId}:0:0`, `n8n:77:${nodeId}:0:1`]);
  });
});

describe('reads', () => {
  beforeEach(() => {
    daemon.override = (request) => {
      if (request.path !== '/v1/queries') return undefined;
      const many = String(request.body['operation']).endsWith('getMany');
      return { status: 200, body: many ? { results: [stored, stored] } : { result: stored } };
    };
  });
  const queries = () => daemon.seen('POST', /^\/v1\/queries$/);

  it('ask the chosen panel', async () => {
    await run({
      operation: 'getMany',
      limit: 2,
      filters: { status: 'expired' },
      panel: { __rl: true, mode: 'name', value: 'second' },
    });
    expect(queries()[0]?.body).toEqual({
      panel: 'second',
      operation: 'line.getMany',
      parameters: { status: 'expired' },
      limit: 2,
    });
    expect(daemon.seen('GET', /panels/)).toHaveLength(0);
  });

  it('leave the limit out for all', async () => {
    expect(await run({ operation: 'getMany', returnAll: true })).toHaveLength(2);
    expect(queries()[0]?.body).not.toHaveProperty('limit');
  });

  it('ask for the daemon’s panels once for all items', async () => {
    await run({ operation: 'get', line: { __rl: true, mode: 'username', value: 'alice' } }, { items: [{}, {}, {}] });
    expect(queries()).toHaveLength(3);
    expect(daemon.seen('GET', /panels/)).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  it('no panel is chosen and there are two', async () => {
    daemon.panels.push({ panel: 'second', state: 'ready' });
    const error = await fails(extend);
    expect(error.message).toBe('Panel is missing, and the sync daemon has several: main, second');
    expect(error.description).toBe('Choose the panel to work on.');
  });

  it('wrong token', async () => {
    daemon.override = () => problem(401, 'unauthorized', 'no');
    const error = await fails(extend);
    expect(error.message).toBe('The sync daemon does not accept the access token.');
  });

  it('something else answers', async () => {
    daemon.override = () => ({ status: 404, body: 'nothing here' });
    expect((await fails(extend)).message).toMatch(/is not a sync daemon \(HTTP 404\)/);
  });

  it('the daemon refuses: its words, its hint, the item', async () => {
    daemon.override = (request) =>
      request.path === '/v1/commands'
        ? problem(422, 'key-reused', 'The key k was used with other parameters.', { hint: 'Use another key.' })
        : undefined;
    const error = await fails(extend, { items: [{}, {}] });
    expect(error.message).toBe('The key k was used with other parameters. [item 0]');
    expect(error.description).toBe('Use another key.');
    expect(error.context['itemIndex']).toBe(0);
  });

  it('a bad parameter is refused before the daemon hears of it', async () => {
    const error = await fails({ ...extend, duration: 0 });
    expect(error.message).toMatch(/^Duration must be at least 1/);
    expect(daemon.requests).toHaveLength(0);
  });
});
