import { PanelError, type PanelErrorCode } from '../../panel';
import { Problem } from '../problem';
import { commandView, openBench, token, type Answer, type Bench } from './testing/bench';

describe('what goes wrong over HTTP', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const expectProblem = (answer: Answer, status: number, code: string, more: object = {}): void => {
    expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
      status,
      type: 'application/problem+json',
    });
    expect(answer.body).toMatchObject({
      type: `urn:xtream-ui-sync:${code}`,
      status,
      code,
      title: expect.stringMatching(/^[A-Z]/) as string,
      detail: expect.stringMatching(/.+/) as string,
      ...more,
    });
  };
  const query = { panel: 'main', operation: 'line.getMany' };

  it('malformed: the body is not JSON', async () => {
    for (const payload of ['{"panel":', 'panel=main', '{"__proto__":{"x":1}}']) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      expectProblem(await bench.call('POST', '/v1/queries', undefined, { payload, headers }), 400, 'malformed');
    }
  });

  it('malformed: a body is nested so deeply that looking into it would overflow the stack', async () => {
    const deep = `{"panel":"main","operation":"line.getMany","parameters":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`;
    const headers = { authorization: `Bearer ${token}` };
    expectProblem(await bench.call('POST', '/v1/queries', undefined, { payload: deep, headers }), 400, 'malformed');
    expect(bench.queries.run).not.toHaveBeenCalled();
  });

  it('store-not-writable: the disk is full when something is to be written', async () => {
    const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
    bench.queries.run.mockRejectedValue(full);
    expectProblem(await bench.call('POST', '/v1/queries', query), 503, 'store-not-writable');
    expect(bench.lines.join('')).toContain('database or disk is full');
  });

  it('says each fault once, and how many characters or entries there may be', async () => {
    const answer = await bench.call('POST', '/v1/commands', { key: '', panel: 'main', operation: 'line.enable' });
    expect(answer.body['detail']).toBe('key: must have at least 1 characters.');
    expect((await bench.call('GET', '/v1/events?after=9007199254740993')).body['detail']).toBe(
      'after: must be at most 9007199254740991.',
    );
  });

  it('malformed: the address is not properly encoded', async () => {
    expectProblem(await bench.call('GET', '/v1/feeds/%zz'), 400, 'malformed');
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['a token of another scheme', { authorization: `Basic ${token}` }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('unauthorized: %s, on every route but the open ones', async (_what, headers) => {
    const routes = [
      ['GET', '/v1/panels'],
      ['GET', '/v1/operations'],
      ['POST', '/v1/queries'],
      ['POST', '/v1/commands'],
      ['PUT', '/v1/feeds/f'],
      ['GET', '/v1/events'],
    ] as const;
    for (const [method, url] of routes) {
      const answer = await bench.call(method, url, undefined, { headers });
      expectProblem(answer, 401, 'unauthorized');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    for (const url of ['/healthz', '/readyz', '/openapi.json']) {
      expect((await bench.call('GET', url, undefined, { headers })).status).toBe(200);
    }
  });

  it('takes the token whatever the case of its scheme', async () => {
    const headers = { authorization: `bearer ${token}` };
    expect((await bench.call('GET', '/v1/panels', undefined, { headers })).status).toBe(200);
  });

  it('unknown-route, unknown-feed, unknown-panel, unknown-command, unknown-source', async () => {
    expectProblem(await bench.call('GET', '/v2/feeds'), 404, 'unknown-route');
    expectProblem(await bench.call('DELETE', '/v1/panels'), 404, 'unknown-route');
    for (const [method, path, body] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/events'],
      ['GET', '/parked'],
      ['POST', '/acks', {}],
      ['POST', '/redrive', {}],
    ] as const) {
      expectProblem(await bench.call(method, `/v1/feeds/none${path}`, body), 404, 'unknown-feed');
    }
    expectProblem(await bench.call('POST', '/v1/panels/none/pass'), 404, 'unknown-panel');
    expectProblem(await bench.call('GET', '/v1/panels/none/lines/1/history'), 404, 'unknown-panel');
    bench.commands.get.mockRejectedValue(new Problem(404, 'unknown-command', 'There is no command k.'));
    expectProblem(await bench.call('GET', '/v1/commands/k'), 404, 'unknown-command');
    bench.inbox.receive.mockRejectedValue(new Problem(404, 'unknown-source', 'There is no source s.'));
    expectProblem(await bench.call('POST', '/v1/inbox/s', {}), 404, 'unknown-source');
  });

  it('not-leased: acknowledging what the feed never leased', async () => {
    await bench.feeds.put('f');
    expectProblem(await bench.call('POST', '/v1/feeds/f/acks', { acks: ['evt_x'] }), 409, 'not-leased', {
      hint: expect.any(String) as string,
    });
  });

  it('too-large: a body over 1 MiB', async () => {
    const large = { ...query, parameters: { search: 'x'.repeat(1024 * 1024) } };
    expectProblem(await bench.call('POST', '/v1/queries', large), 413, 'too-large');
    expectProblem(await bench.call('POST', '/v1/inbox/stripe', large), 413, 'too-large');
    expect(bench.inbox.receive).not.toHaveBeenCalled();
  });

  it.each([
    ['a missing field', 'POST', '/v1/queries', { operation: 'line.get' }, 'panel'],
    ['an unknown field', 'POST', '/v1/queries', { ...query, colour: 1 }, 'colour'],
    ['a field of the wrong type', 'POST', '/v1/queries', { ...query, parameters: [] }, 'parameters'],
    ['a limit of 0', 'POST', '/v1/queries', { ...query, limit: 0 }, 'limit'],
    ['an unknown query parameter', 'GET', '/v1/events?colour=1', undefined, 'colour'],
    ['a number that is none', 'GET', '/v1/events?limit=many', undefined, 'limit'],
    ['a number too large', 'GET', '/v1/feeds/f/events?max=1001', undefined, 'max'],
    ['a wait too long', 'GET', '/v1/feeds/f/events?wait=31', undefined, 'wait'],
    ['a wait too long for a command', 'POST', '/v1/commands?wait=61', { ...query, key: 'k' }, 'wait'],
    ['an unknown event type', 'GET', '/v1/events?types=line.created,line.exploded', undefined, 'types'],
    ['a filter that is no expression', 'GET', '/v1/events?filter=%28', undefined, 'filter'],
    ['a deep field', 'PUT', '/v1/feeds/f', { types: ['line.created', 'line.exploded'] }, 'types.1'],
    ['a filter of a feed that is no expression', 'PUT', '/v1/feeds/f', { filter: '((' }, 'filter'],
    ['a panel there is not', 'PUT', '/v1/feeds/f', { panels: ['main', 'none'] }, 'panels'],
    ['a beginning that is none', 'PUT', '/v1/feeds/f', { from: 'yesterday' }, 'from'],
    ['a name for a feed that is none', 'PUT', '/v1/feeds/a%20b', {}, 'feed'],
    ['an unknown field within a list', 'POST', '/v1/feeds/f/acks', { nacks: [{ id: 'e', why: 1 }] }, 'nacks.0.why'],
    ['a decision that is none', 'POST', '/v1/panels/main/held/perhaps', undefined, 'decision'],
  ] as const)('invalid-parameter: %s, naming the field', async (_what, method, url, body, field) => {
    const answer = await bench.call(method, url, body);
    expectProblem(answer, 422, 'invalid-parameter', { field });
    expect(answer.body['detail']).toContain(field);
    expect(answer.body['detail']).not.toMatch(/undefined|NaN|received/);
  });

  it('invalid-parameter: no body at all', async () => {
    expectProblem(await bench.call('POST', '/v1/queries'), 422, 'invalid-parameter', {
      detail: 'body: is missing.',
    });
  });

  it('key-reused', async () => {
    bench.commands.submit.mockRejectedValue(
      new Problem(422, 'key-reused', 'The key k was used for a command with other parameters.', { field: 'key' }),
    );
    expectProblem(await bench.call('POST', '/v1/commands', { ...query, key: 'k' }), 422, 'key-reused', {
      field: 'key',
    });
  });

  const byCode: ReadonlyArray<[PanelErrorCode, number]> = [
    ['invalid-parameter', 422],
    ['exists', 409],
    ['conflict', 409],
    ['not-found', 404],
    ['wrong-key', 502],
    ['wrong-url', 502],
    ['forbidden-ip', 502],
    ['not-a-panel', 502],
    ['no-permission', 502],
    ['unsupported', 502],
    ['rejected', 502],
    ['not-verified', 502],
    ['unreachable', 503],
    ['timeout', 503],
    ['bad-answer', 503],
    ['unavailable', 503],
  ];
  it.each(byCode)('a panel’s %s is %d, from a query and from a failed command', async (code, status) => {
    bench.queries.run.mockRejectedValue(new PanelError(code, 'What happened.', { hint: 'Do this.', field: 'line' }));
    expectProblem(await bench.call('POST', '/v1/queries', query), status, code, {
      detail: 'What happened.',
      hint: 'Do this.',
      field: 'line',
    });
    const error = { code, message: 'What happened.', hint: 'Do this.', field: 'line' };
    bench.commands.submit.mockResolvedValue(commandView({ state: 'failed', result: null, error, attempts: 0 }));
    const answer = await bench.call('POST', '/v1/commands', { ...query, key: 'k' });
    expectProblem(answer, status, code, { detail: 'What happened.', hint: 'Do this.', field: 'line' });
    expect(answer.body).toMatchObject({ key: 'k', state: 'failed', attempts: 0 });
  });

  it('passes on how long a panel asks to wait', async () => {
    bench.queries.run.mockRejectedValue(new PanelError('unavailable', 'Busy.', { retryAfterSeconds: 7 }));
    expect((await bench.call('POST', '/v1/queries', query)).headers['retry-after']).toBe('7');
  });

  it('tells nothing of the inside when something unexpected happens, and logs it', async () => {
    bench.queries.run.mockRejectedValue(new Error('secret inside'));
    const answer = await bench.call('POST', '/v1/queries', query);
    expectProblem(answer, 500, 'internal');
    expect(JSON.stringify(answer.body)).not.toMatch(/secret inside|\.ts/);
    expect(bench.lines.join('')).toContain('secret inside');
  });

  it('logs neither headers nor bodies nor query strings', async () => {
    await bench.call('POST', '/v1/commands?wait=0', {
      key: 'k',
      panel: 'main',
      operation: 'o',
      parameters: { p: 'hush' },
    });
    await bench.call('GET', '/v1/events?subject=hush', undefined);
    const log = bench.lines.join('');
    expect(log).toContain('"route":"/v1/commands"');
    expect(log).not.toContain('hush');
    expect(log).not.toContain(token);
  });
});
