import { operations, type LineState } from '../../panel';
import { commandView, openBench, panelView, replicaView, token, type Bench } from './testing/bench';

describe('routes', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  describe('health', () => {
    it('says that it lives, and which version', async () => {
      expect(await bench.call('GET', '/healthz')).toMatchObject({
        status: 200,
        body: { status: 'ok', version: '1.2.3' },
      });
    });

    it('is ready with a panel that is away', async () => {
      bench.panels.views.mockResolvedValue([{ ...panelView, state: 'unreachable' }]);
      expect(await bench.call('GET', '/readyz')).toMatchObject({
        status: 200,
        body: {
          status: 'ready',
          store: 'writable',
          panels: [{ panel: 'main', state: 'unreachable' }],
          notLookedAt: [],
        },
      });
    });

    it('says which panels have not been looked at, and why others are not ready, without what they said', async () => {
      const problem = { code: 'wrong_key', message: 'It said: key 1234.', hint: null };
      bench.panels.views.mockResolvedValue([
        { ...panelView, state: 'starting' },
        { ...panelView, panel: 'old', state: 'answering_wrongly', problem },
        { ...panelView, panel: 'new', state: 'ready' },
      ]);
      const { body } = await bench.call('GET', '/readyz');
      expect(body).toMatchObject({
        panels: [
          { panel: 'main', reason: 'No pass has ended since the start.' },
          { panel: 'old', reason: 'It answers wrongly (wrong_key); it is asked again.' },
          { panel: 'new', reason: null },
        ],
        notLookedAt: ['main'],
      });
      expect(JSON.stringify(body)).not.toContain('1234');
    });

    it('is not ready when the store cannot be written', async () => {
      bench.store.isWritable.mockResolvedValue(false);
      expect(await bench.call('GET', '/readyz')).toMatchObject({ status: 503, body: { code: 'store-not-writable' } });
    });
  });

  describe('metrics', () => {
    const text = async (headers = {}) => bench.server.inject({ method: 'GET', url: '/metrics', headers });

    it('are told in the format of Prometheus, each request by its route and status', async () => {
      await bench.call('GET', '/v1/panels/main/lines/1/history');
      await bench.call('GET', '/v1/nowhere');
      const answer = await text();
      expect(answer.headers['content-type']).toContain('text/plain');
      for (const labels of [
        'method="GET",route="/v1/panels/:panel/lines/:id/history",outcome="200"',
        'method="GET",route="unknown",outcome="404"',
      ]) {
        expect(answer.body).toContain(`xtream_ui_http_request_duration_seconds_count{${labels}} 1`);
      }
    });

    it('are open, unless they have a token of their own', async () => {
      expect((await text()).statusCode).toBe(200);
      await bench.close();
      bench = await openBench({ metricsToken: 'only for Prometheus' });
      expect((await text()).json()).toMatchObject({
        status: 401,
        hint: expect.stringContaining('api.metricsToken') as string,
      });
      expect((await text({ authorization: `Bearer ${token}` })).statusCode).toBe(401);
      expect((await text({ authorization: 'Bearer only for Prometheus' })).statusCode).toBe(200);
    });
  });

  describe('panels', () => {
    it('lists them', async () => {
      expect((await bench.call('GET', '/v1/panels')).body).toEqual({ panels: [panelView] });
    });

    it('serves the snapshot page by page', async () => {
      const line = { id: '42', username: 'alice', status: 'active' } as LineState;
      const whole: LineState = {
        ...line,
        ownerId: null,
        ownerName: null,
        expiresAt: null,
        enabled: true,
        banned: false,
        trial: false,
        restreamer: false,
        maxConnections: 1,
        adminNotes: null,
        resellerNotes: null,
      };
      bench.panels.lines.mockResolvedValue({ lines: [whole], next: '42' });
      const answer = await bench.call('GET', '/v1/panels/main/lines?search=ali&after=7&limit=1');
      expect(answer.body).toEqual({ lines: [whole], next: '42' });
      expect(bench.panels.lines).toHaveBeenCalledWith('main', { search: 'ali', after: '7', limit: 1 });
      await bench.call('GET', '/v1/panels/main/lines');
      expect(bench.panels.lines).toHaveBeenLastCalledWith('main', { limit: 100 });
    });

    it('tells a line’s history, newest first', async () => {
      const [first, , second] = await bench.append({}, { subject: 'line:main/2' }, { type: 'line.renewed' });
      const { body } = await bench.call('GET', '/v1/panels/main/lines/1/history');
      expect(body).toEqual({ events: [second, first], next: null });
      const page = await bench.call('GET', '/v1/panels/main/lines/1/history?limit=1');
      expect(page.body).toEqual({ events: [second], next: second!.sequence });
      const rest = await bench.call('GET', `/v1/panels/main/lines/1/history?limit=1&after=${String(second!.sequence)}`);
      expect(rest.body).toEqual({ events: [first], next: null });
    });

    it('starts a pass without waiting for it', async () => {
      bench.panels.pass.mockReturnValue(new Promise(() => undefined));
      expect(await bench.call('POST', '/v1/panels/main/pass')).toMatchObject({ status: 202, body: { panel: 'main' } });
      expect(bench.panels.pass).toHaveBeenCalledWith('main');
    });

    it('decides on a held change', async () => {
      expect((await bench.call('POST', '/v1/panels/main/held/confirm')).status).toBe(200);
      expect(bench.panels.decide).toHaveBeenCalledWith('main', 'confirm');
    });
  });

  describe('operations, queries and commands', () => {
    it('lists every operation of the catalogue with its parameters', async () => {
      const { body } = await bench.call('GET', '/v1/operations');
      const listed = body['operations'] as Array<{ id: string; access: string; parameters: object }>;
      expect(listed.map(({ id }) => id)).toEqual(operations.map(({ id }) => id));
      expect(listed.map(({ parameters }) => parameters)).toEqual(
        operations.map(({ parameters }) => JSON.parse(JSON.stringify(parameters)) as object),
      );
    });

    it('runs a query', async () => {
      bench.queries.run.mockResolvedValue({ results: [{ id: '1' }] });
      const { body } = await bench.call('POST', '/v1/queries', { panel: 'main', operation: 'line.getMany', limit: 5 });
      expect(body).toEqual({ results: [{ id: '1' }] });
      expect(bench.queries.run).toHaveBeenCalledWith({
        panel: 'main',
        operation: 'line.getMany',
        parameters: {},
        limit: 5,
      });
      bench.queries.run.mockResolvedValue({ result: { id: '1' } });
      expect((await bench.call('POST', '/v1/queries', { panel: 'main', operation: 'line.get' })).body).toEqual({
        result: { id: '1' },
      });
    });

    const command = { key: 'stripe:in_1', panel: 'main', operation: 'line.enable', parameters: { line: { id: '42' } } };

    it('waits for a command to be confirmed', async () => {
      bench.commands.submit.mockResolvedValue(commandView({ state: 'intended', result: null }));
      bench.commands.wait.mockResolvedValue(commandView());
      const answer = await bench.call('POST', '/v1/commands', command);
      expect(answer).toMatchObject({ status: 200, body: commandView() });
      expect(bench.commands.submit).toHaveBeenCalledWith(command);
      expect(bench.commands.wait).toHaveBeenCalledWith('k', 30, expect.any(AbortSignal));
    });

    it('answers what is stored for a key that was carried out, at once', async () => {
      bench.commands.submit.mockResolvedValue(commandView({ replayed: true }));
      expect(await bench.call('POST', '/v1/commands', command)).toMatchObject({
        status: 200,
        body: { replayed: true },
      });
      expect(bench.commands.wait).not.toHaveBeenCalled();
    });

    it('says that a replayed command under way was waited for', async () => {
      bench.commands.submit.mockResolvedValue(commandView({ state: 'sent', result: null, replayed: true }));
      bench.commands.wait.mockResolvedValue(commandView());
      expect((await bench.call('POST', '/v1/commands', command)).body).toMatchObject({ replayed: true });
    });

    it('answers 202 with what holds the command up when the time is over', async () => {
      const error = { code: 'unreachable', message: 'No answer.' };
      bench.commands.submit.mockResolvedValue(commandView({ state: 'intended', result: null }));
      bench.commands.wait.mockResolvedValue(commandView({ state: 'sent', result: null, error }));
      expect(await bench.call('POST', '/v1/commands?wait=1', command)).toMatchObject({
        status: 202,
        body: { state: 'sent', error },
      });
      expect(bench.commands.wait).toHaveBeenCalledWith('k', 1, expect.any(AbortSignal));
    });

    it('does not wait when told so', async () => {
      bench.commands.submit.mockResolvedValue(commandView({ state: 'intended', result: null }));
      expect((await bench.call('POST', '/v1/commands?wait=0', command)).status).toBe(202);
      expect(bench.commands.wait).not.toHaveBeenCalled();
    });

    it('tells how a command stands, by any key', async () => {
      const key = `a/b ü${'%'.repeat(250)}`;
      bench.commands.get.mockResolvedValue(commandView({ key }));
      expect((await bench.call('GET', `/v1/commands/${encodeURIComponent(key)}`)).body).toMatchObject({ key });
      expect(bench.commands.get).toHaveBeenCalledWith(key);
    });
  });

  describe('feeds', () => {
    it('go from made to deleted', async () => {
      const made = await bench.call('PUT', '/v1/feeds/f', { types: ['line.created'], panels: ['main'], from: 'now' });
      expect(made).toMatchObject({ status: 201, body: { feed: 'f', leaseSeconds: 60, maxAttempts: 5 } });
      expect((await bench.call('PUT', '/v1/feeds/f', { maxAttempts: 1 })).status).toBe(200);
      expect((await bench.call('GET', '/v1/feeds')).body).toEqual({
        feeds: [(await bench.call('GET', '/v1/feeds/f')).body],
      });
      const [first, second] = await bench.append({}, { subject: 'line:main/2' });
      const { body } = await bench.call('GET', '/v1/feeds/f/events?max=10&wait=0&consumer=n8n');
      expect(body).toEqual({
        events: [first, second].map((event) => ({ attempt: 1, round: 0, leaseUntil: '2027-01-01T00:01:00Z', event })),
      });
      const acks = { acks: [first?.id], nacks: [{ id: second?.id, reason: 'no' }] };
      expect((await bench.call('POST', '/v1/feeds/f/acks', acks)).body).toEqual({ acked: 1, nacked: 1, extended: 0 });
      expect((await bench.call('GET', '/v1/feeds/f/parked')).body).toEqual({
        events: [{ attempts: 1, reason: 'no', parkedAt: '2027-01-01T00:00:00Z', event: second }],
      });
      expect((await bench.call('POST', '/v1/feeds/f/redrive', { ids: [second?.id] })).body).toEqual({ redriven: 1 });
      expect((await bench.call('POST', '/v1/feeds/f/redrive')).body).toEqual({ redriven: 0 });
      expect((await bench.call('DELETE', '/v1/feeds/f')).status).toBe(204);
      expect((await bench.call('GET', '/v1/feeds')).body).toEqual({ feeds: [] });
    });

    it.each(['beginning', 0, '2026-01-01T00:00:00Z'])('go on from %s and come anew', async (to) => {
      await bench.feeds.put('f');
      const [event] = await bench.append({});
      await bench.call('GET', '/v1/feeds/f/events');
      expect((await bench.call('POST', '/v1/feeds/f/seek', { to })).body).toMatchObject({ leased: 0, position: 0 });
      const { body } = await bench.call('GET', '/v1/feeds/f/events?max=1000');
      expect(body).toMatchObject({ events: [{ attempt: 1, round: 1, event }] });
      expect((await bench.call('POST', '/v1/feeds/f/seek', { to: 'now' })).body).toMatchObject({ leased: 0, lag: 0 });
    });

    it('refuse a place that is none', async () => {
      await bench.feeds.put('f');
      for (const to of ['yesterday', -1, null, undefined, 99]) {
        expect(await bench.call('POST', '/v1/feeds/f/seek', { to })).toMatchObject({
          status: 422,
          body: { code: 'invalid-parameter', field: 'to' },
        });
      }
    });

    it('forget parked events', async () => {
      await bench.feeds.put('f', { maxAttempts: 1 });
      const [event] = await bench.append({});
      await bench.call('GET', '/v1/feeds/f/events');
      await bench.call('POST', '/v1/feeds/f/acks', { nacks: [{ id: event?.id }] });
      expect((await bench.call('POST', '/v1/feeds/f/drop', { ids: ['evt_other'] })).body).toEqual({ dropped: 0 });
      expect((await bench.call('POST', '/v1/feeds/f/drop')).body).toEqual({ dropped: 1 });
    });

    it('give back the leases of a consumer', async () => {
      await bench.feeds.put('f');
      await bench.append({});
      await bench.call('GET', '/v1/feeds/f/events?consumer=one');
      await bench.call('POST', '/v1/feeds/f/acks?consumer=two', { release: true });
      expect(await bench.feeds.get('f')).toMatchObject({ leased: 1 });
      await bench.call('POST', '/v1/feeds/f/acks?consumer=one', { release: true });
      expect(await bench.feeds.get('f')).toMatchObject({ leased: 0, waiting: 1 });
    });
  });

  describe('rules', () => {
    const rule = { on: ['line.created'], when: 'panel = "main"', emit: 'custom.seen' };

    it('go from made to deleted', async () => {
      expect(await bench.call('PUT', '/v1/rules/seen', rule)).toMatchObject({
        status: 201,
        body: { rule: 'seen', ...rule, state: 'active', configured: false, data: null },
      });
      expect((await bench.call('PUT', '/v1/rules/seen', { ...rule, label: 'Seen' })).status).toBe(200);
      const { body } = await bench.call('GET', '/v1/rules/seen');
      expect(body).toMatchObject({ label: 'Seen' });
      expect((await bench.call('GET', '/v1/rules')).body).toEqual({ rules: [body] });
      expect((await bench.call('POST', '/v1/rules/seen/enable')).body).toEqual(body);
      expect((await bench.call('DELETE', '/v1/rules/seen')).status).toBe(204);
      expect(await bench.call('GET', '/v1/rules/seen')).toMatchObject({ status: 404, body: { code: 'unknown-rule' } });
    });

    it('are tried on the log', async () => {
      const [event] = await bench.append({});
      const asked = { rule, from: '2026-01-01T00:00:00Z', limit: 10 };
      expect((await bench.call('POST', '/v1/rules/dry-run', asked)).body).toMatchObject({
        looked: 1,
        emitted: [{ type: 'custom.seen', data: { cause: event?.id } }],
        errors: [],
      });
    });

    it.each([
      ['emit', { emit: 'line.created' }],
      ['on', { on: ['line.exploded'] }],
      ['when', { when: 'type = ' }],
    ])('are refused with a wrong %s', async (field, wrong) => {
      const { status, body } = await bench.call('PUT', '/v1/rules/seen', { ...rule, ...wrong });
      expect(status).toBe(422);
      expect(String(body['field'])).toMatch(new RegExp(`^${field}`));
    });
  });

  describe('events', () => {
    it('reads the log by type, panel, subject and filter, page by page', async () => {
      const [first, second, third] = await bench.append(
        { data: { message: 'one' } },
        { type: 'line.deleted', subject: 'line:main/2' },
        { panel: 'other', data: { message: 'three' } },
      );
      const read = async (query: string) => (await bench.call('GET', `/v1/events?${query}`)).body;
      expect(await read('')).toEqual({ events: [first, second, third], next: third?.sequence, completeAfter: 0 });
      expect(await read(`limit=1&after=${String(first?.sequence)}`)).toEqual({
        events: [second],
        next: second?.sequence,
        completeAfter: 0,
      });
      expect(await read('types=line.deleted,line.renewed')).toMatchObject({ events: [second] });
      expect(await read('panel=other')).toMatchObject({ events: [third] });
      expect(await read('subject=line:main/2')).toMatchObject({ events: [second] });
      expect(await read('newest=true&limit=2')).toEqual({
        events: [third, second],
        next: second?.sequence,
        completeAfter: 0,
      });
      const filter = encodeURIComponent('$length(data.message) > 3');
      expect(await read(`filter=${filter}`)).toEqual({ events: [third], next: third?.sequence, completeAfter: 0 });
      expect(await read(`filter=${filter}&newest=true&limit=1`)).toEqual({
        events: [third],
        next: third?.sequence,
        completeAfter: 0,
      });
      expect(await read(`after=${String(third?.sequence)}`)).toEqual({
        events: [],
        next: third?.sequence,
        completeAfter: 0,
      });
    });

    it('goes on from where a page without matches ended', async () => {
      await bench.append(...Array.from({ length: 5200 }, () => ({})));
      const [rare] = await bench.append({ subject: 'rare' });
      const url = (after: number) => `/v1/events?filter=${encodeURIComponent('subject="rare"')}&after=${String(after)}`;
      const { body } = await bench.call('GET', url(0));
      expect(body).toEqual({ events: [], next: 5000, completeAfter: 0 });
      expect((await bench.call('GET', url(5000))).body).toEqual({
        events: [rare],
        next: rare?.sequence,
        completeAfter: 0,
      });
    });
  });

  describe('inbox', () => {
    it('tells with the token how many webhooks ended how', async () => {
      expect((await bench.call('GET', '/v1/inbox')).body).toEqual({ counts: { received: 2, 'bad-signature': 1 } });
      expect((await bench.call('GET', '/v1/inbox', undefined, { headers: {} })).status).toBe(401);
    });

    it.each([
      ['JSON', 'application/json', '{ "a" : 1 }'],
      ['a form', 'application/x-www-form-urlencoded', 'a=1&b=%C3%BC'],
      ['what is not JSON', 'application/json', '{"a":'],
      ['no content type', undefined, 'x'],
    ])('gives %s on, byte for byte, without a token', async (_what, type, payload) => {
      bench.inbox.receive.mockResolvedValue({ duplicate: false });
      const headers = { 'stripe-signature': 't=1,v1=x', ...(type === undefined ? {} : { 'content-type': type }) };
      const answer = await bench.call('POST', '/v1/inbox/stripe', undefined, {
        payload: Buffer.from(payload),
        headers,
      });
      expect(answer).toMatchObject({ status: 200, body: { received: true, duplicate: false } });
      const [source, raw, given] = bench.inbox.receive.mock.calls[0] ?? [];
      expect([source, raw?.toString(), given?.['stripe-signature']]).toEqual(['stripe', payload, 't=1,v1=x']);
    });

    it('gives an empty body on', async () => {
      bench.inbox.receive.mockResolvedValue({ duplicate: true });
      expect((await bench.call('POST', '/v1/inbox/s')).body).toEqual({ received: true, duplicate: true });
      expect(bench.inbox.receive.mock.calls[0]?.[1]).toHaveLength(0);
    });
  });

  it('gives what a panel posts of itself on, byte for byte, without a token', async () => {
    bench.panelWebhooks.receive.mockResolvedValue({ duplicate: false });
    const payload = Buffer.from('{ "event" : "alert" }');
    const headers = { 'content-type': 'application/json', 'x-xcvm-signature': 'sha256=00' };
    const answer = await bench.call('POST', '/v1/panels/main/webhook', undefined, { payload, headers });
    expect(answer).toMatchObject({ status: 200, body: { received: true, duplicate: false } });
    expect(bench.panelWebhooks.receive.mock.calls).toEqual([['main', payload, 'sha256=00']]);
  });

  it('lists the replicas', async () => {
    expect((await bench.call('GET', '/v1/replicas')).body).toEqual({ replicas: [replicaView] });
  });

  it('never lets an answer be kept by a cache', async () => {
    expect((await bench.call('GET', '/v1/panels')).headers['cache-control']).toBe('no-store');
    expect((await bench.call('GET', '/v1/none')).headers['cache-control']).toBe('no-store');
  });

  it('answers no HEAD, which would lease events and show them to nobody', async () => {
    await bench.feeds.put('f');
    const { statusCode } = await bench.server.inject({
      method: 'HEAD',
      url: '/v1/feeds/f/events',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(statusCode).toBe(404);
  });
});
