import { Webhook } from 'standardwebhooks';
import { sampleEvent } from '../../panel';
import { waitUntil } from '../testing';
import { openBench, rules, type EndpointBench, type Received } from './testing/bench';

describe('endpoints', () => {
  let bench: EndpointBench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const put = (more: object = {}, name = 'crm') =>
    bench.endpoints.registry.put(name, { url: bench.receiver.url, ...more });
  const view = (name = 'crm') => bench.endpoints.registry.get(name);
  const rows = () => bench.test.store.db.selectFrom('endpoint_pushes').selectAll().orderBy('sequence').execute();
  const answer = (decide: (push: Received) => number, headers: Record<string, string> = {}): void => {
    bench.receiver.answer = (response, push) => void response.writeHead(decide(push), headers).end();
  };
  const failures = async (count: number): Promise<void> => {
    await waitUntil(async () => (await view()).lastFailures.length >= count, `${String(count)} failures`);
  };

  it('push what comes, signed as Standard Webhooks verifies it, with the event as data', async () => {
    const { secret, endpoint } = await put();
    expect(endpoint).toMatchObject({ endpoint: 'crm', state: 'pushing', lag: 0, disabled: false, concurrency: 16 });
    const { type, subject, panel, time, origin, data } = sampleEvent('line.renewed');
    const [event] = await bench.appendDrafts({ type, subject, panel, time, origin, data });
    await bench.until(1);
    const [push] = bench.receiver.received;
    // The verifier looks at the clock of this machine, which the fake one is not.
    const now = jest.spyOn(Date, 'now').mockReturnValue(bench.clock.now());
    const verified = new Webhook(secret ?? '').verify(push?.body ?? '', push?.headers as Record<string, string>);
    now.mockRestore();
    expect(verified).toEqual({ type: 'line.renewed', timestamp: time, data: event });
    expect(push?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': event?.id });
    expect(await view()).toMatchObject({ position: event?.sequence, lag: 0, waiting: 0, lastFailures: [] });
    expect(await rows()).toEqual([]);
  });

  it('push only what they are for, from where they were made to begin', async () => {
    const [before] = await bench.append('line:main/0');
    await put({
      types: ['line.created'],
      panels: ['main'],
      filter: '$contains(subject, "/1")',
      headers: { 'x-token': 't' },
    });
    await put({ from: 'beginning', types: ['line.deleted'] }, 'late');
    const [wanted] = await bench.appendDrafts(
      { subject: 'line:main/1' },
      { subject: 'line:main/2' },
      { subject: 'line:main/1', type: 'line.deleted' },
      { subject: 'line:other/1', panel: 'other' },
    );
    await bench.until(2);
    await bench.settled('late');
    expect(before).toBeDefined();
    expect(bench.ids()).toHaveLength(2);
    expect(bench.receiver.received.find(({ id }) => id === wanted?.id)?.headers['x-token']).toBe('t');
  });

  it('show the secret once, keep address, headers and secret from disk and log', async () => {
    const { secret } = await put({ headers: { authorization: 'Bearer hidden-token' } });
    expect(await put()).toMatchObject({ created: false, secret: null, endpoint: { headers: [] } });
    await put({ headers: { authorization: 'Bearer hidden-token' } });
    answer(() => 500);
    await bench.append('line:main/1');
    await failures(1);
    const shown = JSON.stringify(await view());
    const stored = JSON.stringify(await bench.test.store.db.selectFrom('endpoints').selectAll().execute());
    for (const hidden of [secret ?? '', 'hidden-token', 'of-the-receiver']) {
      expect(shown).not.toContain(hidden);
      expect(stored).not.toContain(hidden);
      expect(bench.logged.join('')).not.toContain(hidden);
    }
    expect(stored).not.toContain('/hooks');
    expect(await view()).toMatchObject({ url: expect.stringMatching(/\/hooks\?…$/), headers: ['authorization'] });
  });

  it.each([
    ['an address that is none', { url: 'nowhere' }, 'url'],
    ['another protocol', { url: 'ftp://receiver.example.com/' }, 'url'],
    ['credentials in the address', { url: 'https://me:pass-word@receiver.example.com/' }, 'url'],
    ['a private address', { url: 'https://10.0.0.1/' }, 'url'],
    ['a private address in another spelling', { url: 'https://0x0a000001/' }, 'url'],
    ['the metadata service of clouds', { url: 'http://169.254.169.254/latest' }, 'url'],
    ['an IPv6 address that is IPv4 inside', { url: 'https://[::ffff:10.0.0.1]/' }, 'url'],
    ['a header of ours', { headers: { 'Webhook-Id': 'x' } }, 'headers'],
    ['a header with a line break', { headers: { 'x-a': 'b\r\nx-c: d' } }, 'headers'],
    ['an unknown type', { types: ['line.exploded'] }, 'types'],
    ['a filter that is no expression', { filter: 'type =' }, 'filter'],
    ['a secret that is none', { secret: 'whsec_short' }, 'secret'],
  ])('refuse %s, naming the field and repeating no secret', async (_what, settings, field) => {
    const refused = put(settings);
    await expect(refused).rejects.toMatchObject({ status: 422, code: 'invalid-parameter', more: { field } });
    await expect(refused).rejects.not.toThrow(/pass-word/);
    expect(await bench.endpoints.registry.list()).toEqual([]);
  });

  it('refuse http:// unless the configuration allows it', async () => {
    await bench.stop();
    await bench.start({ rules: { ...rules, allowHttp: false } });
    await expect(put({ url: 'http://receiver.example.com/' })).rejects.toMatchObject({ more: { field: 'url' } });
  });

  describe('what fails', () => {
    it('is tried again by the schedule, and given up after the last attempt', async () => {
      await put();
      answer(() => 503);
      const [event] = await bench.append('line:main/1');
      const hours = [2, 5, 10, 14, 20, 24].map((count) => ({ hours: count }));
      const waits = [{ seconds: 5 }, { minutes: 5 }, { minutes: 30 }, ...hours];
      for (const [index, wait] of waits.entries()) {
        await waitUntil(async () => (await rows())[0]?.attempt === index + 1, `attempt ${String(index + 1)}`);
        expect(await view()).toMatchObject({ state: 'failing', waiting: 1, dead: 0 });
        bench.advance({ ...wait, milliseconds: -1 });
        bench.advance({ milliseconds: 1 });
      }
      await waitUntil(async () => (await view()).dead === 1, 'the event to be given up');
      expect(new Set(bench.ids())).toEqual(new Set([event?.id]));
      expect(bench.ids()).toHaveLength(10);
      expect(await bench.endpoints.dead('crm')).toMatchObject([
        { attempts: 10, reason: 'answered 503', event: { id: event?.id } },
      ]);
      // The attempt’s own time is signed, the event’s stays.
      const times = bench.receiver.received.map(({ headers }) => headers['webhook-timestamp']);
      expect(new Set(times).size).toBe(10);
      answer(() => 204);
      expect(await bench.endpoints.registry.redrive('crm')).toBe(1);
      await bench.until(11);
      await waitUntil(async () => (await rows()).length === 0, 'the row to go');
      expect(await view()).toMatchObject({ state: 'pushing', dead: 0, waiting: 0, failingSince: null });
    });

    it('holds up its subject, and nothing else', async () => {
      await put();
      answer(({ subject }) => (subject === 'line:main/1' ? 500 : 200));
      const events = await bench.append('line:main/1', 'line:main/2', 'line:main/1', 'line:main/1', 'line:main/2');
      await bench.until(3);
      await waitUntil(async () => (await view()).waiting === 3, 'rows for what waits');
      expect(bench.receiver.received.map(({ subject }) => subject).sort()).toEqual([
        'line:main/1',
        'line:main/2',
        'line:main/2',
      ]);
      answer(() => 200);
      bench.advance({ seconds: 5 });
      await bench.until(6);
      const ofFirst = bench.receiver.received.filter(({ subject }) => subject === 'line:main/1').map(({ id }) => id);
      expect(ofFirst).toEqual([events[0]?.id, events[0]?.id, events[2]?.id, events[3]?.id]);
    });

    it.each([
      ['an error', () => answer(() => 500), 'answered 500'],
      [
        'a redirect, which is not followed',
        () => answer(() => 302, { location: 'http://127.0.0.1/' }),
        'answered 302, a redirect',
      ],
      ['a reset', () => (bench.receiver.answer = (response) => void response.destroy()), 'closed before|reset'],
    ])('is %s', async (_what, prepare, reason) => {
      await put();
      prepare();
      await bench.append('line:main/1');
      await failures(1);
      expect((await view()).lastFailures[0]?.reason).toMatch(new RegExp(reason));
      expect(bench.ids()).toHaveLength(1);
    });

    it('is an answer that does not come in time', async () => {
      await bench.stop();
      await bench.start({ rules: { ...rules, timeoutSeconds: 0.05 } });
      await put();
      bench.receiver.answer = () => undefined;
      await bench.append('line:main/1');
      await failures(1);
      expect((await view()).lastFailures[0]).toMatchObject({ status: null, reason: 'no answer within 0.05 seconds' });
    });

    it('is a receiver that is not there', async () => {
      await put({ url: 'http://127.0.0.1:1/' });
      await bench.append('line:main/1');
      await failures(1);
      expect((await view()).lastFailures[0]?.reason).toMatch(/ECONNREFUSED/);
    });
  });

  it('count an answer by its status, however much follows it', async () => {
    await put({ concurrency: 1 });
    bench.receiver.answer = (response) => {
      response.writeHead(200);
      const flood = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', flood);
      flood();
    };
    await bench.append('line:main/1', 'line:main/2');
    await bench.until(2);
    expect(await view()).toMatchObject({ lag: 0, lastFailures: [] });
  });

  it('heed Retry-After for all they push', async () => {
    await put();
    answer(() => 429, { 'retry-after': '120' });
    await bench.append('line:main/1');
    await failures(1);
    answer(() => 204);
    await bench.append('line:main/2');
    bench.advance({ seconds: 119 });
    // Told of by the next look, which must not push.
    await bench.test.store.write(async () => undefined);
    expect(bench.ids()).toHaveLength(1);
    bench.advance({ seconds: 1 });
    await bench.until(3);
  });

  it('are disabled by 410 Gone, tell so, lose nothing, and go on when enabled', async () => {
    await put();
    await put({ types: ['endpoint.disabled'] }, 'watcher');
    answer(({ body }) => (body.includes('endpoint.disabled') ? 204 : 410));
    const [event] = await bench.append('line:main/1');
    await waitUntil(async () => (await view()).state === 'disabled', 'the endpoint to be disabled');
    expect(await view()).toMatchObject({ disabledReason: 'gone', disabled: true, waiting: 1 });
    await bench.until(2, 'watcher');
    expect(JSON.parse(bench.receiver.received.at(-1)?.body ?? '')).toMatchObject({
      type: 'endpoint.disabled',
      data: { subject: 'endpoint:crm', data: { endpoint: { name: 'crm' }, code: 'gone' } },
    });
    answer(() => 204);
    expect(await bench.endpoints.registry.setDisabled('crm', false)).toMatchObject({ state: 'pushing' });
    bench.advance({ seconds: 5 });
    await waitUntil(() => bench.ids().filter((id) => id === event?.id).length === 2, 'the event to come again');
    await bench.settled();
  });

  it('are disabled when nothing succeeded for days', async () => {
    await put();
    answer(() => 500);
    await bench.append('line:main/1');
    await failures(1);
    bench.advance({ days: 5 });
    await waitUntil(async () => (await view()).disabledReason === 'failing', 'the endpoint to be disabled');
    expect(await bench.test.log.read({ types: ['endpoint.disabled'] })).toMatchObject([{ data: { code: 'failing' } }]);
  });

  it('that are away are not asked about every event that comes meanwhile', async () => {
    await put();
    answer(() => 500);
    await bench.append(...Array.from({ length: 60 }, (_, index) => `line:main/${String(index)}`));
    await failures(10);
    await waitUntil(() => bench.logged.some((line) => line.includes('A push failed')), 'failures');
    await bench.append('line:main/x');
    // At most those that were under way together, and one after them.
    expect(bench.ids().length).toBeLessThanOrEqual(27);
    answer(() => 204);
    for (let step = 0; step < 20; step += 1) {
      bench.advance({ minutes: 6 });
      await bench.test.log.head();
    }
    await waitUntil(async () => {
      bench.advance({ minutes: 1 });
      return new Set(bench.ids()).size === 61 && (await view()).waiting === 0;
    }, 'everything to arrive');
  });

  it('rotate their secret: both sign until the overlap ends', async () => {
    const { secret: former } = await put();
    const { secret } = await bench.endpoints.registry.rotate('crm', { overlapSeconds: 60 });
    const signatures = async (): Promise<string[]> => {
      const count = bench.ids().length;
      await bench.append('line:main/1');
      await bench.until(count + 1);
      const { body, headers } = bench.receiver.received.at(-1)!;
      const now = jest.spyOn(Date, 'now').mockReturnValue(bench.clock.now());
      const good = [former ?? '', secret].filter((each) => {
        try {
          return new Webhook(each).verify(body, headers as Record<string, string>) !== undefined;
        } catch {
          return false;
        }
      });
      now.mockRestore();
      return good;
    };
    expect(await signatures()).toEqual([former, secret]);
    expect((await view()).formerSecretUntil).toBe('2027-01-01T00:01:00Z');
    bench.advance({ seconds: 60 });
    expect(await signatures()).toEqual([secret]);
    expect((await view()).formerSecretUntil).toBeNull();
  });

  it('judge addresses when they connect: a name that was public may be private now (DNS rebinding)', async () => {
    await bench.stop();
    let address = '127.0.0.1';
    await bench.start({ lookup: (_name, _options, callback) => callback(null, [{ address, family: 4 }]) });
    const { port } = new URL(bench.receiver.url);
    await put({ url: `http://receiver.example.com:${port}/hooks`, concurrency: 1 });
    await bench.append('line:main/1');
    await bench.until(1);
    address = '10.0.0.1';
    bench.receiver.answer = (response) => void response.writeHead(204, { connection: 'close' }).end();
    await bench.append('line:main/2');
    await bench.until(2);
    await bench.append('line:main/3');
    await failures(1);
    expect((await view()).lastFailures[0]?.reason).toMatch(
      /^10\.0\.0\.1 is a private network, and endpoints\.allowPrivate/,
    );
    expect(bench.ids()).toHaveLength(2);
  });

  it('hold to their rate', async () => {
    await put({ rate: 1 });
    await bench.append('line:main/1', 'line:main/2', 'line:main/3');
    await waitUntil(() => bench.ids().length === 1, 'the first push');
    bench.advance({ seconds: 1 });
    await waitUntil(() => bench.ids().length === 2, 'the second push');
    bench.advance({ seconds: 1 });
    await bench.until(3);
  });

  it('go on after a restart where they were, without pushing anything twice', async () => {
    await put();
    answer(({ subject }) => (subject === 'line:main/1' ? 500 : 200));
    const events = await bench.append('line:main/1', 'line:main/2', 'line:main/1', 'line:main/3');
    await bench.until(3);
    await bench.stop();
    answer(() => 200);
    await bench.start();
    bench.advance({ seconds: 5 });
    await bench.until(5);
    await waitUntil(async () => (await rows()).length === 0, 'all to be settled');
    const counts = events.map(({ id }) => bench.ids().filter((each) => each === id).length);
    expect(counts).toEqual([2, 1, 1, 1]);
  });

  it('begin anew under an old name without its past', async () => {
    await put();
    answer(() => 500);
    await bench.append('line:main/1');
    await failures(1);
    await bench.endpoints.registry.delete('crm');
    expect(await bench.endpoints.registry.list()).toEqual([]);
    answer(() => 204);
    await put();
    expect(await view()).toMatchObject({ waiting: 0, lastFailures: [] });
    const [event] = await bench.append('line:main/2');
    await waitUntil(() => bench.ids().at(-1) === event?.id, 'the new event');
    await bench.settled();
    expect(await rows()).toEqual([]);
  });

  describe('of the configuration', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    const restart = async (...configured: Array<{ name: string; secret: string; url: string }>): Promise<void> => {
      await bench.stop();
      await bench.start({ configured });
    };

    it('are made at the start, changed by it only, and disabled when it names them no more', async () => {
      const crm = { name: 'crm', secret, url: bench.receiver.url };
      await restart(crm);
      await bench.append('line:main/1');
      await bench.until(1);
      for (const refused of [
        put(),
        bench.endpoints.registry.delete('crm'),
        bench.endpoints.registry.rotate('crm', {}),
      ]) {
        await expect(refused).rejects.toMatchObject({ status: 409, code: 'configured' });
      }
      await restart();
      expect(await view()).toMatchObject({ configured: false, disabledReason: 'not-configured' });
      await bench.append('line:main/2');
      await restart({ ...crm, secret: other });
      expect(await view()).toMatchObject({
        configured: true,
        state: 'pushing',
        formerSecretUntil: '2027-01-02T00:00:00Z',
      });
      await bench.until(2);
    });

    it('stay disabled when they disabled themselves', async () => {
      const crm = { name: 'crm', secret, url: bench.receiver.url };
      await restart(crm);
      answer(() => 410);
      await bench.append('line:main/1');
      await waitUntil(async () => (await view()).state === 'disabled', 'the endpoint to be disabled');
      await restart(crm);
      expect(await view()).toMatchObject({ disabledReason: 'gone' });
    });
  });

  describe('replays', () => {
    it('push a range again under the same ids, beside what comes, and say how far they are', async () => {
      await put();
      const events = await bench.append(...Array.from({ length: 20 }, (_, index) => `line:main/${String(index % 4)}`));
      await bench.until(20);
      const { replay } = await bench.endpoints.replays.make('crm', {
        from: events[5]?.sequence ?? 0,
        to: events[14]?.sequence ?? 0,
      });
      await waitUntil(async () => (await bench.endpoints.replays.list('crm'))[0]?.state === 'done', 'the end');
      expect(await bench.endpoints.replays.list('crm')).toMatchObject([{ replay, pushed: 10, left: 0 }]);
      const again = bench.ids().slice(20);
      expect([...again].sort()).toEqual(
        events
          .slice(5, 15)
          .map(({ id }) => id)
          .sort(),
      );
      for (const subject of new Set(events.map((event) => event.subject))) {
        const ofSubject = events
          .slice(5, 15)
          .filter((event) => event.subject === subject)
          .map(({ id }) => id);
        expect(again.filter((id) => ofSubject.includes(id))).toEqual(ofSubject);
      }
    });

    it('are paused, outlive a restart, go on, and do not hold up what comes', async () => {
      await put({ concurrency: 2 });
      const old = await bench.append(...Array.from({ length: 10 }, (_, index) => `line:main/${String(index)}`));
      await bench.until(10);
      // Of the replay, none is answered.
      const hung: Array<() => void> = [];
      const held = new Set(old.map(({ id }) => id));
      bench.receiver.answer = (response, push) => {
        const end = (): void => void response.writeHead(204).end();
        if (held.has(push.id)) hung.push(end);
        else end();
      };
      const { replay } = await bench.endpoints.replays.make('crm', { from: '1970-01-01T00:00:00Z' });
      await waitUntil(() => hung.length === 1, 'the replay to begin');
      const [live] = await bench.append('line:main/new');
      await waitUntil(() => bench.ids().includes(live?.id ?? ''), 'what comes');
      const paused = bench.endpoints.replays.setPaused('crm', replay, true);
      for (const end of hung.splice(0)) end();
      expect(await paused).toMatchObject({ state: 'paused' });
      await bench.stop();
      bench.receiver.answer = (response) => void response.writeHead(204).end();
      await bench.start();
      expect((await bench.endpoints.replays.list('crm'))[0]).toMatchObject({
        state: 'paused',
        to: old.at(-1)?.sequence,
      });
      await bench.endpoints.replays.setPaused('crm', replay, false);
      await waitUntil(async () => (await bench.endpoints.replays.list('crm'))[0]?.state === 'done', 'the end');
      expect(new Set(bench.ids().slice(10))).toEqual(new Set([...old, ...(live ? [live] : [])].map(({ id }) => id)));
    });

    it('refuse what is not there', async () => {
      await put();
      await expect(bench.endpoints.replays.make('crm', { from: 1 })).rejects.toMatchObject({ status: 422 });
      await expect(bench.endpoints.replays.make('none', { from: 1 })).rejects.toMatchObject({ status: 422 });
      await expect(bench.endpoints.replays.cancel('crm', 7)).rejects.toMatchObject({ code: 'unknown-replay' });
      await expect(bench.endpoints.registry.get('none')).rejects.toMatchObject({ code: 'unknown-endpoint' });
    });
  });
});
