import { DONE, asFetched, isEmpty, refuse, textOf, type Action } from './call';

/** reg_user/list: the accounts of the panel whose group there is. */
export const list: Action = ({ state }) =>
  state.users.all().flatMap((user) => {
    const group = state.groups.get(user.member_group_id);
    if (!group) return [];
    const { id, username, credits, last_login, date_registered, email, ip, status } = user;
    const { group_id, group_name } = group;
    return [asFetched({ id, username, credits, group_id, group_name, last_login, date_registered, email, ip, status })];
  });

/** reg_user/credits: adds `amount` to a balance. Below zero it says `result:true`, with the refusal beside it. */
export const credits: Action = ({ state, parameters: { amount, id, username } }) => {
  if (isEmpty(amount) || (isEmpty(id) && isEmpty(username))) return refuse('PARAMETER ERROR (amount & id||username)');
  const user = state.users
    .all()
    .find((row) => (isEmpty(id) ? row.username === textOf(username) : row.id === Number(id)));
  if (!user) return refuse('NOT EXISTS');
  const balance = user.credits + Number((Number(amount) || 0).toFixed(2));
  if (balance < 0) return { result: true, error: 'NOT ENOUGH CREDITS' };
  user.credits = Number(balance.toFixed(2));
  state.changed();
  return DONE;
};
