import { text } from '../../../php';
import {
  FAILURE,
  SUCCESS,
  answerRow,
  hashOf,
  intval,
  pickColumns,
  cleanRow,
  refuse,
  switchUser as switchAccount,
} from '../../actions';
import { newUser, type UserRow } from '../../state';
import { NO_PERMISSIONS, reports, type ResellerAction, type ResellerCall } from './call';

/** Sub-resellers. Unlike lines, they are asked for their owner by every action. */

function below({ state, user, parameters }: ResellerCall): UserRow | undefined {
  const id = intval(parameters.id);
  return reports(state, user.id).has(id) ? state.users.get(id) : undefined;
}

export const getUser: ResellerAction = (call) => {
  const found = below(call);
  if (!found) return FAILURE;
  return { status: SUCCESS, data: pickColumns(call.parameters, cleanRow(found)) };
};

/** create_user: no credits to begin with; the group's price is charged. A group that is not allowed becomes the first that is. */
export const createUser: ResellerAction = async (call) => {
  const { state, user, group, parameters, now } = call;
  if (group.create_sub_resellers !== 1) return NO_PERMISSIONS;
  const username = text(parameters, 'username') ?? '';
  const password = text(parameters, 'password') ?? '';
  if (username.length < group.minimum_username_length) return refuse('STATUS_INVALID_USERNAME', parameters);
  if (password.length < group.minimum_password_length) return refuse('STATUS_INVALID_PASSWORD', parameters);
  const taken = state.users.all().some((other) => other.username.toLowerCase() === username.toLowerCase());
  if (taken) return refuse('STATUS_EXISTS_USERNAME', parameters);
  const cost = group.create_sub_resellers_price;
  if (user.credits < cost) return refuse('STATUS_INSUFFICIENT_CREDITS', parameters);
  const groups = JSON.parse(group.subresellers) as number[];
  const wanted = intval(text(parameters, 'member_group_id'));
  const memberGroup = groups.includes(wanted) ? wanted : groups[0];
  if (memberGroup === undefined) return refuse('STATUS_INVALID_SUBRESELLER', parameters);
  await call.meanwhile();
  const made = state.users.add(
    newUser({
      username,
      password: hashOf(password),
      email: text(parameters, 'email') ?? '',
      notes: text(parameters, 'notes') ?? null,
      date_registered: now,
      member_group_id: memberGroup,
      owner_id: user.id,
    }),
  );
  logUser(call, 'new', made.id, cost, Math.trunc(user.credits) - cost);
  return answerRow(made);
};

export function switchUser(status: 0 | 1): ResellerAction {
  return (call) => (below(call) ? switchAccount(status)(call) : FAILURE);
}

export const deleteUser: ResellerAction = (call) => {
  const found = below(call);
  if (!found) return FAILURE;
  call.state.users.delete(found.id);
  call.state.changed();
  return { status: SUCCESS };
};

/** adjust_credits: `id`, `credits` (a difference), `note`. What the one gets the other gives, both without a lock. */
export const adjustCredits: ResellerAction = async (call) => {
  const { state, user, parameters, now } = call;
  const found = below(call);
  const amount = intval(parameters.credits);
  if (!found) return FAILURE;
  const [own, theirs] = [Math.trunc(user.credits) - amount, Math.trunc(found.credits) + amount];
  if (own < 0 || theirs < 0) return FAILURE;
  await call.meanwhile();
  found.credits = theirs;
  const reason = text(parameters, 'note') || 'Reseller API Adjustment';
  state.creditLogs.add({ target_id: found.id, admin_id: user.id, amount, date: now, reason });
  logUser(call, 'adjust_credits', found.id, amount, own);
  return { status: SUCCESS };
};

function logUser(
  { state, user, now }: ResellerCall,
  action: 'new' | 'adjust_credits',
  id: number,
  cost: number,
  after: number,
): void {
  const stored = state.users.get(user.id);
  if (stored) stored.credits = after;
  const what = { owner: user.id, type: 'user', action, log_id: id, package_id: null } as const;
  state.logs.users.add({ ...what, cost, credits_after: after, date: now, deleted_info: '' });
  state.changed();
}
