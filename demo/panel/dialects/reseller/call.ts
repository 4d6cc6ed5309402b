import type { GroupRow, LineRow, PanelState, UserRow } from '../../state';
import type { Call } from '../../actions';

/** One call of a reseller. */
export interface ResellerCall extends Call {
  /** As it was when the request came in: whatever is charged is taken from this balance. */
  user: UserRow;
  /** Of the user. */
  group: GroupRow;
  /** The time between reading a balance and writing it, in which another request may do the same. */
  meanwhile: () => Promise<unknown>;
}

export type ResellerAction = (call: ResellerCall) => unknown;

/** A refusal of the panel's code: no permission, or not one's own. */
export const NO_PERMISSIONS = { status: 'STATUS_NO_PERMISSIONS' };

/** The accounts whose lines a reseller may see: itself and everyone below it. */
export function reports(state: PanelState, userId: number): ReadonlySet<number> {
  const found = new Set([userId]);
  for (const id of found) for (const user of state.users.all()) if (user.owner_id === id) found.add(user.id);
  return found;
}

export function owns({ state, user }: Pick<ResellerCall, 'state' | 'user'>, line: LineRow | undefined): boolean {
  return line?.member_id != null && reports(state, user.id).has(line.member_id);
}
