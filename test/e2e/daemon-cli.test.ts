import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { freePort, startDaemonProcess } from '../../demo/stack';
import { node24, projectRoot } from '../../n8n';

interface Ended {
  code: number;
  output: string;
}

/** The built command, as an operator types it. */
function cli(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const script = join(projectRoot(), 'daemon', 'dist', 'daemon', 'cli', 'main.js');
  return new Promise((resolve) => {
    const child = execFile(
      node24(),
      ['--disable-warning=ExperimentalWarning', script, ...args],
      { env: { ...process.env, ...env }, timeout: 30_000 },
      (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
      },
    );
  });
}

describe('xtream-ui-sync, typed by an operator', () => {
  let folder: string;
  let file: string;
  let panel: DemoPanel;

  beforeAll(async () => {
    panel = await startDemoPanel({ lines: 25 });
  });
  afterAll(() => panel.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-cli-'));
    file = join(folder, 'sync.yaml');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const config = (changes: { data?: string; port?: number; url?: string; extra?: string } = {}): Promise<void> =>
    writeFile(
      file,
      [
        `data: ${changes.data ?? './data'}`,
        'api:',
        `  port: ${String(changes.port ?? 0)}`,
        '  token: ${TOKEN}',
        'panels:',
        '  - name: main',
        `    url: ${changes.url ?? panel.url}`,
        '    apiKey: ${KEY}',
        changes.extra ?? '',
      ].join('\n'),
    );
  const secrets = (): Record<string, string> => ({ TOKEN: 'a token of some length', KEY: panel.apiKey });

  it('refuses to start without a secret, naming file, line and variable', async () => {
    await config();
    const ended = await cli(['start', '--config', file], { KEY: panel.apiKey, TOKEN: '' });
    expect(ended).toEqual({
      code: 1,
      output: `${file}:4:10: the environment variable TOKEN is not set; set it before starting, e.g. export TOKEN=…\n`,
    });
  });

  it('refuses an unknown setting', async () => {
    await config({ extra: 'colour: red' });
    const ended = await cli(['start', '--config', file], secrets());
    expect(ended.code).toBe(1);
    expect(ended.output).toContain(`${file}:9:1: colour: there is no such setting`);
  });

  it('refuses a data folder it cannot write', async () => {
    await config({ data: '/dev/null/data' });
    const ended = await cli(['start', '--config', file], secrets());
    expect(ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('/dev/null/data cannot be written') as string,
    });
  });

  it('refuses a port that is taken', async () => {
    await config({ port: panel.port });
    const ended = await cli(['start', '--config', file], secrets());
    expect(ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('Something else listens on 127.0.0.1:') as string,
    });
  });

  it('refuses a data folder that another daemon works on', async () => {
    const port = await freePort();
    const daemon = await startDaemonProcess({
      folder,
      panels: [{ name: 'main', url: panel.url, apiKey: panel.apiKey }],
      port,
    });
    try {
      await config();
      const ended = await cli(['start', '--config', file], secrets());
      expect(ended).toMatchObject({ code: 1, output: expect.stringContaining('Another daemon works on') as string });
    } finally {
      await daemon.stop();
    }
  });

  it('starts although a panel cannot be reached, and shows it', async () => {
    const daemon = await startDaemonProcess({
      folder,
      panels: [{ name: 'gone', url: 'http://127.0.0.1:9/code/', apiKey: panel.apiKey }],
    });
    try {
      await waitForState(daemon.url, 'unreachable');
    } finally {
      await daemon.stop();
    }
  });

  it('check says what works', async () => {
    await config();
    const ended = await cli(['check', '--config', file], secrets());
    expect(ended.output).toContain('ok   panel main');
    expect(ended.output).toContain('25 lines, read to the end');
    expect(ended.code).toBe(0);
  });

  it('check explains a wrong key and a wrong address, without showing the key', async () => {
    const wrong = 'ffffffffffffffffffffffffffffffff';
    await config();
    const wrongKey = await cli(['check', '--config', file], { ...secrets(), KEY: wrong });
    expect(wrongKey).toMatchObject({
      code: 1,
      output: expect.stringContaining('does not accept the API key') as string,
    });
    expect(wrongKey.output).not.toContain(wrong);
    await config({ url: `http://127.0.0.1:${String(panel.port)}/nosuchcode/` });
    const wrongUrl = await cli(['check', '--config', file], secrets());
    expect(wrongUrl).toMatchObject({ code: 1, output: expect.stringContaining('404 (not found)') as string });
  });
});

async function waitForState(url: string, state: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; ;) {
    const answer = await fetch(`${url}/readyz`);
    const text = await answer.text();
    if (text.includes(`"${state}"`)) return;
    if (Date.now() > deadline) throw new Error(`/readyz never showed ${state}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
