import { encodeJson, type PhpRequest, type PhpValue, type PhpVariables } from '../../../php';
import { answerCall, send } from '../../answering';
import { addressOf, sendPage } from '../../http';
import { mangleVariables } from '../../mangle';
import { ownerOfTheKey } from '../../state';
import type { Front, FrontParts } from '../front';
import type { Action } from './call';
import * as devices from './devices';
import * as lines from './lines';
import * as streams from './streams';
import * as users from './users';

const ACTIONS: Readonly<Record<string, Action>> = {
  'server/list': streams.servers,
  'stream/list': streams.streams,
  'stream/online': streams.online,
  'stream/offline': streams.offline,
  'stream/start': streams.order('start'),
  'stream/stop': streams.order('stop'),
  'vod/start': streams.order('start'),
  'vod/stop': streams.order('stop'),
  'user/info': lines.info,
  'user/create': lines.create,
  'user/edit': lines.edit,
  'stb/info': devices.info,
  'stb/create': devices.create,
  'stb/edit': devices.edit,
  'reg_user/list': users.list,
  'reg_user/credits': users.credits,
};

/** A message under the key "0", as PHP encodes an entry without a name. */
const KEY_WRONG = '{"result":false,"0":"KEY WRONG"}';
const IP_FORBIDDEN = '{"result":false,"0":"IP FORBIDDEN"}';

/**
 * `api.php` of Xtream Codes v2 / Xtream UI R22F. Whoever calls must be at an allowed address: one of `allowedIps`, of which everybody's is one
 * unless they are given, or of `settings.api_ips`. Its key is `settings.api_pass`, and none is needed while that is empty.
 */
export function r22fFront({ state, requests, faults, clock, allowedIps }: FrontParts): Front {
  state.settings.api_pass ||= ownerOfTheKey(state).api_key;
  const answer = (name: string, parameters: PhpVariables, change = (value: unknown) => value): string => {
    const { api_pass: key } = state.settings;
    if (key !== '' && parameters.api_pass !== key) return KEY_WRONG;
    const run = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!run) return '';
    return encodeJson(change(run({ state, parameters, now: Math.floor(clock() / 1000) })));
  };
  return {
    url: (origin) => `${origin}/api.php`,
    get apiKey() {
      return state.settings.api_pass;
    },
    async handle(request, message, response) {
      if (request.path !== '/api.php') {
        sendPage(response, 404, '404 Not Found');
        return;
      }
      const mayCall = [...(allowedIps ?? [addressOf(message)]), ...state.settings.api_ips.split(',')];
      if (!mayCall.includes(addressOf(message))) {
        send(response, { status: 200, body: IP_FORBIDDEN });
        return;
      }
      const parameters = variablesOf(request);
      const { action, sub } = parameters;
      const name = `${typeof action === 'string' ? action : ''}/${typeof sub === 'string' ? sub : ''}`;
      await answerCall({ requests, faults, clock }, request, response, {
        action: name,
        isRead: /\/(list|info|online|offline)$/.test(name),
        start: 0,
        run: (change) => answer(name, parameters, change),
        wrongKey: KEY_WRONG,
        cutShort: '{"result":t',
      });
    },
  };
}

/** The request variables of address and form, cleaned and without white space at their ends. */
function variablesOf({ query, form }: PhpRequest): PhpVariables {
  const trimmed = (value: PhpValue): PhpValue => {
    if (typeof value === 'string') return value.trim();
    if (Array.isArray(value)) return value.map(trimmed);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trimmed(inner)]));
  };
  return trimmed(mangleVariables({ ...query, ...form })) as PhpVariables;
}
