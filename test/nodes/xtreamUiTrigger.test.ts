import { eventDescriptions } from '../../panel';
import { FakeDaemon, newEvent, problem } from './fakeDaemon';
import { ended, TriggerBench, until } from './triggerBench';

/** The trigger in n8n's own trigger context, a stand-in for the daemon, executions in the test's hands. */

let daemon: FakeDaemon;
let bench: TriggerBench | undefined;

beforeEach(async () => {
  daemon = await FakeDaemon.start();
  bench = undefined;
});

afterEach(async () => {
  await bench?.close();
  await daemon.stop();
});

const emitted = (count: number) => until(`${String(count)} executions started`, () => bench?.emitted.length === count);

describe('the feed', () => {
  it('is made with the node’s settings, under a name of its own', async () => {
    bench = await TriggerBench.start(daemon, {
      events: ['line.created', 'line.expired'],
      panels: ['main'],
      filter: ' data.daysLeft = 3 ',
      options: { maxAttempts: 3, retryAfterSeconds: 9, leaseSeconds: 30 },
    });
    const [[name, settings] = []] = [...daemon.feeds];
    expect(name).toMatch(/^n8n-[0-9a-f]{8}-wf-node-1$/);
    expect(settings).toEqual({
      types: ['line.created', 'line.expired'],
      panels: ['main'],
      filter: 'data.daysLeft = 3',
      from: 'now',
      leaseSeconds: 30,
      maxAttempts: 3,
      retryAfterSeconds: 9,
    });
  });

  it('asks for all types when all events are chosen', async () => {
    bench = await TriggerBench.start(daemon, { events: ['*', 'line.created'], options: { feed: 'mine' } });
    expect(daemon.feeds.get('mine')).toMatchObject({ types: [], filter: null });
  });

  it('asks for the types of a group once each', async () => {
    bench = await TriggerBench.start(daemon, { events: ['group:service', 'service.renewed', 'payment.failed'] });
    const types = [...daemon.feeds.values()][0]?.['types'] as string[];
    const service = eventDescriptions.filter(({ group }) => group === 'service').map(({ type }) => type);
    expect(service.length).toBeGreaterThan(5);
    expect(types).toEqual([...service, 'payment.failed']);
  });

  it('begins anew on activation when events while inactive are to be skipped, but not when n8n restarts', async () => {
    const options = { feed: 'mine', whileInactive: 'skip' };
    bench = await TriggerBench.start(daemon, { options }, { activation: 'init' });
    expect(daemon.seen('DELETE', /feeds/)).toHaveLength(0);
    await bench.close();
    bench = await TriggerBench.start(daemon, { options }, { activation: 'activate' });
    expect(daemon.seen('DELETE', /feeds\/mine$/)).toHaveLength(1);
    expect(daemon.feeds.has('mine')).toBe(true);
  });
});

