import { createHash } from 'node:crypto';
import { formatLocal, text } from '../../php';
import { newUser, type UserRow } from '../state';
import { FAILURE, SUCCESS, answerRow, cleanRow, intval, refuse, type Action, type Call } from './call';
import { answerList, inRange } from './lists';
import { randomText } from './random-text';

/** user_info: the account the key belongs to, and its group as permissions. */
export const userInfo: Action = ({ state, user }) => ({
  status: SUCCESS,
  data: cleanRow(user),
  permissions: cleanRow(state.groups.get(user.member_group_id) ?? {}),
});

/** get_users: administrators and resellers. `reseller` is the owner. */
export const getUsers: Action = (call) => answerUsers(call, call.state.users.all());

/** The list of these accounts. */
export function answerUsers(call: Call, users: readonly UserRow[]): unknown {
  const { state, parameters } = call;
  const zone = state.settings.default_timezone;
  const owner = intval(parameters.reseller);
  const rows = users.filter((user) => owner === 0 || user.owner_id === owner);
  const counts = new Map<string, number>();
  for (const line of state.lines.all()) {
    const key = `${line.member_id} ${line.is_mag ? 'mag' : line.is_e2 ? 'e2' : 'line'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return answerList(call, rows, {
    searched: (user) => [user.username, user.email, user.notes],
    order: { 0: (user) => user.id, 1: (user) => user.username },
    show: (user) => {
      const group = state.groups.get(user.member_group_id);
      return {
        member_group_id: user.member_group_id,
        id: user.id,
        status: user.status,
        notes: user.notes,
        owner_id: user.owner_id,
        credits: user.credits,
        username: user.username,
        email: user.email,
        ip: user.ip,
        date_registered: formatLocal(user.date_registered, zone),
        last_login: user.last_login === null ? null : formatLocal(user.last_login, zone),
        owner_username: state.users.get(user.owner_id)?.username ?? '',
        is_reseller: group?.is_reseller ?? 0,
        user_lines: counts.get(`${user.id} line`) ?? 0,
        mag_lines: counts.get(`${user.id} mag`) ?? 0,
        e2_lines: counts.get(`${user.id} e2`) ?? 0,
        // Recorded as 0 for users that do own others.
        user_count: 0,
        group_name: group?.group_name ?? null,
      };
    },
  });
}

/** get_user by `id`: the whole row, password hash and api key included. */
export const getUser: Action = ({ state, parameters }) => answerRow(state.users.get(intval(parameters.id)));

/** create_user: `username`, `password`, `member_group_id`, `credits`, `email`, `owner_id`, `notes`. Only a group is insisted on. */
export const createUser: Action = ({ state, parameters, now }) => {
  const group = intval(parameters.member_group_id);
  if (group === 0) return refuse('STATUS_INVALID_GROUP', parameters);
  const username = text(parameters, 'username') || randomText(10);
  const taken = state.users.all().some((user) => user.username.toLowerCase() === username.toLowerCase());
  if (taken) return refuse('STATUS_EXISTS_USERNAME', parameters);
  const user = state.users.add(
    newUser({
      username,
      password: hashOf(text(parameters, 'password') ?? ''),
      email: text(parameters, 'email') ?? '',
      date_registered: now,
      member_group_id: group,
      credits: intval(parameters.credits),
      notes: text(parameters, 'notes') ?? null,
      owner_id: intval(parameters.owner_id),
      timezone: null,
      // The quotes are in the panel's own default.
      lang: "'en'",
    }),
  );
  state.changed();
  return answerRow(user);
};

/**
 * edit_user by `id`. Keeps most of what is left out; but a group is insisted on, the username becomes random, the agreed prices are those
 * that are sent (`override_<package>`), and credits left out are written down as taken away although the balance stays.
 */
export const editUser: Action = ({ state, parameters, now, user: admin }) => {
  const user = state.users.get(intval(parameters.id));
  if (!user) return FAILURE;
  if (intval(parameters.member_group_id) === 0) return refuse('STATUS_INVALID_GROUP', parameters);
  const username = text(parameters, 'username') || randomText(10);
  if (state.users.all().some((each) => each.id !== user.id && each.username.toLowerCase() === username.toLowerCase())) {
    return refuse('STATUS_EXISTS_USERNAME', parameters);
  }
  const sent = Number(text(parameters, 'credits') ?? 0);
  if (sent !== user.credits) {
    const change = { target_id: user.id, admin_id: admin.id, amount: sent - user.credits, date: now, reason: '' };
    state.creditLogs.add(change);
  }
  const prices = Object.entries(parameters).flatMap(([name, value]) => {
    const credits = name.startsWith('override_') ? intval(value) : 0;
    return credits === 0 ? [] : [[name.slice('override_'.length), { assign: 1, official_credits: credits }] as const];
  });
  Object.assign(user, {
    username,
    member_group_id: intval(parameters.member_group_id),
    email: text(parameters, 'email') ?? user.email,
    notes: text(parameters, 'notes') ?? user.notes,
    owner_id: 'owner_id' in parameters ? intval(parameters.owner_id) : user.owner_id,
    credits: 'credits' in parameters ? sent : user.credits,
    override_packages: prices.length === 0 ? '[]' : JSON.stringify(Object.fromEntries(prices)),
    api_key: /^[0-9a-f]{32}$/i.test(user.api_key) ? user.api_key : '',
  });
  const password = text(parameters, 'password') ?? '';
  if (password !== '') user.password = hashOf(password);
  state.changed();
  return answerRow(user);
};

/** In the form of the panel's hashes. */
export function hashOf(password: string): string {
  const hash = createHash('sha512').update(password);
  return `$6$rounds=20000$xc_vm$${hash.digest('base64').slice(0, 86)}`;
}

/** enable_user and disable_user. */
export function switchUser(status: 0 | 1): Action {
  return ({ state, parameters }) => {
    const user = state.users.get(intval(parameters.id));
    if (!user) return FAILURE;
    user.status = status;
    state.changed();
    return { status: SUCCESS };
  };
}

/** delete_user by `id`: lines and users it owned stay, and belong to nobody. */
export const deleteUser: Action = ({ state, parameters }) => {
  const id = intval(parameters.id);
  if (!state.users.delete(id)) return FAILURE;
  for (const line of state.lines.all()) if (line.member_id === id) line.member_id = null;
  for (const user of state.users.all()) if (user.owner_id === id) user.owner_id = 0;
  state.changed();
  return { status: SUCCESS };
};

/** adjust_credits: `id`, `credits` (a difference), `reason`. Below zero is refused without a reason. */
export const adjustCredits: Action = ({ state, parameters, now, user: admin }) => {
  const target = state.users.get(intval(parameters.id));
  const balance = (target?.credits ?? 0) + intval(parameters.credits);
  if (!target || balance < 0) return FAILURE;
  target.credits = balance;
  // The panel writes the new balance where the amount belongs.
  state.creditLogs.add({
    target_id: target.id,
    admin_id: admin.id,
    amount: balance,
    date: now,
    reason: text(parameters, 'reason') ?? '',
  });
  state.changed();
  return { status: SUCCESS };
};

/** credit_logs. `range`, `reseller` (whose credits). */
export const creditLogs: Action = (call) => {
  const { state, parameters } = call;
  const range = inRange(call);
  const reseller = intval(parameters.reseller);
  const rows = state.creditLogs
    .all()
    .filter((row) => (!range || range(row.date)) && (reseller === 0 || row.target_id === reseller));
  return answerList(call, rows, {
    searched: (row) => [state.users.get(row.target_id)?.username ?? null, row.reason],
    show: (row) => ({
      id: row.id,
      target_id: row.target_id,
      admin_id: row.admin_id,
      target_username: state.users.get(row.target_id)?.username ?? null,
      owner_username: state.users.get(row.admin_id)?.username ?? null,
      amount: row.amount,
      date: formatLocal(row.date, state.settings.default_timezone),
      reason: row.reason,
    }),
  });
};
