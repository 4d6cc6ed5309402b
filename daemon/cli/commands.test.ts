import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { openBench, panelView, token, type Bench } from '../http/testing/bench';
import { waitUntil } from '../testing';
import { runCli } from './cli';
import { kept, typed, type Ended } from './testing';

describe('commands that ask the running daemon', () => {
  let bench: Bench;
  let folder: string;
  let file: string;
  beforeEach(async () => {
    bench = await openBench();
    await bench.server.listen({ host: '127.0.0.1', port: 0 });
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-cli-'));
    file = join(folder, 'sync.yaml');
    await configured((bench.server.server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await bench.close();
    await rm(folder, { recursive: true });
  });

  /** The panels' secrets are not needed, so they are not there. */
  const configured = (port: number): Promise<void> =>
    writeFile(file, `api:\n  port: ${String(port)}\n  token: \${TOKEN}\npanels:\n  - apiKey: \${NOT_THERE}\n`);
  const env = { TOKEN: token };
  const run = (...args: string[]): Promise<Ended> =>
    typed([...args, '--config', file], { env, terminal: { columns: 80 } });
  const plain = stripVTControlCharacters;
  const parked = async (): Promise<string> => {
    await bench.feeds.put('crm', { from: 'beginning', maxAttempts: 1 });
    const [event] = await bench.append({});
    await bench.feeds.lease('crm', { max: 1, consumer: 'n8n' });
    const nacks = [{ id: event?.id ?? '', reason: 'HubSpot said 500' }];
    await bench.feeds.acknowledge('crm', { acks: [], nacks, extend: [], release: false });
    return event?.id ?? '';
  };

  describe('status', () => {
    it('shows panels and feeds on 80 columns, and ends with 0 when all is well', async () => {
      await bench.feeds.put('crm');
      const { code, stdout } = await run('status');
      expect(code).toBe(0);
      expect(plain(stdout)).toMatch(/xtream-ui-sync 1\.2\.3, the store can be written/);
      expect(plain(stdout)).toMatch(/\nPANEL +STATE +LINES +LAST PASS +PROBLEM\nmain +ready +2 /);
      expect(plain(stdout)).toMatch(/\ncrm +0 +- +0 +0 +0 +-\n/);
      expect(
        plain(stdout)
          .split('\n')
          .filter((line) => line.length > 80),
      ).toEqual([]);
    });

    it('says what needs a person, and ends with 4', async () => {
      const id = await parked();
      bench.panels.views.mockResolvedValue([
        { ...panelView, state: 'held' },
        {
          ...panelView,
          panel: 'old',
          state: 'unreachable',
          problem: { code: 'timeout', message: 'It did not answer.', hint: 'Look.' },
        },
      ]);
      bench.store.isWritable.mockResolvedValue(false);
      const { code, stdout } = await run('status');
      expect(code).toBe(4);
      expect(plain(stdout)).toContain('! The store cannot be written');
      expect(plain(stdout)).toContain(
        '! Panel main seems to have lost many lines: xtream-ui-sync panels confirm main, or reject.',
      );
      expect(plain(stdout)).toContain('! Panel old: It did not answer. Look.');
      expect(plain(stdout)).toContain('! Feed crm: 1 event parked');
      expect(id).not.toBe('');
    });

    it('speaks JSON to programs', async () => {
      const { stdout } = await run('status', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        version: '1.2.3',
        writable: true,
        panels: [{ panel: 'main' }],
        attention: [],
      });
    });
  });

  it('feeds are listed, shown with what is parked, redriven, moved and deleted', async () => {
    const id = await parked();
    expect(plain((await run('feeds', 'list')).stdout)).toMatch(/^FEED +LAG.*\ncrm /);
    const shown = plain((await run('feeds', 'show', 'crm')).stdout);
    expect(shown).toContain('position');
    expect(shown).toContain(id);
    expect(shown).toContain('HubSpot');
    expect((await run('feeds', 'redrive', 'crm')).stdout).toBe('1 event given back to crm.\n');
    expect((await run('feeds', 'seek', 'crm', '--to', 'beginning')).stdout).toMatch(/goes on after sequence 0/);
    expect(JSON.parse((await run('feeds', 'seek', 'crm', '--to', '1', '--json')).stdout)).toMatchObject({
      position: 1,
    });
    expect(await run('feeds', 'delete', 'crm')).toMatchObject({ code: 0 });
    expect(await run('feeds', 'show', 'crm')).toMatchObject({
      code: 1,
      stderr: 'There is no feed "crm". [unknown-feed]\nMake it with PUT /v1/feeds/{feed}.\n',
    });
  });

  it('held changes are decided on, and passes started', async () => {
    expect(await run('panels', 'reject', 'main')).toMatchObject({ code: 0 });
    expect(bench.panels.decide).toHaveBeenCalledWith('main', 'reject');
    expect((await run('panels', 'pass', 'main')).stdout).toContain('A pass over main has begun');
  });

  describe('events', () => {
    const sequences = (text: string): number[] =>
      text
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { sequence: number }).sequence);

    it('are the newest, oldest first, or all after a sequence, page by page', async () => {
      await bench.append(...Array.from({ length: 1200 }, (_, at) => ({ subject: `line:main/${String(at % 2)}` })));
      expect(sequences((await run('events', '-n', '3', '--json')).stdout)).toEqual([1198, 1199, 1200]);
      expect(sequences((await run('events', '--after', '0', '--json')).stdout)).toHaveLength(1200);
      const filtered = await run('events', '-n', '2', '--filter', 'sequence < 100', '--json');
      expect(sequences(filtered.stdout)).toEqual([98, 99]);
      expect(plain((await run('events', '-n', '1', '--subject', 'line:main/1')).stdout)).toMatch(
        /^ +1200 2027-01-01T00:00:00Z line\.created line:main\/1/,
      );
    });

    it('are followed until the signal, without one missing or coming twice', async () => {
      await bench.append({});
      const stop = new AbortController();
      const stdout = kept();
      const io = { stdout, stderr: kept(), env, signal: stop.signal };
      const ended = runCli(['events', '--follow', '--json', '--config', file], io);
      await waitUntil(() => sequences(stdout.text()).length === 1);
      await bench.append({}, {});
      await waitUntil(() => sequences(stdout.text()).length === 3);
      stop.abort();
      expect(await ended).toBe(0);
      expect(sequences(stdout.text())).toEqual([1, 2, 3]);
    });
  });

  describe('when it cannot be asked', () => {
    it('say so, and end with 3, where nothing listens or something else does', async () => {
      await configured(9);
      expect(await run('status')).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(
          /^The daemon does not answer on http:\/\/127\.0\.0\.1:9 \(.+\)\. Start it/,
        ) as string,
      });
    });

    it('say that the token is another', async () => {
      const ended = await typed(['feeds', 'list', '--config', file], {
        env: { TOKEN: 'another token of some length' },
      });
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('does not accept the token') as string });
    });

    it('end with 2 for what is no command', async () => {
      expect((await run('feeds', 'explode')).code).toBe(2);
      expect((await run('events', '-n', 'many')).code).toBe(2);
    });
  });
});
