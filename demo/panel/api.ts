import type { ServerResponse } from 'node:http';
import { encodeJson, type PhpRequest, type PhpVariables } from '../php';
import { ACTIONS, EMPTY_BODY } from './actions';
import { answerCall, send } from './answering';
import { INVALID_KEY, type Faults } from './faults';
import { mangleVariables } from './mangle';
import type { Requests } from './requests';
import type { PanelState, UserRow } from './state';

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
    const parts = { requests: this.#requests, faults: this.#faults, clock: this.#clock };
    await answerCall(parts, request, response, {
      action,
      isRead: !/^(create|edit|delete|enable|disable|ban|unban|kill|adjust)_/.test(action),
      start: Math.max(0, Number(parameters.start ?? 0) || 0),
      run: (change) => this.#answer(action, apiKey, parameters, change),
      wrongKey: INVALID_KEY,
      cutShort: '{"status":"STATUS_',
    });
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
