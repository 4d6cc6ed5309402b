import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PhpRequest } from '../../php';
import { FAULT_KINDS, type Fault, type FaultKind, type Faults } from '../faults';
import type { PanelState } from '../state';
import { Desk, OperatorError } from './desk';
import { servePage } from './page-files';

export interface OperatorOptions {
  state: PanelState;
  faults: Faults;
  /** Milliseconds. */
  clock: () => number;
  /** The API's address, for people to copy. */
  url: string;
  apiKey: () => string;
}

type Body = Record<string, unknown>;

/** Serves `/operator` and `/operator/api/…`. The routes are described in the folder's README. */
export class OperatorPage {
  readonly #options: OperatorOptions;
  readonly #desk: Desk;

  constructor(options: OperatorOptions) {
    this.#options = options;
    this.#desk = new Desk(options.state, () => Math.floor(options.clock() / 1000));
  }

  handle(request: PhpRequest, message: IncomingMessage, response: ServerResponse): void {
    const route = /^\/operator\/api\/(.+)$/.exec(request.path)?.[1];
    if (route === undefined) return servePage(request.path, response);
    try {
      sendJson(response, 200, this.#answer(request, message, route) ?? { ok: true });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      sendJson(response, error.status, { error: error.message });
    }
  }

  #answer({ method, query, body }: PhpRequest, message: IncomingMessage, route: string): unknown {
    const sent = method === 'GET' ? {} : readBody(message, body);
    const [resource = '', id, verb] = route.split('/');
    const call = `${method} ${resource}${id === undefined ? '' : '/:id'}${verb === undefined ? '' : `/${verb}`}`;
    switch (call) {
      case 'GET summary':
        return { ...this.#desk.summary(), url: this.#options.url, api_key: this.#options.apiKey() };
      case 'GET offer':
        return this.#desk.offer();
      case 'GET connections':
        return this.#desk.listConnections();
      case 'GET lines':
        return this.#desk.listLines(query);
      case 'POST lines':
        return this.#desk.createLine(sent);
      case 'GET lines/:id':
        return this.#desk.showLine(number(id));
      case 'PATCH lines/:id':
        return this.#desk.editLine(number(id), sent);
      case 'DELETE lines/:id': {
        this.#desk.deleteLine(number(id));
        return;
      }
      case 'POST lines/:id/extend':
        return this.#desk.extendLine(number(id), sent.months ?? 1);
      case 'POST lines/:id/enable':
        return this.#desk.editLine(number(id), { enabled: 1 });
      case 'POST lines/:id/disable':
        return this.#desk.editLine(number(id), { enabled: 0 });
      case 'POST lines/:id/unban':
        return this.#desk.editLine(number(id), { admin_enabled: 1 });
      case 'POST lines/:id/ban':
        return this.#desk.editLine(number(id), { admin_enabled: 0 });
      case 'POST lines/:id/kill-connections':
        return this.#desk.killConnections(number(id));
      case 'POST lines/:id/connect':
        return this.#desk.connect(number(id), sent);
      case 'DELETE connections/:id': {
        this.#desk.endConnection(number(id));
        return;
      }
      case 'GET fault':
        return { fault: this.#options.faults.current, kinds: FAULT_KINDS };
      case 'PUT fault':
        this.#options.faults.set(readFault(sent));
        return { fault: this.#options.faults.current };
      case 'DELETE fault':
        this.#options.faults.set(null);
        return { fault: null };
      default:
        throw new OperatorError(
          404,
          `There is no ${method} /operator/api/${route}; the routes are in demo/panel/README.md`,
        );
    }
  }
}

/** Demands JSON by content type too: a page of another origin cannot send that without asking first. */
function readBody(message: IncomingMessage, body: string): Body {
  if (!/^application\/json\b/i.test(message.headers['content-type'] ?? '')) {
    throw new OperatorError(415, 'Send content-type: application/json (with {} where there is nothing to say)');
  }
  try {
    const sent: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof sent === 'object' && sent !== null && !Array.isArray(sent)) return sent as Body;
  } catch {
    // Falls through to the same complaint as JSON of another kind.
  }
  throw new OperatorError(400, 'The body must be a JSON object');
}

function readFault({ kind, actions, times, delayMs }: Body): Fault {
  if (!FAULT_KINDS.includes(kind as FaultKind)) {
    throw new OperatorError(400, `"kind" must be one of ${FAULT_KINDS.join(', ')}`);
  }
  const fault: Fault = { kind: kind as FaultKind };
  if (actions !== undefined) {
    if (!Array.isArray(actions) || !actions.every((action) => typeof action === 'string')) {
      throw new OperatorError(400, '"actions" must be a list of action names');
    }
    if (actions.length > 0) fault.actions = actions;
  }
  if (times !== undefined) fault.times = positiveNumber('times', times);
  if (delayMs !== undefined) fault.delayMs = positiveNumber('delayMs', delayMs);
  return fault;
}

function positiveNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new OperatorError(400, `"${name}" must be a whole number above 0`);
}

function number(id: string | undefined): number {
  return Number(id);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
