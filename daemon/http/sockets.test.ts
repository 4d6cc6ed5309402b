import { connect, type AddressInfo } from 'node:net';
import { waitUntil } from '../testing';
import { commandView, openBench, token, type Bench } from './testing/bench';

/** What the server answers to bytes that need not be HTTP, until it ends the connection. */
function speak(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (data) => (heard += data.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}

describe('what is no proper HTTP request', () => {
  let bench: Bench;
  let url: string;
  beforeEach(async () => {
    bench = await openBench();
    await bench.server.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${String((bench.server.server.address() as AddressInfo).port)}`;
  });
  afterEach(() => bench.close());

  it('is answered as a problem, like all else that is wrong', async () => {
    const garbage = await speak(url, 'GARBAGE\r\n\r\n');
    expect(garbage).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
    expect(JSON.parse(garbage.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'malformed' });
    const endless = await fetch(`${url}/v1/events?filter=${'a'.repeat(100_000)}`);
    expect(endless.status).toBe(431);
    expect(endless.headers.get('content-type')).toBe('application/problem+json');
    expect(await endless.json()).toMatchObject({ status: 431, code: 'too-large' });
  });

  it('is no fault of the daemon when a client goes away in the middle of its body', async () => {
    const { hostname, port } = new URL(url);
    const head = `POST /v1/queries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100\r\n\r\n`;
    const socket = connect(Number(port), hostname, () => socket.write(`${head}{"panel"`, () => socket.destroy()));
    await waitUntil(() => bench.lines.join('').includes('A client went away'), 'the daemon to notice');
    expect(bench.lines.join('')).not.toContain('failed unexpectedly');
  });
});

describe('long polls over real sockets', () => {
  let bench: Bench;
  let url: string;
  beforeEach(async () => {
    bench = await openBench();
    await bench.server.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${String((bench.server.server.address() as AddressInfo).port)}`;
    await bench.feeds.put('f');
  });
  afterEach(() => bench.close());

  const headers = { authorization: `Bearer ${token}` };
  const poll = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}/v1/feeds/f/events?wait=30&consumer=c`, { headers, ...(signal ? { signal } : {}) });
  const polling = () => waitUntil(async () => (await bench.feeds.get('f')).lastSeenAt !== null, 'the poll to arrive');

  it('answers as soon as there is an event', async () => {
    const answer = poll();
    await polling();
    const [event] = await bench.append({});
    expect(await (await answer).json()).toMatchObject({ events: [{ attempt: 1, event }] });
  });

  it('leases nothing to a client that is gone', async () => {
    const lease = jest.spyOn(bench.feeds, 'leaseStored');
    const abort = new AbortController();
    const answer = poll(abort.signal);
    await polling();
    abort.abort();
    await expect(answer).rejects.toThrow();
    expect(await lease.mock.results[0]?.value).toEqual([]);
    const [event] = await bench.append({});
    expect(await (await poll()).json()).toMatchObject({ events: [{ attempt: 1, event: { id: event?.id } }] });
  });

  it('answers empty when the server closes, and closes then', async () => {
    const answer = poll();
    await polling();
    await bench.server.close();
    const response = await answer;
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ events: [] });
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('stops waiting for a command when the server closes', async () => {
    bench.commands.submit.mockResolvedValue(commandView({ state: 'sent', result: null }));
    bench.commands.wait.mockImplementation(
      (_key, _seconds, signal) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(commandView({ state: 'sent', result: null })));
        }),
    );
    const body = JSON.stringify({ key: 'k', panel: 'main', operation: 'line.enable' });
    const answer = fetch(`${url}/v1/commands?wait=60`, { method: 'POST', headers, body });
    await waitUntil(() => bench.commands.wait.mock.calls.length > 0, 'the command to be waited for');
    await bench.server.close();
    expect((await answer).status).toBe(202);
  });
});
