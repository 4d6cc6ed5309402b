import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readRequest } from '../php';
import { randomText } from './actions';
import { Api } from './api';
import { nginxPage, type Fault } from './faults';
import { OperatorPage } from './operator';
import { Requests, type ReceivedRequest } from './requests';
import { seedState, type SeedName, type PanelSeed } from './seeds';
import { PanelState, StateFile, loadState } from './state';

export interface DemoPanelOptions {
  /** @default 0: any free port */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** What is on the panel at first; not looked at when the state file is there. @default 'demo' */
  seed?: SeedName | PanelSeed;
  /** How many lines the 'demo' seed makes. @default 320 */
  lines?: number;
  /** Where to keep the state over restarts. @default nowhere: in memory only */
  stateFile?: string;
  /** The panel's clock in milliseconds. @default Date.now */
  clock?: () => number;
  /** @default the saved one, or a random one */
  accessCode?: string;
  /** The administrator's key. @default the saved one, or a random one */
  apiKey?: string;
  /** Addresses that may call the API; others meet nginx's 403. @default all */
  allowedIps?: string[];
}

/** A running demo panel. */
export interface DemoPanel {
  /** Base of the API with the access code and a slash at the end: `http://127.0.0.1:8080/code/` */
  readonly url: string;
  /** The page for people; its JSON routes are under `<operatorUrl>/api/`. */
  readonly operatorUrl: string;
  readonly port: number;
  readonly accessCode: string;
  readonly apiKey: string;
  /** The rows of the panel's database. Changing them is changing the panel by hand; `state.changed()` has it saved. */
  readonly state: PanelState;
  /** Makes calls fail; null makes the panel well again. */
  setFault(fault: Fault | null): void;
  /** The latest 1000 API calls, oldest first, secrets redacted. */
  readonly requests: readonly ReceivedRequest[];
  /** Number of API calls since the start. */
  readonly requestCount: number;
  /** Saves the state, breaks off open connections and frees the port. */
  stop(): Promise<void>;
}

const KEEP_ALIVE_MS = 75_000;

/**
 * Starts a panel as XUI.ONE and XC_VM up to April 2026 have it, with an operator's page beside the API.
 *
 * @throws when the port is taken or the state file is damaged
 */
export async function startDemoPanel(options: DemoPanelOptions = {}): Promise<DemoPanel> {
  const { host = '127.0.0.1', clock = Date.now, allowedIps } = options;
  const state = new PanelState();
  const isKept = options.stateFile !== undefined && loadState(options.stateFile, state);
  if (!isKept) seedState(state, options.seed ?? 'demo', { now: Math.floor(clock() / 1000), lines: options.lines });
  const administrator = ownerOfTheKey(state);
  administrator.api_key = options.apiKey ?? (administrator.api_key || randomBytes(16).toString('hex'));
  state.accessCode = options.accessCode ?? (state.accessCode || randomText(10));

  const stateFile = options.stateFile === undefined ? undefined : new StateFile(options.stateFile, state);
  state.changed = () => stateFile?.changed();
  const requests = new Requests();
  const api = new Api(state, requests, clock);
  const server = createServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, options.port ?? 0, host);
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const url = `${origin}/${state.accessCode}/`;
  const operator = new OperatorPage({ state, faults: api.faults, clock, url, apiKey: () => administrator.api_key });

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message);
    if (request.path === '/operator' || request.path.startsWith('/operator/')) {
      operator.handle(request, message, response);
      return;
    }
    if (request.path === `/${state.accessCode}`) {
      redirect(response, `/${state.accessCode}/`);
      return;
    }
    if (request.path !== `/${state.accessCode}/`) {
      sendPage(response, 404, '404 Not Found');
      return;
    }
    if (allowedIps && !allowedIps.includes(addressOf(message))) {
      sendPage(response, 403, '403 Forbidden');
      return;
    }
    return api.handle(request, response);
  };
  server.on('request', (message, response) => {
    answer(message, response).catch((error: unknown) => {
      if (message.destroyed && !message.complete) return;
      console.error(`The demo panel failed at ${message.method} ${message.url?.split('?')[0]}:`, error);
      response.destroy();
    });
  });
  state.changed();

  return {
    url,
    operatorUrl: `${origin}/operator`,
    port,
    accessCode: state.accessCode,
    apiKey: administrator.api_key,
    state,
    setFault: (fault) => api.faults.set(fault),
    requests: requests.list,
    get requestCount() {
      return requests.count;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await stateFile?.close();
    },
  };
}

function ownerOfTheKey(state: PanelState) {
  const administrator = state.users.all().find((user) => state.groups.get(user.member_group_id)?.is_admin === 1);
  if (!administrator)
    throw new Error('The demo panel has no administrator: the seed must hold a user of an admin group');
  return administrator;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function addressOf(message: IncomingMessage): string {
  return (message.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function redirect(response: ServerResponse, location: string): void {
  response
    .writeHead(301, { server: 'nginx', location, 'content-type': 'text/html' })
    .end(nginxPage('301 Moved Permanently'));
}

function sendPage(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { server: 'nginx', 'content-type': 'text/html' }).end(nginxPage(title));
}
