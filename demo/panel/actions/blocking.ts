import { text, type PhpValue, type PhpVariables } from '../../php';
import { EMPTY_BODY, FAILURE, SUCCESS, intval, refuse, type Action } from './call';

/**
 * add_blocked_* and delete_blocked_*. The first two hand only `id` on, where a set of values belongs: an address sent as text
 * makes the panel's code die (XC_VM source, 2025 to 2.6).
 */

function setOf(value: PhpValue | undefined): PhpVariables | undefined {
  return typeof value === 'object' ? (value as PhpVariables) : undefined;
}

export const addBlockedIp: Action = ({ state, parameters, now }) => {
  const given = setOf(parameters.id);
  if (!given) return EMPTY_BODY;
  const ip = text(given, 'ip') ?? '';
  if (!/^(\d{1,3}\.){3}\d{1,3}(\/\d+)?$|^[0-9a-f:]+:[0-9a-f:]*(\/\d+)?$/i.test(ip))
    return refuse('STATUS_INVALID_IP', given);
  const same = state.blockedIps.all().find((row) => row.ip === ip);
  if (same) state.blockedIps.delete(same.id);
  const { id } = state.blockedIps.add({ ip, notes: text(given, 'notes') ?? null, date: now, attempts_blocked: 0 });
  state.changed();
  return { status: SUCCESS, data: String(id) };
};

/** Without `blocked` the provider is stored and not turned away. */
export const addBlockedIsp: Action = ({ state, parameters }) => {
  const given = setOf(parameters.id);
  if (!given) return EMPTY_BODY;
  const isp = text(given, 'isp') ?? '';
  if (isp === '') return refuse('STATUS_INVALID_NAME', given);
  const { id } = state.blockedIsps.add({ isp, blocked: 'blocked' in given ? 1 : 0 });
  state.changed();
  return { status: SUCCESS, data: String(id) };
};

/** Takes a second entry of the same name. */
export const addBlockedUserAgent: Action = ({ state, parameters }) => {
  const { id } = state.blockedUserAgents.add({
    user_agent: text(parameters, 'user_agent') ?? '',
    exact_match: 'exact_match' in parameters ? 1 : 0,
    attempts_blocked: 0,
  });
  state.changed();
  return { status: SUCCESS, data: String(id) };
};

export function deleteBlocked(table: 'blockedIps' | 'blockedIsps' | 'blockedUserAgents'): Action {
  return ({ state, parameters }) => {
    if (!state[table].delete(intval(parameters.id))) return FAILURE;
    state.changed();
    return { status: SUCCESS };
  };
}
