import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeJson, type PhpRequest, type PhpVariables } from '../php';
import { ACTIONS, EMPTY_BODY } from './actions';
import { INVALID_KEY, halve, nginxPage, truncate, type Fault, type Faults } from './faults';
import { mangleVariables } from './mangle';
import type { Requests } from './requests';
import type { PanelState, UserRow } from './state';

/** What an API call is answered with. */
interface Answer {
  status: number;
  body: string;
}

const DEFAULT_SLOW_MS = 1000;

/** The panel's admin API behind the access code. */
export class Api {
  readonly #faults: Faults;
  readonly #state: PanelState;
  readonly #requests: Requests;
  readonly #clock: () => number;

  /** @param clock milliseconds */
  constructor(state: PanelState, requests: Requests, faults: Faults, clock: () => number) {
    this.#state = state;
    this.#requests = requests;
    this.#faults = faults;
    this.#clock = clock;
  }

  /** Answers one call; under some faults there is no answer and the connection hangs or breaks. */
  async handle(request: PhpRequest, response: ServerResponse): Promise<void> {
    const { method, query, form } = request;
    if (method !== 'GET' && method !== 'POST') {
      send(response, { status: 200, body: '' });
      return;
    }
    // A name in both keeps its place in the address and takes the form's value.
    const { api_key: apiKey, action: named, ...parameters } = mangleVariables({ ...query, ...form });
    const action = typeof named === 'string' ? named : '';
    const fault = this.#faults.take(action);
    const received = this.#requests.add({
      at: this.#clock(),
      method,
      action,
      query,
      form,
      status: null,
      fault: fault?.kind ?? null,
    });
    if (fault?.kind === 'slow') await delay(fault.delayMs ?? DEFAULT_SLOW_MS);
    const answer = fault
      ? this.#answerWith(fault, action, apiKey, parameters)
      : { status: 200, body: this.#answer(action, apiKey, parameters) };
    if (answer === 'hang') return;
    if (answer === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    received.status = answer.status;
    send(response, answer);
  }

  #answer(action: string, apiKey: unknown, parameters: PhpVariables, change = (answer: unknown) => answer): string {
    const user = this.#userWithKey(apiKey);
    if (!user) return INVALID_KEY;
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!run) return encodeJson({ status: 'STATUS_FAILURE', error: 'Invalid action.' });
    const now = Math.floor(this.#clock() / 1000);
    const answer = change(run({ state: this.#state, parameters, now, user }));
    return answer === EMPTY_BODY ? '' : encodeJson(answer);
  }

  #answerWith(fault: Fault, action: string, apiKey: unknown, parameters: PhpVariables): Answer | 'hang' | 'reset' {
    const isRead = !/^(create|edit|delete|enable|disable|ban|unban|kill|adjust)_/.test(action);
    switch (fault.kind) {
      case 'empty-body':
        return { status: 200, body: '' };
      case 'null':
        return { status: 200, body: 'null' };
      case 'html':
        return { status: 200, body: nginxPage('502 Bad Gateway') };
      case 'result-false':
        return { status: 200, body: encodeJson({ result: false }) };
      case 'truncated-json':
        return {
          status: 200,
          body: isRead ? truncate(this.#answer(action, apiKey, parameters)) : '{"status":"STATUS_',
        };
      case 'half-pages': {
        const start = Math.max(0, Number(parameters.start ?? 0) || 0);
        return { status: 200, body: this.#answer(action, apiKey, parameters, (answer) => halve(answer, start)) };
      }
      case 'http-500':
        return { status: 500, body: nginxPage('500 Internal Server Error') };
      case 'http-503':
        return { status: 503, body: nginxPage('503 Service Temporarily Unavailable') };
      case 'hang':
      case 'reset':
        return fault.kind;
      case 'apply-then-reset':
        this.#answer(action, apiKey, parameters);
        return 'reset';
      case 'wrong-key':
        return { status: 200, body: INVALID_KEY };
      case 'slow':
        return { status: 200, body: this.#answer(action, apiKey, parameters) };
    }
  }

  #userWithKey(apiKey: unknown): UserRow | undefined {
    if (typeof apiKey !== 'string' || apiKey === '') return undefined;
    return this.#state.users
      .all()
      .find(
        (user) =>
          user.api_key === apiKey && user.status === 1 && this.#state.groups.get(user.member_group_id)?.is_admin === 1,
      );
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response
    .writeHead(status, {
      server: 'nginx',
      // Not application/json, although it is.
      'content-type': 'text/html; charset=UTF-8',
      'set-cookie': `PHPSESSID=${randomBytes(13).toString('hex')}; path=/`,
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}
