import { formatLocal, list, parseDate, text, InvalidDate, type PhpVariables } from '../../php';
import { newLine, type LineRow, type PanelState } from '../state';
import { EMPTY_BODY, FAILURE, SUCCESS, answerRow, intval, refuse, type Action, type Call } from './call';
import { asStored } from './columns';
import { randomText } from './random-text';

const CREDENTIAL_LENGTH = 10;
/** These are on as soon as the parameter is there, whatever it says: `is_trial=0` makes a trial. */
const PRESENCE_COLUMNS = ['is_stalker', 'is_restreamer', 'is_trial', 'is_isplock', 'bypass_ua'] as const;
const SWITCH_COLUMNS = ['max_connections', 'enabled', 'admin_enabled'] as const;

/** create_line. Whatever `lines` column is sent is stored; `bouquets_selected` is mandatory. */
export const createLine: Action = (call) => {
  const before: LineRow = { id: call.state.lines.nextId, ...newLine({ created_at: call.now }) };
  return storeLine(call, { ...asStored(before, call.parameters, 'create'), created_at: call.now }, call.parameters);
};

/**
 * edit_line by `id`. Not an edit of what is sent, but a new line from what is sent: left-out credentials become random, the
 * expiry unlimited, the line switched on. Only notes, contact, owner and the rarer columns are kept.
 */
export const editLine: Action = (call) => {
  const { id, ...others } = call.parameters;
  const line = call.state.lines.get(intval(id));
  if (!line) return FAILURE;
  // The panel adds these two itself, so they come back with a refusal; isp_clear clears the ISP lock on every edit.
  const parameters = { ...others, edit: typeof id === 'string' ? id : '', isp_clear: '' };
  const edited = { ...asStored(line, parameters, 'edit'), updated: updatedNow(call) };
  return storeLine(call, edited, parameters);
};

function storeLine(call: Call, line: LineRow, parameters: PhpVariables): unknown {
  const { state } = call;
  const completed = completeLine(call, line, parameters);
  if (completed !== 'ok') return completed === 'php-error' ? EMPTY_BODY : refuse(completed, parameters);
  if (usernameTaken(state, line)) return refuse('STATUS_EXISTS_USERNAME', parameters);
  const stored = state.lines.get(line.id);
  if (stored) {
    Object.assign(stored, line);
    state.lines.touch();
  } else {
    state.lines.put(line);
  }
  state.changed();
  return answerRow(line);
}

/**
 * Fills `line` as the panel's form code does for lines and for the lines of devices: what is left out is replaced, not kept.
 *
 * @returns a status name when refused; 'php-error' when the panel's code would die (no or unreadable `bouquets_selected`)
 */
export function completeLine(call: Call, line: LineRow, parameters: PhpVariables) {
  if (!text(parameters, 'username')) line.username = randomText(CREDENTIAL_LENGTH);
  if (!text(parameters, 'password')) line.password = randomText(CREDENTIAL_LENGTH);
  for (const column of SWITCH_COLUMNS) line[column] = column in parameters ? intval(parameters[column]) : 1;
  for (const column of PRESENCE_COLUMNS) line[column] = column in parameters ? 1 : 0;
  if (!text(parameters, 'isp_clear')) Object.assign(line, { isp_desc: '', as_number: null });
  const bouquets = readBouquets(call.state, text(parameters, 'bouquets_selected'));
  if (!bouquets) return 'php-error';
  line.bouquet = JSON.stringify(bouquets);
  const expiry = readExpiry(call, line, parameters);
  if (expiry === 'invalid') return 'STATUS_INVALID_DATE';
  line.exp_date = expiry;
  // 0 stands for no owner as NULL does.
  if (line.member_id === null || line.member_id === 0) line.member_id = call.user.id;
  line.allowed_ips = JSON.stringify(list(parameters, 'allowed_ips') ?? []);
  line.allowed_ua = JSON.stringify(list(parameters, 'allowed_ua') ?? []);
  const outputs = parameters.access_output;
  line.allowed_outputs = JSON.stringify(Array.isArray(outputs) ? outputs.map(intval) : []);
  return 'ok';
}

/** Bouquet ids from the mandatory JSON text, in the panel's bouquet order; undefined when it is no JSON list. */
function readBouquets(state: PanelState, json: string | undefined): number[] | undefined {
  let ids: unknown;
  try {
    ids = JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
  if (typeof ids !== 'object' || ids === null) return undefined;
  const place = (id: number) => state.bouquets.get(id)?.bouquet_order ?? Number.MAX_SAFE_INTEGER;
  return Object.values(ids)
    .map(intval)
    .sort((a, b) => place(a) - place(b));
}

/** The expiry to store. `line.exp_date` holds the raw text as the database takes it, which is what two quirks leave it at. */
function readExpiry({ state, now }: Call, line: LineRow, parameters: PhpVariables): number | null | 'invalid' {
  const sent = text(parameters, 'exp_date');
  if (sent === undefined || 'no_expire' in parameters) return null;
  // Empty text and this one date skip the date code and reach the integer column as they are.
  if (sent === '' || sent === '1970-01-01') return line.exp_date;
  try {
    return parseDate(sent, now, state.settings.default_timezone);
  } catch (error) {
    if (error instanceof InvalidDate) return 'invalid';
    throw error;
  }
}

/** Whether another line has the name; the column's collation knows no case. */
export function usernameTaken(state: PanelState, { id, username }: LineRow): boolean {
  const wanted = username?.toLowerCase();
  return state.lines.all().some((line) => line.id !== id && line.username?.toLowerCase() === wanted);
}

/** delete_line by `id`; the line's connections end with it. */
export const deleteLine: Action = ({ state, parameters }) => {
  const id = intval(parameters.id);
  if (!state.lines.delete(id)) return FAILURE;
  for (const { activity_id: connection } of state.connectionsByLine().get(id) ?? [])
    state.connections.delete(connection);
  state.changed();
  return { status: SUCCESS };
};

/** enable/disable (`enabled`) and unban/ban (`admin_enabled`): only flips the row, running streams go on. */
export function switchLine(column: 'enabled' | 'admin_enabled', value: 0 | 1): Action {
  return (call) => {
    const line = call.state.lines.get(intval(call.parameters.id));
    if (!line) return FAILURE;
    line[column] = value;
    line.updated = updatedNow(call);
    call.state.changed();
    return { status: SUCCESS };
  };
}

function updatedNow({ state, now }: Call): string {
  return formatLocal(now, state.settings.default_timezone);
}
