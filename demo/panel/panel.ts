import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Dialect } from '../../panel';
import { readRequest, type PhpRequest } from '../php';
import { randomText } from './actions';
import { makeFront } from './dialects';
import { Faults, type Fault } from './faults';
import { listen } from './http';
import { OperatorPage } from './operator';
import { Requests, type ReceivedRequest } from './requests';
import { seedState, type SeedName, type PanelSeed } from './seeds';
import { PanelState, StateFile, loadState, ownerOfTheKey } from './state';

export interface DemoPanelOptions {
  /** What it speaks on its own port. @default 'xui' */
  dialect?: Dialect;
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
  /** What it speaks on its own port. */
  readonly dialect: Dialect;
  /** The rows of the panel's database. Changing them is changing the panel by hand; `state.changed()` has it saved. */
  readonly state: PanelState;
  /** Opens another port on which the same panel speaks another dialect. @param port 0: any free one */
  open(dialect: Dialect, port?: number): Promise<{ url: string; apiKey: string; dialect: Dialect }>;
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
 * Starts a panel of the family, speaking the dialect asked for, with an operator's page beside the API.
 *
 * @throws when the port is taken or the state file is damaged
 */
export async function startDemoPanel(options: DemoPanelOptions = {}): Promise<DemoPanel> {
  const { host = '127.0.0.1', clock = Date.now, dialect = 'xui', allowedIps } = options;
  const state = new PanelState();
  const isKept = options.stateFile !== undefined && loadState(options.stateFile, state);
  if (!isKept) seedState(state, options.seed ?? 'demo', { now: Math.floor(clock() / 1000), lines: options.lines });
  const administrator = ownerOfTheKey(state);
  administrator.api_key = options.apiKey ?? (administrator.api_key || randomBytes(16).toString('hex'));
  state.accessCode = options.accessCode ?? (state.accessCode || randomText(10));

  const stateFile = options.stateFile === undefined ? undefined : new StateFile(options.stateFile, state);
  state.changed = () => stateFile?.changed();
  const requests = new Requests();
  const faults = new Faults();
  const parts = { state, requests, faults, clock, allowedIps };
  const open = new Set<Server>();

  /** Opens a port that answers as the handler does. */
  const serve = async (wanted: number, handle: Handler): Promise<{ server: Server; origin: string; port: number }> => {
    const server = createServer((message, response) => {
      answer(handle, message, response).catch((error: unknown) => {
        if (message.destroyed && !message.complete) return;
        console.error(`The demo panel failed at ${message.method} ${message.url?.split('?')[0]}:`, error);
        response.destroy();
      });
    });
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    const port = await listen(server, wanted, host);
    open.add(server);
    return { server, port, origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
  };

  const main = makeFront(dialect, parts);
  const people: { page?: OperatorPage } = {};
  const { origin, port } = await serve(options.port ?? 0, (request, message, response) => {
    const isForPeople = request.path === '/operator' || request.path.startsWith('/operator/');
    return isForPeople && people.page
      ? people.page.handle(request, message, response)
      : main.handle(request, message, response);
  });
  const url = main.url(origin);
  people.page = new OperatorPage({ state, faults, clock, url, apiKey: () => main.apiKey });
  state.changed();

  return {
    url,
    operatorUrl: `${origin}/operator`,
    port,
    accessCode: state.accessCode,
    apiKey: main.apiKey,
    dialect,
    state,
    setFault: (fault) => faults.set(fault),
    requests: requests.list,
    get requestCount() {
      return requests.count;
    },
    async open(spoken, wanted = 0) {
      const front = makeFront(spoken, parts);
      const opened = await serve(wanted, (request, message, response) => front.handle(request, message, response));
      return { url: front.url(opened.origin), apiKey: front.apiKey, dialect: spoken };
    },
    async stop() {
      await Promise.all([...open].map(close));
      await stateFile?.close();
    },
  };
}

type Handler = (request: PhpRequest, message: IncomingMessage, response: ServerResponse) => void | Promise<void>;

async function answer(handle: Handler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  await handle(await readRequest(message), message, response);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
