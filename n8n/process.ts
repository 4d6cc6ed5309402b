import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { N8nClient } from './client';
import { n8nEnvironment, type OutboundProxy } from './environment';
import { ensureN8n } from './install';
import { launch, type Launched } from './launch';
import { placePackage } from './package';
import { projectRoot } from './project';

export interface StartN8nOptions {
  /** n8n's state: its database, encryption key and installed packages. Kept between starts. */
  userFolder: string;
  /** Default: a free one. */
  port?: number;
  /** The node package to load: a tarball made by `npm pack`, or its built folder. Default: none beyond n8n's own. */
  packageTarballOrFolder?: string;
  /** Laid over the environment n8n is given; it inherits nothing else from the caller but PATH and the like. */
  env?: Record<string, string>;
  /** Port of n8n's task broker, one per running n8n. Default: a free one. */
  brokerPort?: number;
  /** Where requests to anything but loopback go. Default: nowhere, they fail. */
  proxy?: OutboundProxy;
  /** File n8n's output is added to. Default: `n8n.log` in the user folder. */
  log?: string;
  /** How long n8n may take to answer, in milliseconds. Default 120 000: a first start runs every migration. */
  timeoutMs?: number;
}

/** The node package of this repository: the tarball the test run packed, else the folder as last built. */
export function builtPackage(): string {
  return process.env.XTREAM_UI_TARBALL ?? projectRoot();
}

/** A running n8n. */
export interface N8nProcess extends Launched {
  /** Base URL, e.g. `http://127.0.0.1:5678`; webhooks are at `${url}/webhook/<path>`. */
  url: string;
  /** Not logged in yet: call `setupOwnerOrLogin` first. */
  client: N8nClient;
  /** The file its output goes to. */
  log: string;
}

/**
 * Starts the pinned n8n (installing it first if need be) and resolves when its REST API answers.
 *
 * @throws Error with the end of n8n's output if it ends or stays silent.
 */
export async function startN8n(options: StartN8nOptions): Promise<N8nProcess> {
  const { userFolder, packageTarballOrFolder, env, proxy, timeoutMs = 120_000 } = options;
  const { directory } = await ensureN8n();
  await mkdir(userFolder, { recursive: true });
  if (packageTarballOrFolder) await placePackage(userFolder, packageTarballOrFolder);

  const port = options.port ?? (await freePort());
  const brokerPort = options.brokerPort ?? (await freePort());
  const log = options.log ?? join(userFolder, 'n8n.log');
  const url = `http://127.0.0.1:${port}`;
  const launched = await launch({
    directory,
    command: ['start'],
    cwd: userFolder,
    env: n8nEnvironment({ userFolder, port, brokerPort, proxy, env }),
    log,
    isReady: () => answers(url),
    timeoutMs,
  });
  return { ...launched, url, log, client: new N8nClient(url) };
}

/** While it migrates its database n8n answers 200 to everything, with a text: only its JSON counts. */
async function answers(url: string): Promise<boolean> {
  try {
    const [readiness, settings] = await Promise.all([fetch(`${url}/healthz/readiness`), fetch(`${url}/rest/settings`)]);
    const body = (await settings.json()) as { data?: object };
    return readiness.ok && body.data !== undefined;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
