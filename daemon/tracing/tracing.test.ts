import { openTracing } from '.';
import { PanelError } from '../../panel';
import { tracing as settings } from '../config/tracing';
import { startCollector, type Collector, type ReceivedSpan } from './testing/collector';

const main = { panel: 'main' };
const request = { panel: 'main', action: 'get_lines' };
const done = (): Promise<string> => Promise.resolve('done');

describe('tracing', () => {
  let collector: Collector;
  const logger = { info: jest.fn(), warn: jest.fn() };
  beforeEach(async () => {
    collector = await startCollector();
    jest.clearAllMocks();
  });
  afterEach(() => collector.close());

  const open = (more: object = {}): ReturnType<typeof openTracing> =>
    openTracing(settings.parse({ endpoint: collector.endpoint, ...more }), 'vps-1', logger, 300);
  const span = (name: string): ReceivedSpan => {
    const found = collector.spans.find((each) => each.name === name);
    if (found === undefined) throw new Error(`No span ${name} came.`);
    return found;
  };

  it('tells what work is part of what, also where pieces of it overlap', async () => {
    const tracing = await open();
    const pass = (panel: string): Promise<string> =>
      tracing.observe('pass', { panel }, async () => {
        await tracing.observe('panel_request', { panel, action: `of_${panel}` }, done);
        return tracing.observe('store_write', {}, done);
      });
    expect(await Promise.all([pass('a'), pass('b')])).toEqual(['done', 'done']);
    await tracing.close();
    for (const panel of ['a', 'b']) {
      const whole = collector.spans.find(
        (each) => each.name === 'pass' && each.attributes['xtream_ui.panel'] === panel,
      );
      expect(whole?.parentSpanId).toBeUndefined();
      const below = collector.spans.filter(({ parentSpanId }) => parentSpanId === whole?.spanId);
      expect(below.map(({ name, traceId }) => [name, traceId])).toEqual([
        [`panel_request of_${panel}`, whole?.traceId],
        ['store_write', whole?.traceId],
      ]);
    }
  });

  it('names its service and sends the headers that are configured', async () => {
    const tracing = await open({ headers: { authorization: 'Bearer of the collector' }, service: 'sync-eu' });
    await tracing.observe('pass', main, done);
    await tracing.close();
    expect(collector.headers).toMatchObject({ authorization: 'Bearer of the collector' });
    expect(collector.resource).toMatchObject({ 'service.name': 'sync-eu', 'service.instance.id': 'vps-1' });
  });

  it('passes errors on, and records their code and nothing else of them', async () => {
    const tracing = await open();
    const refused = new PanelError('exists', 'The username alice is taken.', { cause: new Error('key=0123') });
    await expect(tracing.observe('pass', main, () => Promise.reject(refused))).rejects.toBe(refused);
    await expect(
      tracing.observe('panel_request', request, () => Promise.reject(new Error('?password=hunter2'))),
    ).rejects.toThrow('hunter2');
    await tracing.close();
    expect(span('pass')).toMatchObject({
      status: { code: 2, message: 'exists' },
      attributes: { 'error.type': 'exists', 'xtream_ui.outcome': 'exists' },
    });
    expect(span('panel_request get_lines').attributes['error.type']).toBe('error');
    expect(collector.text).not.toMatch(/alice|0123|hunter2/);
  });

  it.each([
    ['http_request', { method: 'GET', route: '/v1/panels' }, '401', 0],
    ['http_request', { method: 'GET', route: '/v1/panels' }, 'gone', 0],
    ['http_request', { method: 'GET', route: '/v1/panels' }, '500', 2],
    ['command', { ...main, operation: 'line.enable', key: 'k' }, 'confirmed', 0],
    ['command', { ...main, operation: 'line.enable', key: 'k' }, 'failed', 2],
    ['push', { endpoint: 'crm' }, 'left', 0],
    ['push', { endpoint: 'crm' }, 'http_503', 2],
  ] as const)('sees whether a %s is at fault: %o that ended as %s', async (kind, about, outcome, code) => {
    const tracing = await open();
    await tracing.observe(kind, about, done, () => outcome);
    await tracing.close();
    expect(collector.spans.map(({ status }) => status.code)).toEqual([code]);
  });

  it('takes what goes on after its work has ended for no part of it', async () => {
    const tracing = await open();
    const lasting = await tracing.observe('http_request', { method: 'PUT', route: '/v1/endpoints/:name' }, () => {
      const later = async (): Promise<void> => {
        await new Promise(setImmediate);
        await tracing.observe('store_write', {}, done);
        await tracing.observe('pass', main, done);
        tracing.record('push', { endpoint: 'crm' }, 'ok', 0.5);
      };
      return Promise.resolve([later()]);
    });
    await Promise.all(lasting);
    await tracing.close();
    const told = collector.spans.map(({ name, parentSpanId }) => [name, parentSpanId]);
    expect(told).toEqual([
      ['PUT /v1/endpoints/:name', undefined],
      ['pass', undefined],
      ['push', undefined],
    ]);
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(3);
  });

  it('leaves out what machines ask all the time', async () => {
    const tracing = await open();
    const about = { method: 'GET', route: '/readyz' };
    expect(await tracing.observe('http_request', about, () => tracing.observe('store_write', {}, done))).toBe('done');
    await tracing.close();
    expect(collector.spans).toEqual([]);
  });

  it('decides once for a whole trace whether it is told', async () => {
    const tracing = await open({ sample: 0 });
    const ask = (traceparent?: string): Promise<string> =>
      tracing.observe('http_request', { method: 'POST', route: '/v1/commands', traceparent }, () =>
        tracing.observe('store_write', {}, done),
      );
    await ask();
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await ask(`00-${trace}-b7ad6b7169203331-01`);
    await ask(`00-${'1'.repeat(32)}-b7ad6b7169203331-00`);
    await tracing.close();
    expect(collector.spans.map(({ name, traceId }) => [name, traceId])).toEqual([
      ['store_write', trace],
      ['POST /v1/commands', trace],
    ]);
    expect(span('POST /v1/commands').parentSpanId).toBe('b7ad6b7169203331');
  });

  it('loses traces, not work, while the collector refuses them, and logs it once', async () => {
    const tracing = await open({ headers: { 'x-key': 'secret of the collector' } });
    collector.status = 401;
    expect(await tracing.observe('pass', main, done)).toBe('done');
    await tracing.close();
    expect(logger.warn.mock.calls).toEqual([[{ code: 401 }, expect.stringContaining('does not take traces')]]);
  });

  it.each([
    ['gone', () => collector.close()],
    ['silent', () => (collector.status = null)],
  ])('stops in a few seconds although the collector is %s', async (_how, fail) => {
    const tracing = await open();
    expect(await tracing.observe('pass', main, done)).toBe('done');
    await fail();
    await tracing.close();
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
