import { objectAnswer, type Row } from '../decode';
import { PanelError } from '../errors';
import type { FormFields, PanelAnswer } from '../transport';

/**
 * What a key may do on XC_VM 2.6, and whether it is 2.6 at all, found out without doing anything.
 *
 * Facts, from XC_VM's source (AdminApiController, ApiTokens and their tests, 2026): a token of scope `lines` or `read` is refused what lies
 * outside its scope before the panel looks at what the action is, so even an action that does not exist answers STATUS_NO_PERMISSIONS; reads
 * are told by their name (`get_…`). Keys without a scope are told `Invalid action.`, as on every build before. The settings have the column
 * `api_legacy_keys` since there are tokens.
 */
export interface Standing {
  /**
   * - `tokens`: 2.6 with tokens. Edits keep what they leave out there [inferred: the API's documentation tells of such edits before it tells of tokens]
   * - `permissions`: keys are bound by their group's permissions, which came with 2.6; whether edits keep what they leave out is not known
   * - `older`: like XUI.ONE and XC_VM up to April 2026
   */
  build: 'tokens' | 'permissions' | 'older';
  /** What an API token is limited to; null: a token of scope full, or the key of an account. */
  scope: Scope | null;
}

export type Scope = 'lines' | 'read';

/** Actions that no panel has. */
const nothingToRead = 'get_xtream_ui_probe';
const nothingToDo = 'xtream_ui_probe';

type Call = (action: string, fields?: FormFields) => Promise<PanelAnswer>;

/** Two or three reads. @throws PanelError when the panel gives no answer that can be believed */
export async function standingOf(call: Call): Promise<Standing> {
  const settings = await ask(call, 'get_settings', [['show_columns', 'api_legacy_keys']]);
  if (settings === 'refused' && (await ask(call, nothingToRead)) === 'refused') {
    return { build: 'tokens', scope: 'lines' };
  }
  const isNew = settings !== 'refused' && settings !== 'unknown' && settings['api_legacy_keys'] !== undefined;
  if (settings !== 'refused' && !isNew) return { build: 'older', scope: null };
  const readsOnly = (await ask(call, nothingToDo)) === 'refused';
  return { build: isNew || readsOnly ? 'tokens' : 'permissions', scope: readsOnly ? 'read' : null };
}

/** @returns what is under `data`; `refused` for want of permission; `unknown` when there is no such action */
async function ask(call: Call, action: string, fields: FormFields = []): Promise<Row | 'refused' | 'unknown'> {
  const answer = await call(action, fields);
  try {
    return objectAnswer(answer, action);
  } catch (error) {
    if (error instanceof PanelError && error.code === 'no-permission') return 'refused';
    if (error instanceof PanelError && error.code === 'unsupported') return 'unknown';
    throw error;
  }
}

const readActions: ReadonlySet<string> = new Set([
  'user_info',
  'activity_logs',
  'live_connections',
  'credit_logs',
  'client_logs',
  'user_logs',
  'stream_errors',
  'system_logs',
  'login_logs',
  'restream_logs',
  'mag_events',
]);

const readsBesideLines: ReadonlySet<string> = new Set([
  'user_info',
  'get_packages',
  'get_package',
  'get_bouquets',
  'get_bouquet',
]);

/** Whether a token of this scope may carry an action out, the group of its account permitting. */
export function allows(scope: Scope | null, action: string): boolean {
  if (scope === null) return true;
  if (scope === 'read') return action.startsWith('get_') || readActions.has(action);
  return (
    readsBesideLines.has(action) || action.includes('active_code') || /^[a-z]+_(lines?|mags?|enigmas?)$/.test(action)
  );
}
