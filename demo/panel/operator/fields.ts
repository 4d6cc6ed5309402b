import type { ConnectionRow, LineRow, PanelState } from '../state';

/** A request the operator's page or a script got wrong. */
export class OperatorError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Read = (value: unknown, name: string, state: PanelState) => unknown;

const wholeNumber: Read = (value, name) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new OperatorError(400, `"${name}" must be a whole number, 0 or more`);
};

const flag: Read = (value, name) => {
  if (value === 0 || value === 1) return value;
  throw new OperatorError(400, `"${name}" must be 0 or 1`);
};

const someText: Read = (value, name) => {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new OperatorError(400, `"${name}" must be a text that is not empty`);
};

const textOrNull: Read = (value, name, state) => {
  if (value === null || value === '') return null;
  return someText(value, name, state);
};

const momentOrNull: Read = (value, name, state) => (value === null ? null : wholeNumber(value, name, state));

const owner: Read = (value, name, state) => {
  if (typeof value === 'number' && state.users.get(value)) return value;
  throw new OperatorError(400, `"${name}" must be the id of a user of the panel`);
};

const offer: Read = (value, name, state) => {
  if (value === null || (typeof value === 'number' && state.packages.get(value))) return value;
  throw new OperatorError(400, `"${name}" must be the id of a package, or null`);
};

const numberList: Read = (value, name) => {
  if (Array.isArray(value) && value.every((entry) => Number.isInteger(entry))) return JSON.stringify(value);
  throw new OperatorError(400, `"${name}" must be a list of whole numbers`);
};

const FIELDS: Partial<Record<keyof LineRow, Read>> = {
  username: someText,
  password: someText,
  member_id: owner,
  package_id: offer,
  exp_date: momentOrNull,
  max_connections: wholeNumber,
  bouquet: numberList,
  allowed_outputs: numberList,
  enabled: flag,
  admin_enabled: flag,
  is_trial: flag,
  is_restreamer: flag,
  admin_notes: textOrNull,
  reseller_notes: textOrNull,
  contact: textOrNull,
};

/**
 * The columns an operator may set, from JSON: numbers and texts as in the table, `bouquet` and `allowed_outputs` as lists,
 * `exp_date` in unix seconds or null. @throws OperatorError 400 for an unknown or unfit field, 409 for a username that is taken
 */
export function readFields(state: PanelState, sent: Record<string, unknown>, line?: LineRow): Partial<LineRow> {
  const fields = readAs<LineRow>(FIELDS, state, sent);
  const { username } = fields;
  const wanted = username?.toLowerCase();
  if (
    wanted !== undefined &&
    state.lines.all().some((other) => other !== line && other.username?.toLowerCase() === wanted)
  ) {
    throw new OperatorError(409, `The username "${username}" is taken`);
  }
  return fields;
}

const CONNECTION_FIELDS: Partial<Record<keyof ConnectionRow, Read>> = {
  stream_id: wholeNumber,
  server_id: wholeNumber,
  user_ip: someText,
  user_agent: someText,
  container: someText,
  isp: textOrNull,
  geoip_country_code: textOrNull,
};

/** From where and what somebody begins to watch. @throws OperatorError 400 for an unknown or unfit field */
export function readConnection(sent: Record<string, unknown>, state: PanelState): Partial<ConnectionRow> {
  return readAs<ConnectionRow>(CONNECTION_FIELDS, state, sent);
}

function readAs<Row>(
  readers: Partial<Record<keyof Row, Read>>,
  state: PanelState,
  sent: Record<string, unknown>,
): Partial<Row> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(sent)) {
    const read = Object.hasOwn(readers, name) ? readers[name as keyof Row] : undefined;
    if (!read) throw new OperatorError(400, `"${name}" cannot be set; these can: ${Object.keys(readers).join(', ')}`);
    fields[name] = read(value, name, state);
  }
  return fields as Partial<Row>;
}
