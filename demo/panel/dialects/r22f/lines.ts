import type { PhpVariables } from '../../../php';
import { intval, randomText } from '../../actions';
import { newLine, type LineRow, type PanelState } from '../../state';
import { DONE, isEmpty, refuse, textOf, userDataOf, type Action, type Call } from './call';
import { columnValue, isColumn, sentText, userInfo } from './rows';

const CREDENTIAL_LENGTH = 10;
const NO_ACCESS = 'PARAMETER ERROR (user/pass)';

/** user/info: the line with this username and password. */
export const info: Action = ({ state, parameters: { username, password } }) => {
  if (isEmpty(username) || isEmpty(password)) return refuse(NO_ACCESS);
  const [line] = linesWith(state, textOf(username), textOf(password));
  const isExact = line?.username === username && line?.password === password;
  if (!line || (state.settings.case_sensitive_line === 1 && !isExact)) return refuse('NOT EXISTS');
  return { result: true, user_info: userInfo(state, line) };
};

/** The database knows no case: a username and password in other letters are the same to it. */
function linesWith(state: PanelState, username: string, password: string): LineRow[] {
  const same = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase();
  return state.lines.all().filter((line) => same(line.username, username) && same(line.password, password));
}

/** user/create: a line from `user_data`; its username may be another line's. */
export const create: Action = (call) => {
  const { state } = call;
  const sent = userDataOf(call.parameters);
  const fields: PhpVariables = {
    username: randomText(CREDENTIAL_LENGTH),
    password: randomText(CREDENTIAL_LENGTH),
    ...sent,
    allowed_ips: jsonList(sent.allowed_ips) ?? '[]',
    allowed_ua: jsonList(sent.allowed_ua) ?? '[]',
  };
  const [username, password] = [textOf(fields.username), textOf(fields.password)];
  if (linesWith(state, username, password).length > 0) return refuse('EXISTS');
  const line = insertLine(call, fields, {});
  return line ? { result: true, created_id: line.id, username, password } : refuse('PARAMETER ERROR');
};

/** Adds a line made of these columns; undefined when there is one that the table has not. All outputs are allowed. */
export function insertLine({ state, now }: Call, sent: PhpVariables, forced: Partial<LineRow>): LineRow | undefined {
  const { output_formats: _, exp_date: expiry, bouquet, ...columns } = sent;
  if (!Object.keys(columns).every(isColumn)) return undefined;
  const values = Object.entries(columns).map(([column, value]) => [column, columnValue(column, sentText(value))]);
  const bouquets = (JSON.parse(jsonList(bouquet) ?? '[]') as unknown[]).map(intval);
  const line = state.lines.add({
    ...newLine({ allowed_outputs: '[1,2,3]' }),
    ...(Object.fromEntries(values) as Partial<LineRow>),
    // Whole seconds or nothing: a date is its leading digits, and 2027 is a second of 1970.
    exp_date: isEmpty(expiry) ? null : intval(expiry),
    bouquet: JSON.stringify(bouquets),
    created_at: now,
    ...forced,
  });
  state.changed();
  return line;
}

/** The text when it is a JSON list or object. */
function jsonList(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? JSON.stringify(Object.values(parsed)) : undefined;
  } catch {
    return undefined;
  }
}

/** user/edit: the columns that are sent, of every line with this username and password. Success, even when nothing changes. */
export const edit: Action = (call) => {
  const { username, password } = call.parameters;
  if (isEmpty(username) || isEmpty(password)) return refuse(NO_ACCESS);
  const lines = linesWith(call.state, textOf(username), textOf(password));
  if (lines.length === 0) return refuse('NOT EXISTS');
  const changes = changesOf(call, [textOf(username), textOf(password)]);
  if (!changes || Object.keys(changes).length === 0) return refuse('PARAMETER ERROR');
  for (const line of lines) applyChanges(call.state, line, changes);
  return DONE;
};

/**
 * The columns of `user_data` as they are stored; undefined where the panel's SQL would be wrong. Values are part of a text that goes through PHP's
 * `vsprintf` with the arguments of the query: a percent sign in them is a directive, and takes an argument from where it belongs.
 */
export function changesOf({ parameters }: Call, queryArguments: readonly string[]): Partial<LineRow> | undefined {
  const changes: Record<string, string | number> = {};
  for (const [column, value] of Object.entries(userDataOf(parameters))) {
    if (!isColumn(column)) return undefined;
    const text = sentText(value).replace(/%(%|(\d)\$s)/g, (_, kind: string, place: string) =>
      kind === '%' ? '\0' : (queryArguments[Number(place) - 1] ?? ''),
    );
    if (text.includes('%')) return undefined;
    changes[column] = columnValue(column, text.replaceAll('\0', '%'));
  }
  return changes;
}

/** @returns whether the row is another now */
export function applyChanges(state: PanelState, line: LineRow, changes: Partial<LineRow>): boolean {
  const before = JSON.stringify(line);
  Object.assign(line, changes);
  const isChanged = JSON.stringify(line) !== before;
  if (isChanged) {
    state.lines.touch();
    state.changed();
  }
  return isChanged;
}
