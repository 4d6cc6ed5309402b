import { text, type PhpVariables } from '../../php';
import {
  ACTIONS,
  FAILURE,
  SUCCESS,
  answerRow,
  cleanRow,
  getServers,
  intval,
  pickColumns,
  refuse,
  type Action,
} from '../actions';
import type { LineRow, UserRow } from '../state';
import { contentForm, contentNames, seriesForm } from './xcvm-content-forms';
import {
  bouquetForm,
  completed,
  deviceForm,
  lineForm,
  namesExpiry,
  userForm,
  withExpiry,
  type FormOf,
} from './xcvm-forms';

/** The actions that XC_VM 2.6 answers otherwise than the builds before it. Source: its API documentation and tests (2026). */

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
  is_stalker: 'is_stalker',
  is_restreamer: 'is_restreamer',
  is_trial: 'is_trial',
  is_isplock: 'is_isplock',
  bypass_ua: 'bypass_ua',
};

/** edit_line by `id`: what was sent is stored, everything else is as it was. */
const editLine: Action = (call) => {
  const { parameters: sent } = call;
  const line = call.state.lines.get(intval(sent.id));
  if (!line) return FAILURE;
  const refused = slashRefusal(sent, line);
  if (refused) return refused;
  const before = { ...line };
  const parameters = completed(withExpiry(sent, line), lineForm(line));
  const answer = older('edit_line')({ ...call, parameters });
  if ((answer as { status?: string } | undefined)?.status !== SUCCESS) return answer;
  const isNamed = (name: string): boolean => (name === 'exp_date' ? namesExpiry(sent) : name in sent);
  for (const [name, column] of Object.entries(COLUMNS)) {
    if (!isNamed(name)) Object.assign(line, { [column]: before[column] });
  }
  if (!('isp_clear' in sent)) Object.assign(line, { isp_desc: before.isp_desc, as_number: before.as_number });
  call.state.lines.touch();
  return answerRow(line);
};

/** edit_mag and edit_enigma by `id`. */
function editDevice(action: 'edit_mag' | 'edit_enigma', table: 'mags' | 'enigmas'): Action {
  return (call) => {
    const { state, parameters: sent } = call;
    const device = state[table].get(intval(sent.id));
    const line = device && state.lines.get(device.user_id);
    if (!line) return FAILURE;
    // Sent at all, it clears.
    const isp: PhpVariables = 'isp_clear' in sent ? { isp_clear: '' } : {};
    const parameters = completed({ ...withExpiry(sent, line), ...isp }, deviceForm(device.mac, line));
    return older(action)({ ...call, parameters });
  };
}

/** An action of the builds before, on a request that is first completed from what is stored. */
function keeping(action: string, formOf: FormOf): Action {
  return (call) => {
    const form = formOf(call);
    return form ? older(action)({ ...call, parameters: completed(call.parameters, form) }) : FAILURE;
  };
}

const editUser = keeping('edit_user', ({ state, parameters }) => {
  const user = state.users.get(intval(parameters.id));
  return user && userForm(user);
});

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
function withoutSecrets(action: Action): Action {
  return (call) => {
    const answer = action(call) as { status: string; data?: { id?: unknown } };
    const account = answer.status === SUCCESS ? call.state.users.get(intval(answer.data?.id)) : undefined;
    return account ? { ...answer, data: shown(account, call.user) } : answer;
  };
}

function older(action: string): Action {
  return (call) => ACTIONS[action]?.(call);
}

export const newerActions: Readonly<Record<string, Action>> = {
  user_info: userInfo,
  get_user: withoutSecrets(older('get_user')),
  create_user: withoutSecrets(older('create_user')),
  edit_user: withoutSecrets(editUser),
  create_line: (call) => slashRefusal(call.parameters) ?? older('create_line')(call),
  edit_line: editLine,
  edit_mag: editDevice('edit_mag', 'mags'),
  edit_enigma: editDevice('edit_enigma', 'enigmas'),
  edit_bouquet: keeping('edit_bouquet', bouquetForm),
  edit_series: keeping('edit_series', seriesForm),
  ...Object.fromEntries(contentNames.map((name) => [`edit_${name}`, keeping(`edit_${name}`, contentForm(name))])),
  get_servers: getServers('online'),
  get_settings: ({ state, parameters }) => ({
    status: SUCCESS,
    data: pickColumns(parameters, cleanRow({ ...state.settings, ...state.newerSettings })),
  }),
};
