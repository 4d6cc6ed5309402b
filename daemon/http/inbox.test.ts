import { Problem } from '../problem';
import { openBench, type Bench } from './testing/bench';

describe('the inbox over HTTP', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('lists messages by source and state', async () => {
    bench.inbox.messages.mockResolvedValue({ messages: [], next: null });
    expect(await bench.call('GET', '/v1/inbox/messages?source=stripe&state=failed&limit=5')).toMatchObject({
      status: 200,
      body: { messages: [], next: null },
    });
    expect(bench.inbox.messages).toHaveBeenCalledWith({ source: 'stripe', state: 'failed', limit: 5 });
    expect(await bench.call('GET', '/v1/inbox/messages?state=lost')).toMatchObject({ status: 422 });
  });

  it('understands messages anew', async () => {
    const result = { looked: 1, changed: 0, failed: 0, messages: [], position: 1, done: true };
    bench.inbox.renormalise.mockResolvedValue(result);
    expect(await bench.call('POST', '/v1/inbox/stripe/renormalise')).toMatchObject({ status: 200, body: result });
    await bench.call('POST', '/v1/inbox/stripe/renormalise', { after: 7, dryRun: true });
    expect(bench.inbox.renormalise.mock.calls).toEqual([
      ['stripe', { after: 0, dryRun: false }],
      ['stripe', { after: 7, dryRun: true }],
    ]);
    bench.inbox.renormalise.mockRejectedValue(new Problem(422, 'invalid-mapping', 'The mapping is none.'));
    expect(await bench.call('POST', '/v1/inbox/stripe/renormalise')).toMatchObject({ status: 422 });
  });

  it('makes webhooks, for addresses only', async () => {
    const made = { id: 'we_1', url: 'https://pay.example.com/', secretKnown: true };
    bench.inbox.register.mockResolvedValue(made);
    const post = (url: string) => bench.call('POST', '/v1/inbox/stripe/registration', { url });
    expect(await post('https://pay.example.com/')).toMatchObject({ status: 200, body: made });
    expect(await post('pay')).toMatchObject({ status: 422 });
    expect(bench.inbox.register).toHaveBeenCalledTimes(1);
  });

  it('keeps all of that to who has the token', async () => {
    const headers = {};
    for (const [method, url] of [
      ['GET', '/v1/inbox/messages'],
      ['POST', '/v1/inbox/stripe/renormalise'],
      ['POST', '/v1/inbox/stripe/registration'],
    ] as const) {
      expect(await bench.call(method, url, undefined, { headers })).toMatchObject({ status: 401 });
    }
  });
});
