import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { rules, openReceiver, type Receiver } from '../endpoints/testing/bench';
import { openBench, relayView, token, type Bench } from '../http/testing/bench';
import { waitUntil } from '../testing';
import { runCli } from './cli';
import { kept, typed, type Ended } from './testing';

/** The command line, the API, and endpoints that push to a real receiver. */

describe('commands about endpoints and relays', () => {
  let bench: Bench;
  let receiver: Receiver;
  let folder: string;
  let file: string;
  beforeEach(async () => {
    receiver = await openReceiver();
    bench = await openBench({ endpointRules: rules });
    await bench.startPushing();
    await bench.server.listen({ host: '127.0.0.1', port: 0 });
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-cli-'));
    file = join(folder, 'sync.yaml');
    const { port } = bench.server.server.address() as AddressInfo;
    await writeFile(file, `api:\n  port: ${String(port)}\n  token: \${TOKEN}\n`);
  });
  afterEach(async () => {
    await bench.close();
    await receiver.close();
    await rm(folder, { recursive: true });
  });

  const env = { TOKEN: token };
  const run = (...args: string[]): Promise<Ended> =>
    typed([...args, '--config', file], { env, terminal: { columns: 80 } });
  const plain = stripVTControlCharacters;
  /** An endpoint that has been pushed so many events. */
  const pushed = async (count: number): Promise<void> => {
    await bench.call('PUT', '/v1/endpoints/crm', { url: receiver.url });
    await bench.append(...Array.from({ length: count }, (_, at) => ({ subject: `line:main/${String(at)}` })));
    await waitUntil(async () => {
      const { body } = await bench.call('GET', '/v1/endpoints/crm');
      return receiver.received.length === count && body['lag'] === 0;
    }, 'the events to be pushed');
  };
  const subjects = (): string[] => receiver.received.map(({ subject }) => subject).sort();

  it('endpoints are listed, disabled and enabled again, on 80 columns', async () => {
    expect((await run('endpoints', 'list')).stdout).toBe('There are no endpoints.\n');
    await pushed(1);
    expect(plain((await run('endpoints', 'list')).stdout)).toMatch(/^ENDPOINT +STATE +LAG.*\ncrm +pushing +0 +0 +0 /);
    expect((await run('endpoints', 'disable', 'crm')).stdout).toMatch(/^The endpoint crm is disabled/);
    await bench.append({});
    const listed = JSON.parse((await run('endpoints', 'list', '--json')).stdout) as object;
    expect(listed).toMatchObject({ state: 'disabled', disabledReason: 'asked', lag: 1 });
    expect((await run('endpoints', 'enable', 'crm')).stdout).toBe('The endpoint crm goes on where it stopped.\n');
    await waitUntil(() => receiver.received.length === 2, 'what waited in the log');
    expect(await run('endpoints', 'enable', 'none')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no endpoint "none"\. \[unknown-endpoint\]/) as string,
    });
  });

  it('what was given up is told of by status, and redriven', async () => {
    await pushed(1);
    receiver.answer = (response) => void response.writeHead(500).end();
    const [event] = await bench.append({ subject: 'line:main/9' });
    await waitUntil(async () => {
      bench.clock.advance({ hours: 1 });
      bench.wake();
      return (await bench.call('GET', '/v1/endpoints/crm')).body['dead'] === 1;
    }, 'the event to be given up');
    receiver.answer = (response) => void response.writeHead(204).end();
    const { code, stdout } = await run('status');
    expect(code).toBe(4);
    expect(plain(stdout)).toMatch(/\ncrm +failing +0 +0 +1 /);
    expect(plain(stdout)).toContain('! Endpoint crm: 1 event given up: xtream-ui-sync endpoints redrive crm.');
    const before = receiver.received.length;
    expect((await run('endpoints', 'redrive', 'crm', '--id', event?.id ?? '')).stdout).toBe(
      '1 event given back to crm.\n',
    );
    await waitUntil(() => receiver.received.length > before, 'the event to be pushed again');
    expect(JSON.parse((await run('endpoints', 'redrive', 'crm', '--json')).stdout)).toEqual({ redriven: 0 });
  });

  describe('replay', () => {
    it('pushes a range again, and says how much it was', async () => {
      await pushed(5);
      expect(await run('replay', 'crm', '--from', '2', '--to', '4')).toEqual({
        code: 0,
        stdout: 'Events 2 to 4 were gone through, 3 pushed.\n',
        stderr: '',
      });
      expect(subjects()).toEqual([0, 1, 1, 2, 2, 3, 3, 4].map((id) => `line:main/${String(id)}`));
      const json = await run('replay', 'crm', '--from', '2020-01-01T00:00:00Z', '--json');
      expect(JSON.parse(json.stdout)).toMatchObject({ state: 'done', from: 1, to: 5, left: 0, pushed: 5 });
    });

    it('says what is wrong with a place', async () => {
      await pushed(1);
      for (const place of ['now', '2027-01-31', 'soon']) {
        expect(await run('replay', 'crm', '--from', place)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('must be a sequence of the log, or an instant such as') as string,
        });
      }
      expect((await run('replay', 'crm', '--from', '7')).stderr).toContain('The log ends at 1.');
      expect((await run('replay', 'crm')).code).toBe(2);
    });

    it('to a disabled endpoint does not wait in silence; the replay is kept', async () => {
      await pushed(2);
      await run('endpoints', 'disable', 'crm');
      const ended = await run('replay', 'crm', '--from', '1');
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('endpoints enable crm') as string });
      await run('endpoints', 'enable', 'crm');
      await waitUntil(() => receiver.received.length === 4, 'the replay to go on');
    });

    it('is left to the daemon by Ctrl-C, which says so', async () => {
      await pushed(2);
      receiver.answer = () => undefined;
      const stop = new AbortController();
      const stderr = kept();
      const io = { stdout: kept(), stderr, env, signal: stop.signal };
      const ended = runCli(['replay', 'crm', '--from', '1', '--config', file], io);
      await waitUntil(() => receiver.received.length > 2, 'a push of the replay');
      stop.abort();
      expect(await ended).toBe(0);
      expect(stderr.text()).toBe('The daemon goes on with replay 1 to crm.\n');
      expect((await bench.call('GET', '/v1/endpoints/crm/replays')).body).toMatchObject({
        replays: [{ state: 'running' }],
      });
    });
  });

  describe('status', () => {
    it('shows relays, and needs nobody where they publish', async () => {
      bench.relays.list.mockResolvedValue([relayView]);
      const { code, stdout } = await run('status');
      expect(code).toBe(0);
      expect(plain(stdout)).toMatch(/\nRELAY +STATE +LAG +UNROUTABLE +CONFIRMED +PROBLEM\nbus +relaying +0 +0 /);
    });

    it('says what a broker does wrong, and ends with 4', async () => {
      const at = new Date().toISOString();
      bench.relays.list.mockResolvedValue([
        { ...relayView, state: 'failing', problem: 'connect ECONNREFUSED', lag: 12 },
        {
          ...relayView,
          relay: 'old',
          unroutable: 2,
          lastUnroutable: { event: 'evt', routingKey: 'line.created.main', at },
        },
      ]);
      const { code, stdout } = await run('status', '--json');
      expect(code).toBe(4);
      expect(JSON.parse(stdout)).toMatchObject({
        relays: [{ relay: 'bus' }, { relay: 'old' }],
        attention: [
          'Relay bus: connect ECONNREFUSED; 12 events wait in the log.',
          'Relay old: no queue was bound for 2 messages, last for routing key line.created.main.',
        ],
      });
    });

    it('takes an endpoint a person disabled as it is, and one its receiver left as not', async () => {
      await pushed(1);
      await run('endpoints', 'disable', 'crm');
      expect((await run('status')).code).toBe(0);
      receiver.answer = (response) => void response.writeHead(410).end();
      await bench.append({});
      await run('endpoints', 'enable', 'crm');
      await waitUntil(async () => (await bench.call('GET', '/v1/endpoints/crm')).body['state'] === 'disabled');
      const { code, stdout } = await run('status');
      expect(code).toBe(4);
      expect(plain(stdout)).toContain('! Endpoint crm is disabled, for its receiver answered 410:');
    });
  });
});