describe('an event', () => {
  it('starts an execution of its own, with a key for n8n and one for writes', async () => {
    bench = await TriggerBench.start(daemon);
    const [first, paid] = [newEvent('line.created'), newEvent('payment.succeeded')];
    daemon.deliver(first);
    daemon.deliver(paid);
    await emitted(2);
    expect(bench.emitted.map(({ key }) => key)).toEqual([`wf:node-1:${first.id}:a1`, `wf:node-1:${paid.id}:a1`]);
    expect(bench.emitted[0]?.item.json).toMatchObject({ ...first, idempotencyKey: first.id, attempt: 1 });
    expect(bench.emitted[1]?.item.json).toMatchObject({ idempotencyKey: 'stripe:in_1Sample' });
  });

  it('of an action names writes by the action, not by the payment it follows from', async () => {
    bench = await TriggerBench.start(daemon, { events: ['service.action_due'] });
    daemon.deliver(newEvent('service.action_due'));
    await emitted(1);
    expect(bench.emitted[0]?.item.json).toMatchObject({ idempotencyKey: 'stripe:in_1Sample/provision' });
  });

  it('runs anew when its feed has sought back or redriven it, though it ran that often before', async () => {
    bench = await TriggerBench.start(daemon);
    const event = newEvent('line.created');
    daemon.deliver(event, 1, 2);
    await emitted(1);
    expect(bench.emitted[0]?.key).toBe(`wf:node-1:${event.id}:r2a1`);
  });

  it('is acknowledged as soon as its execution has succeeded, and not before', async () => {
    bench = await TriggerBench.start(daemon);
    const event = newEvent('line.created');
    daemon.deliver(event);
    await emitted(1);
    expect(daemon.acked).toEqual([]);
    bench.emitted[0]?.end(ended('success'));
    await until('it is acknowledged', () => daemon.acked.includes(event.id));
    expect(daemon.nacked).toEqual([]);
  });

  it('is acknowledged when its execution waits: n8n keeps it from then on', async () => {
    bench = await TriggerBench.start(daemon);
    daemon.deliver(newEvent('line.created'));
    await emitted(1);
    bench.emitted[0]?.end(ended('waiting'));
    await until('it is acknowledged', () => daemon.acked.length === 1);
  });

  it.each(['error', 'crashed', 'canceled'] as const)('is given back when its execution ends as %s', async (status) => {
    bench = await TriggerBench.start(daemon);
    const event = newEvent('line.created');
    daemon.deliver(event);
    await emitted(1);
    bench.emitted[0]?.end(ended(status, 'No connection'));
    await until('it is given back', () => daemon.nacked.length === 1);
    const reason = `The execution ended as ${status} in Send Email: No connection`;
    expect(daemon.nacked).toEqual([{ id: event.id, reason }]);
  });

  it('is given back when n8n could not start its execution', async () => {
    bench = await TriggerBench.start(daemon);
    daemon.deliver(newEvent('line.created'));
    await emitted(1);
    bench.emitted[0]?.reject(new Error('Workflow not published'));
    await until('it is given back', () => daemon.nacked.length === 1);
    expect(daemon.nacked[0]?.reason).toBe('The execution did not end: Workflow not published');
  });

  it('is acknowledged whatever becomes of it, if so chosen', async () => {
    bench = await TriggerBench.start(daemon, { onFailure: 'acknowledge' });
    daemon.deliver(newEvent('line.created'));
    await emitted(1);
    bench.emitted[0]?.end(ended('error', 'No connection'));
    await until('it is acknowledged', () => daemon.acked.length === 1);
  });

  it('that comes again is another execution, by its attempt', async () => {
    bench = await TriggerBench.start(daemon);
    const event = newEvent('line.created');
    daemon.deliver(event, 2);
    await emitted(1);
    expect(bench.emitted[0]?.key).toBe(`wf:node-1:${event.id}:a2`);
    expect(bench.emitted[0]?.item.json['attempt']).toBe(2);
  });

  it('whose attempt n8n has had already is given back at once, so that the next attempt decides', async () => {
    bench = await TriggerBench.start(daemon);
    const event = newEvent('line.created');
    daemon.deliver(event);
    await emitted(1);
    bench.emitted[0]?.end(undefined);
    await until('it is given back', () => daemon.nacked.length === 1);
    expect(daemon.nacked[0]).toMatchObject({ id: event.id, retryAfter: 1 });
    expect(daemon.acked).toEqual([]);
  });

  it('that comes again while it runs is not run twice, and its end counts', async () => {
    bench = await TriggerBench.start(daemon);
    const event = newEvent('line.created');
    daemon.deliver(event);
    await emitted(1);
    daemon.endLease(event.id);
    await until('it is leased again', () => daemon.leased.get(event.id)?.attempt === 2);
    bench.emitted[0]?.end(ended('success'));
    await until('it is acknowledged', () => daemon.acked.includes(event.id));
    expect(bench.emitted).toHaveLength(1);
  });
});

describe('while executions run', () => {
  it('leases are extended, and no more events taken than allowed', async () => {
    bench = await TriggerBench.start(daemon, { options: { concurrency: 2, leaseSeconds: 5 } });
    const events = [newEvent('line.created'), newEvent('line.created'), newEvent('line.created')];
    daemon.waiting.push(...events.map((event) => ({ attempt: 1, round: 0, event })));
    await emitted(2);
    const [first, second] = events.map(({ id }) => id);
    await until(
      'both are extended',
      () => daemon.extended.includes(first ?? '') && daemon.extended.includes(second ?? ''),
    );
    expect(daemon.leased.size).toBe(2);
    bench.emitted[0]?.end(ended('success'));
    await emitted(3);
  });

  it('deactivating lets them end and acknowledges them', async () => {
    bench = await TriggerBench.start(daemon, { options: { leaseSeconds: 5 } });
    const event = newEvent('line.created');
    daemon.deliver(event);
    await emitted(1);
    await bench.close();
    await until('its lease is extended after closing', () => daemon.extended.includes(event.id));
    bench.emitted[0]?.end(ended('success'));
    await until('it is acknowledged', () => daemon.acked.includes(event.id));
  });

  it('deactivating takes no more events', async () => {
    bench = await TriggerBench.start(daemon);
    await until('the trigger asks', () => daemon.seen('GET', /events$/).length === 1);
    await bench.close();
    daemon.deliver(newEvent('line.created'));
    daemon.deliver(newEvent('line.created'));
    await until('the poll has ended', () => daemon.waiting.length <= 2);
    expect(bench.emitted).toEqual([]);
  });
});

