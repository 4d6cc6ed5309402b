import { text, type PhpVariables } from '../../php';
import { ACTIONS, SUCCESS, answerRow, cleanRow, intval, pickColumns, refuse, type Action, type Call } from '../actions';
import type { LineRow, UserRow } from '../state';

/** The actions that XC_VM 2.6 answers otherwise than the builds before it. Source: its API documentation and tests (2026). */

const SWITCHES = ['is_stalker', 'is_restreamer', 'is_trial', 'is_isplock', 'bypass_ua'] as const;

/** A line as the panel's form posts it, which the builds before want whole. */
function formOf(line: LineRow): PhpVariables {
  const on = SWITCHES.filter((column) => line[column] === 1).map((column) => [column, '1']);
  return {
    username: line.username ?? '',
    password: line.password ?? '',
    ...(line.exp_date === null ? { no_expire: '1' } : { exp_date: `@${line.exp_date}` }),
    enabled: String(line.enabled),
    admin_enabled: String(line.admin_enabled),
    max_connections: String(line.max_connections),
    bouquets_selected: line.bouquet,
    access_output: (JSON.parse(line.allowed_outputs) as unknown[]).map(String),
    allowed_ips: JSON.parse(line.allowed_ips ?? '[]') as string[],
    allowed_ua: JSON.parse(line.allowed_ua ?? '[]') as string[],
    ...(Object.fromEntries(on) as PhpVariables),
  };
}

/** What was sent, as the builds before spell it: on by presence, lists as lists, no date as no_expire. */
function inOldSpelling(sent: PhpVariables): PhpVariables {
  const onByPresence: readonly string[] = [...SWITCHES, 'no_expire'];
  const isOff = (name: string) => onByPresence.includes(name) && ['', '0'].includes(text(sent, name) ?? '1');
  const old = Object.fromEntries(Object.entries(sent).filter(([name]) => !isOff(name)));
  if (old.exp_date === '') Object.assign(old, { no_expire: '1' });
  if (old.bouquets_selected === '') old.bouquets_selected = '[]';
  for (const name of ['access_output', 'allowed_ips', 'allowed_ua']) if (old[name] === '') old[name] = [];
  return old;
}

/** Which column each field of the form ends in. */
const COLUMNS: Readonly<Record<string, keyof LineRow>> = {
  username: 'username',
  password: 'password',
  exp_date: 'exp_date',
  enabled: 'enabled',
  admin_enabled: 'admin_enabled',
  max_connections: 'max_connections',
  bouquets_selected: 'bouquet',
  access_output: 'allowed_outputs',
  allowed_ips: 'allowed_ips',
  allowed_ua: 'allowed_ua',
  ...Object.fromEntries(SWITCHES.map((column) => [column, column])),
};

/** edit_line by `id`: what was sent is stored, everything else is as it was. */
const editLine: Action = (call) => {
  const { parameters: sent } = call;
  const line = call.state.lines.get(intval(sent.id));
  if (!line) return run('edit_line', call);
  const refused = slashRefusal(sent, line);
  if (refused) return refused;
  const before = { ...line };
  const changes = inOldSpelling(sent);
  // What was sent has its place taken in the form, also a switch that was sent off and is no longer there; the expiry has two fields.
  const expiry = ['exp_date', 'no_expire'];
  const isTaken = (name: string) => (expiry.includes(name) ? expiry.some((other) => other in changes) : name in sent);
  const form = Object.fromEntries(Object.entries(formOf(line)).filter(([name]) => !isTaken(name)));
  const answer = run('edit_line', { ...call, parameters: { ...form, ...changes } });
  if ((answer as { status?: string } | undefined)?.status !== SUCCESS) return answer;
  const kept = Object.entries(COLUMNS).filter(([name]) => !isTaken(name));
  for (const [, column] of kept) Object.assign(line, { [column]: before[column] });
  if (!('isp_clear' in sent)) Object.assign(line, { isp_desc: before.isp_desc, as_number: before.as_number });
  call.state.lines.touch();
  return answerRow(line);
};

/** A `/` in credentials is refused, unless the line has it already. */
function slashRefusal(sent: PhpVariables, line?: LineRow): unknown {
  for (const name of ['username', 'password'] as const) {
    const value = text(sent, name);
    if (value?.includes('/') === true && value !== line?.[name]) {
      return refuse(`STATUS_INVALID_${name.toUpperCase()}`, sent);
    }
  }
  return undefined;
}

/** user_info: without the password's hash; under `permissions`, what the group lists. */
const userInfo: Action = (call) => {
  const { state, user } = call;
  const group = state.groups.get(user.member_group_id);
  const advanced = JSON.parse(group?.allowed_pages ?? '[]') as string[];
  return { status: SUCCESS, data: shown(user, user), permissions: { ...cleanRow(group ?? {}), advanced } };
};

function shown(account: UserRow, caller: UserRow): Record<string, unknown> {
  const { password: _, api_key: key, ...rest } = account;
  return cleanRow(account.id === caller.id ? { ...rest, api_key: key } : rest);
}

/** get_user, create_user and edit_user: as before, without the password's hash, and with the API key of the caller's own account only. */
function withoutSecrets(action: string): Action {
  return (call) => {
    const answer = run(action, call) as { status: string; data?: { id?: unknown } };
    const account = answer.status === SUCCESS ? call.state.users.get(intval(answer.data?.id)) : undefined;
    return account ? { ...answer, data: shown(account, call.user) } : answer;
  };
}

function run(action: string, call: Call): unknown {
  return ACTIONS[action]?.(call);
}

export const newerActions: Readonly<Record<string, Action>> = {
  user_info: userInfo,
  get_user: withoutSecrets('get_user'),
  create_user: withoutSecrets('create_user'),
  edit_user: withoutSecrets('edit_user'),
  create_line: (call) => slashRefusal(call.parameters) ?? run('create_line', call),
  edit_line: editLine,
  get_settings: ({ state, parameters }) => ({
    status: SUCCESS,
    data: pickColumns(parameters, cleanRow({ ...state.settings, ...state.newerSettings })),
  }),
};
