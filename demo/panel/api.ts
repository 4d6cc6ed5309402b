import type { ServerResponse } from 'node:http';
import { encodeJson, type PhpRequest, type PhpVariables } from '../php';
import { ACTIONS, EMPTY_BODY, type Action } from './actions';
import { answerCall, send } from './answering';
import { INVALID_KEY, type Faults } from './faults';
import { mangleVariables } from './mangle';
import type { Requests } from './requests';
import type { PanelState, UserRow } from './state';

/** What tells one build's admin API from another's. */
export interface Build {
  actions: Readonly<Record<string, Action>>;
  /** Whose key it is, and what it may do; undefined when the panel does not know the key. @param now unix seconds */
  signIn(
    state: PanelState,
    apiKey: unknown,
    now: number,
  ): { user: UserRow; may: (action: string) => boolean } | undefined;
  /** What every call is answered with, and HTTP 503, while the panel is in maintenance. */
  maintenance?(state: PanelState): unknown;
}

/** The administrator with this key. */
export function administratorWithKey(state: PanelState, apiKey: unknown): UserRow | undefined {
  if (typeof apiKey !== 'string' || apiKey === '') return undefined;
  return state.users
    .all()
    .find(
      (user) => user.api_key === apiKey && user.status === 1 && state.groups.get(user.member_group_id)?.is_admin === 1,
    );
}

/** XUI.ONE, and XC_VM up to April 2026: an administrator's key opens everything. */
const july2025: Build = {
  actions: ACTIONS,
  signIn(state, apiKey) {
    const user = administratorWithKey(state, apiKey);
    return user && { user, may: () => true };
  },
};

/** The panel's admin API behind the access code. */
export class Api {
  readonly #faults: Faults;
  readonly #state: PanelState;
  readonly #requests: Requests;
  readonly #clock: () => number;
  readonly #build: Build;

  /** @param clock milliseconds */
  constructor(
    { state, requests, faults, clock }: { state: PanelState; requests: Requests; faults: Faults; clock: () => number },
    build: Build = july2025,
  ) {
    this.#state = state;
    this.#requests = requests;
    this.#faults = faults;
    this.#clock = clock;
    this.#build = build;
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
    const maintenance = this.#build.maintenance?.(this.#state);
    const parts = { requests: this.#requests, faults: this.#faults, clock: this.#clock };
    await answerCall(parts, request, response, {
      action,
      isRead: !/^(create|edit|delete|enable|disable|ban|unban|kill|adjust|start|stop)_/.test(action),
      start: Math.max(0, Number(parameters.start ?? 0) || 0),
      run: (change) =>
        maintenance === undefined ? this.#answer(action, apiKey, parameters, change) : encodeJson(maintenance),
      status: () => (maintenance === undefined ? 200 : 503),
      wrongKey: INVALID_KEY,
      cutShort: '{"status":"STATUS_',
    });
  }

  #answer(action: string, apiKey: unknown, parameters: PhpVariables, change = (answer: unknown) => answer): string {
    const now = Math.floor(this.#clock() / 1000);
    const { actions } = this.#build;
    const session = this.#build.signIn(this.#state, apiKey, now);
    if (!session) return INVALID_KEY;
    const { user } = session;
    // Asked before the panel looks whether there is such an action.
    if (!session.may(action)) return encodeJson({ status: 'STATUS_NO_PERMISSIONS' });
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!run) return encodeJson({ status: 'STATUS_FAILURE', error: 'Invalid action.' });
    const answer = change(run({ state: this.#state, parameters, now, user }));
    return answer === EMPTY_BODY ? '' : encodeJson(answer);
  }
}
