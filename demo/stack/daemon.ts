import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { projectRoot } from '../../n8n';
import { startChild, type Child } from './child';
import { freePort } from './ports';

/** The daemon as its own process, as an operator runs it. */
export interface DaemonProcess extends Child {
  url: string;
  token: string;
  /** The secret its Stripe inbox checks signatures with. */
  stripeSecret: string;
  /** Calls its API. @throws Error with the problem's detail */
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

export interface StartDaemonOptions {
  /** Configuration, data and log go here. */
  folder: string;
  /** `settings`: further lines of the panel's section, as YAML. */
  panels: ReadonlyArray<{ name: string; url: string; apiKey: string; settings?: readonly string[] }>;
  /** @default any free one */
  port?: number;
  /** @default 2 */
  pollSeconds?: number;
  /** Whether the first pass tells of every line. @default false */
  baselineEvents?: boolean;
  token?: string;
  stripeSecret?: string;
  /** @default 'info' */
  logLevel?: string;
  /** The database it keeps everything in. @default SQLite in `folder` */
  postgres?: string;
  /** Its section `billing`, as lines of YAML. @default none: no plans */
  billing?: readonly string[];
  /** Further sections of its configuration, as YAML. */
  settings?: string;
  /** See ChildOptions. */
  within?: readonly string[];
  /** Added to its environment. */
  env?: Readonly<Record<string, string>>;
  /** Whether to wait until it answers; else it is handed over as soon as it has been started. @default true */
  wait?: boolean;
}

/** Writes a configuration as an operator would and starts the built daemon with it. Secrets go by environment. */
export async function startDaemonProcess(options: StartDaemonOptions): Promise<DaemonProcess> {
  const { folder, panels, token = 'demo-token-of-the-daemon', stripeSecret = 'whsec_demo_signing_secret' } = options;
  const port = options.port ?? (await freePort());
  const config = join(folder, 'sync.yaml');
  const keys = Object.fromEntries(panels.map((panel, index) => [`PANEL_KEY_${String(index + 1)}`, panel.apiKey]));
  await writeFile(
    config,
    [
      `data: ./data`,
      `api:`,
      `  port: ${String(port)}`,
      `  token: \${XTREAM_UI_SYNC_TOKEN}`,
      `panels:`,
      ...panels.flatMap((panel, index) => [
        `  - name: ${panel.name}`,
        `    url: ${panel.url}`,
        `    apiKey: \${PANEL_KEY_${String(index + 1)}}`,
        `    poll:`,
        `      every: ${String(options.pollSeconds ?? 2)}s`,
        `    baselineEvents: ${String(options.baselineEvents ?? false)}`,
        ...(panel.settings ?? []).map((line) => `    ${line}`),
      ]),
      `inbox:`,
      `  - name: stripe`,
      `    provider: stripe`,
      `    secrets:`,
      `      - \${STRIPE_SIGNING_SECRET}`,
      ...(options.billing ?? []),
      `log:`,
      `  level: ${options.logLevel ?? 'info'}`,
      ...(options.postgres === undefined
        ? []
        : [`store:`, `  postgres: \${STORE_URL}`, `secretKey: \${XTREAM_UI_SYNC_SECRET}`]),
      options.settings ?? '',
      '',
    ].join('\n'),
  );
  const url = `http://127.0.0.1:${String(port)}`;
  const child = await startChild({
    what: 'The daemon',
    script: join(projectRoot(), 'daemon', 'dist', 'daemon', 'cli', 'main.js'),
    args: ['start', '--config', config],
    log: join(folder, 'daemon.log'),
    within: options.within ?? [],
    env: {
      ...keys,
      ...{ XTREAM_UI_SYNC_TOKEN: token, STRIPE_SIGNING_SECRET: stripeSecret },
      ...options.env,
      ...{ STORE_URL: options.postgres ?? '', XTREAM_UI_SYNC_SECRET: 'demo-secret-of-the-daemons' },
    },
    ready: () =>
      options.wait === false ||
      fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ),
  });
  return {
    ...child,
    url,
    token,
    stripeSecret,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`The daemon answered ${String(answer.status)} to ${method} ${path}: ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}
