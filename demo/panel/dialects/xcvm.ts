import { permissionsOf } from '../../../panel/xcvm';
import { ACTIONS } from '../actions';
import { Api, administratorWithKey, type Build } from '../api';
import type { PanelState, UserRow } from '../state';
import { adminAccess, behindAccessCode } from './access-code';
import type { Front, FrontParts } from './front';
import { newerActions } from './xcvm-actions';

/** The admin API of XC_VM 2.6: edits that keep what they leave out, tokens with scopes, keys bound by their group. */
export function xcvmFront(parts: FrontParts): Front {
  return behindAccessCode(adminAccess(parts), new Api(parts, xcvm));
}

const xcvm: Build = {
  actions: { ...ACTIONS, ...newerActions },

  signIn(state, apiKey, now) {
    if (typeof apiKey === 'string' && apiKey.startsWith('xct_')) {
      const token = state.apiTokens.all().find((row) => row.token === apiKey && (row.expires ?? Infinity) > now);
      if (token === undefined) return undefined;
      const user = state.users.get(token.user_id);
      if (user?.status !== 1 || state.groups.get(user.member_group_id)?.is_admin !== 1) return undefined;
      return { user, may: (action) => scopes[token.scope](action) && groupMay(state, user, action) };
    }
    const user = state.newerSettings.api_legacy_keys === 1 ? administratorWithKey(state, apiKey) : undefined;
    return user && { user, may: (action) => groupMay(state, user, action) };
  },

  // Documented for the reseller API; that the admin API answers the same is assumed.
  maintenance: ({ newerSettings: { maintenance } }) =>
    maintenance === '' ? undefined : { status: 'STATUS_FAILURE', error: maintenance },
};

const logs = /^(activity|credit|client|user|system|login|restream)_logs$|^(live_connections|stream_errors|mag_events)$/;

/** By the name of the action alone, whether there is one or not. */
const scopes = {
  full: () => true,
  read: (action: string) => /^get_|^user_info$/.test(action) || logs.test(action),
  lines: (action: string) =>
    /^[a-z]+_(line|mag|enigma)s?$|active_code|^user_info$|^get_(package|bouquet)s?$/.test(action),
};

/** The first group, and administrators whose group lists no permissions, may do everything. */
function groupMay(state: PanelState, user: UserRow, action: string): boolean {
  const group = state.groups.get(user.member_group_id);
  const listed = JSON.parse(group?.allowed_pages ?? '[]') as string[];
  const asked = permissionsOf[action] ?? [];
  if (group?.group_id === 1 || listed.length === 0 || asked.length === 0) return true;
  return asked.some((permission) => listed.includes(permission));
}
