import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeJson, type PhpRequest, type PhpVariables } from '../../../php';
import { EMPTY_BODY } from '../../actions';
import { answerCall, send } from '../../answering';
import { INVALID_KEY, type Faults } from '../../faults';
import { mangleVariables } from '../../mangle';
import type { Requests } from '../../requests';
import type { PanelState, UserRow } from '../../state';
import { RESELLER_ACTIONS } from './actions';

/** Between reading and writing a balance. Short, and long enough for requests sent together to fall into it. */
const MEANWHILE_MS = 10;

/** The reseller API: like the admin API in its forms, but for resellers' keys, with actions of its own, and with requests that run side by side. */
export class ResellerApi {
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

  async handle(request: PhpRequest, response: ServerResponse): Promise<void> {
    const { method, query, form } = request;
    if (method !== 'GET' && method !== 'POST') {
      send(response, { status: 200, body: '' });
      return;
    }
    const { api_key: apiKey, action: named, ...parameters } = mangleVariables({ ...query, ...form });
    const action = typeof named === 'string' ? named : '';
    const parts = { requests: this.#requests, faults: this.#faults, clock: this.#clock };
    await answerCall(parts, request, response, {
      action,
      isRead: !/^(create|edit|delete|enable|disable|adjust)_/.test(action),
      start: Math.max(0, Number(parameters.start ?? 0) || 0),
      run: (change) => this.#answer(action, apiKey, parameters, change),
      wrongKey: INVALID_KEY,
      cutShort: '{"status":"STATUS_',
    });
  }

  async #answer(
    action: string,
    apiKey: unknown,
    parameters: PhpVariables,
    change = (answer: unknown) => answer,
  ): Promise<string> {
    const user = this.#resellerWithKey(apiKey);
    const group = user && this.#state.groups.get(user.member_group_id);
    if (!user || group?.is_reseller !== 1) return INVALID_KEY;
    const run = Object.hasOwn(RESELLER_ACTIONS, action) ? RESELLER_ACTIONS[action] : undefined;
    if (!run) return encodeJson({ status: 'STATUS_FAILURE', error: 'Invalid action.' });
    const answer = change(
      await run({
        state: this.#state,
        parameters,
        now: Math.floor(this.#clock() / 1000),
        user: { ...user },
        group,
        meanwhile: () => delay(MEANWHILE_MS),
      }),
    );
    return answer === EMPTY_BODY ? '' : encodeJson(answer);
  }

  #resellerWithKey(apiKey: unknown): UserRow | undefined {
    if (typeof apiKey !== 'string' || apiKey === '') return undefined;
    return this.#state.users.all().find((user) => user.api_key === apiKey && user.status === 1);
  }
}
