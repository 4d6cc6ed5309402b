import type { UserRow } from './rows';
import type { PanelState } from './state';

/** The administrator whose key the panel's clients are given. @throws Error when the panel has none */
export function ownerOfTheKey(state: PanelState): UserRow {
  const administrator = state.users.all().find((user) => state.groups.get(user.member_group_id)?.is_admin === 1);
  if (!administrator)
    throw new Error('The demo panel has no administrator: the seed must hold a user of an admin group');
  return administrator;
}