describe('when the daemon is away', () => {
  it('an acknowledgement that did not get through is told again', async () => {
    bench = await TriggerBench.start(daemon);
    const event = newEvent('line.created');
    daemon.deliver(event);
    await emitted(1);
    daemon.override = () => problem(503, 'unavailable', 'The store is busy.');
    bench.emitted[0]?.end(ended('success'));
    await until('it was tried', () => daemon.seen('POST', /acks$/).length > 0);
    daemon.override = () => undefined;
    daemon.deliver(newEvent('line.expired'));
    await until('it is acknowledged', () => daemon.acked.includes(event.id));
  });

  it('the trigger goes on when it is back', async () => {
    bench = await TriggerBench.start(daemon);
    await until('the trigger asks', () => daemon.seen('GET', /events$/).length === 1);
    const port = Number(new URL(daemon.url).port);
    const feeds = [...daemon.feeds];
    await daemon.stop();
    daemon = new FakeDaemon();
    feeds.forEach(([name, settings]) => daemon.feeds.set(name, settings));
    await daemon.listen(port);
    daemon.deliver(newEvent('line.created'));
    await emitted(1);
    expect(bench.errors).toEqual([]);
  });

  it('a feed that was forgotten is made again', async () => {
    bench = await TriggerBench.start(daemon, { options: { feed: 'mine' } });
    await until('the trigger asks', () => daemon.seen('GET', /events$/).length === 1);
    daemon.feeds.clear();
    daemon.deliver(newEvent('line.created'));
    await emitted(1);
    bench.emitted[0]?.end(ended('success'));
    await until('the feed is back', () => daemon.feeds.has('mine'));
  });

  it('activating by hand fails with the reason', async () => {
    await daemon.stop();
    await expect(TriggerBench.start(daemon)).rejects.toThrow(/Nothing listens at .*: connection refused/);
  });

  it('a starting n8n waits for it', async () => {
    const port = Number(new URL(daemon.url).port);
    await daemon.stop();
    bench = await TriggerBench.start(daemon, {}, { activation: 'init' });
    daemon = new FakeDaemon();
    await daemon.listen(port);
    daemon.deliver(newEvent('line.created'));
    await emitted(1);
  });
});

describe('what a person must mend', () => {
  it('a wrong token fails the activation', async () => {
    daemon.override = () => problem(401, 'unauthorized', 'no');
    await expect(TriggerBench.start(daemon)).rejects.toThrow('The sync daemon does not accept the access token.');
  });

  it('a token that becomes wrong is reported to n8n once, and ends the reading', async () => {
    bench = await TriggerBench.start(daemon);
    await until('the trigger asks', () => daemon.seen('GET', /events$/).length === 1);
    daemon.override = () => problem(401, 'unauthorized', 'no');
    daemon.deliver(newEvent('line.created'));
    await until('it is reported', () => (bench?.errors.length ?? 0) > 0);
    const asked = daemon.requests.length;
    expect(bench.errors.map(({ message }) => message)).toEqual(['The sync daemon does not accept the access token.']);
    bench.emitted[0]?.end(ended('success'));
    await until('the verdict is tried', () => daemon.requests.length > asked);
  });

  it('a filter that is none fails the activation, naming it', async () => {
    daemon.override = ({ method }) =>
      method === 'PUT' ? problem(422, 'invalid-parameter', 'filter: not JSONata.', { field: 'filter' }) : undefined;
    await expect(TriggerBench.start(daemon)).rejects.toThrow('filter: not JSONata.');
  });
});

describe('Listen for test event', () => {
  const manual = (parameters = {}) => TriggerBench.start(daemon, parameters, { mode: 'manual', activation: 'manual' });

  it('brings the newest event that matches, and commits nothing', async () => {
    const newest = newEvent('line.created', { panel: 'main' });
    daemon.log.push(newEvent('line.created'), newest, newEvent('line.expired'));
    bench = await manual({ events: ['line.created'], panels: ['main'], filter: 'true' });
    await bench.listen();
    expect(bench.emitted[0]?.item.json).toMatchObject({ id: newest.id, attempt: 1 });
    const [request] = daemon.requests;
    expect(daemon.requests).toHaveLength(1);
    expect(request?.query).toEqual({
      types: 'line.created',
      panel: 'main',
      filter: 'true',
      limit: '1',
      newest: 'true',
    });
  });

  it('takes the newest of several panels', async () => {
    const [older, newer] = [newEvent('line.created', { panel: 'b' }), newEvent('line.created', { panel: 'a' })];
    daemon.log.push(older, newer);
    bench = await manual({ panels: ['a', 'b'] });
    await bench.listen();
    expect(bench.emitted[0]?.item.json['id']).toBe(newer.id);
  });

  it('brings a sample of the first chosen kind when there was none yet', async () => {
    bench = await manual({ events: ['payment.succeeded'] });
    await bench.listen();
    expect(bench.emitted[0]?.item.json).toMatchObject({ id: 'evt_sample', type: 'payment.succeeded' });
  });

  it.each(eventDescriptions.map(({ type }) => type))('%s has a sample', async (type) => {
    bench = await manual({ events: [type] });
    await bench.listen();
    expect(bench.emitted[0]?.item.json).toMatchObject({ type, data: expect.objectContaining({}) as object });
  });

  it('says what is wrong', async () => {
    daemon.override = () => problem(401, 'unauthorized', 'no');
    bench = await manual();
    await expect(bench.listen()).rejects.toThrow('The sync daemon does not accept the access token.');
  });
});
