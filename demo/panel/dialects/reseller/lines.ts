import { formatLocal, list, text, type PhpVariables } from '../../../php';
import { EMPTY_BODY, FAILURE, SUCCESS, answerRow, intval, randomText, refuse, usernameTaken } from '../../actions';
import { newLine, type GroupRow, type LineRow } from '../../state';
import { NO_PERMISSIONS, owns, reports, type ResellerAction, type ResellerCall } from './call';
import { applyPackage, charge } from './sale';

export const getLine: ResellerAction = (call) => {
  const line = call.state.lines.get(intval(call.parameters.id));
  return owns(call, line) ? answerRow(line) : FAILURE;
};

export const createLine: ResellerAction = (call) => {
  const { state, now } = call;
  return storeLine(call, { id: state.lines.nextId, ...newLine({ created_at: now }) }, true);
};

/** edit_line by `id`; with `package`, a renewal. Keeps expiry, credentials and status, and wipes what is left out of the rest. */
export const editLine: ResellerAction = (call) => {
  const line = call.state.lines.get(intval(call.parameters.id));
  if (!line) return FAILURE;
  return owns(call, line) ? storeLine(call, { ...line }, false) : NO_PERMISSIONS;
};

/** @param line a copy: what is written at the end is what was read at the beginning, changed */
async function storeLine(call: ResellerCall, line: LineRow, isNew: boolean): Promise<unknown> {
  const { state, parameters, user, group, now } = call;
  const outcome = applyPackage(call, line, 'is_line', isNew);
  if (outcome === 'php-error') return EMPTY_BODY;
  if ('refused' in outcome) return refuse(outcome.refused, parameters);
  line.contact = text(parameters, 'contact') ?? null;
  line.reseller_notes = text(parameters, 'reseller_notes') ?? null;
  const owner = intval(text(parameters, 'member_id'));
  line.member_id = reports(state, user.id).has(owner) ? owner : user.id;
  const refused = nameLine(line, parameters, group);
  if (refused !== undefined) return refuse(refused, parameters);
  if (usernameTaken(state, line)) return refuse('STATUS_EXISTS_USERNAME', parameters);
  if (group.allow_restrictions === 1) restrict(line, parameters);
  if (!isNew) line.updated = formatLocal(now, state.settings.default_timezone);
  await call.meanwhile();
  // An id that is taken meanwhile is the database's to give anew.
  if (isNew) line.id = state.lines.nextId;
  const stored = state.lines.get(line.id);
  if (stored) Object.assign(stored, line);
  else state.lines.put(line);
  const action = isNew ? 'new' : outcome.own === undefined ? 'edit' : 'extend';
  charge(call, outcome, { type: 'line', action, log_id: line.id }, line);
  return answerRow(line);
}

/** @returns a status when refused */
function nameLine(line: LineRow, parameters: PhpVariables, group: GroupRow): string | undefined {
  for (const name of ['username', 'password'] as const) {
    const sent = group[`allow_change_${name}`] === 1 ? (text(parameters, name) ?? '') : '';
    const least = group[`minimum_${name}_length`];
    if (sent === '') line[name] ??= randomText(Math.max(10, least));
    else if (sent.length < least && sent !== line[name])
      return name === 'username' ? 'STATUS_INVALID_USERNAME' : 'STATUS_INVALID_PASSWORD';
    else line[name] = sent;
  }
  return undefined;
}

function restrict(line: LineRow, parameters: PhpVariables): void {
  line.allowed_ips = JSON.stringify(list(parameters, 'allowed_ips') ?? []);
  line.allowed_ua = JSON.stringify(list(parameters, 'allowed_ua') ?? []);
  line.bypass_ua = 'bypass_ua' in parameters ? 1 : 0;
  line.is_isplock = 'is_isplock' in parameters ? 1 : 0;
  line.isp_desc = '';
  line.as_number = null;
}

/** delete_line by `id`: anybody's. */
export const deleteLine: ResellerAction = ({ state, parameters }) => {
  if (!state.lines.delete(intval(parameters.id))) return FAILURE;
  state.changed();
  return { status: SUCCESS };
};

/** enable_line and disable_line: anybody's. */
export function switchLine(enabled: 0 | 1): ResellerAction {
  return ({ state, parameters }) => {
    const line = state.lines.get(intval(parameters.id));
    if (!line) return FAILURE;
    line.enabled = enabled;
    state.changed();
    return { status: SUCCESS };
  };
}
