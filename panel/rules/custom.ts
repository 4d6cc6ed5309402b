import { invalidParameter, PanelError } from '../errors';

/** What may be called by its own name, and what of the answer may be handed on. */

/**
 * As powerful as root on the panel, and why. Whoever needs one uses the panel itself.
 * Source: the action list and the code behind it, XC_VM July 2025 to 2.6; R22F's api.php has none of them.
 */
export const refusedActions: ReadonlyMap<string, string> = new Map([
  ['mysql_query', 'runs any SQL with the panel’s own rights on its database'],
  ['install_server', 'signs in to a machine as root and installs software'],
  ['install_proxy', 'signs in to a machine as root and installs software'],
  ['edit_server', 'changes how the panel’s machines are reached'],
  ['edit_proxy', 'changes how the panel’s machines are reached'],
  ['delete_server', 'takes a machine out of the panel with all that streams from it'],
  ['edit_settings', 'replaces the panel’s own settings, who may call it included'],
  ['kill_pid', 'ends any process on the panel’s machines'],
  ['get_directory', 'lists any folder of the panel’s machines'],
  ['get_pids', 'lists the processes of the panel’s machines with their command lines, which hold source passwords'],
]);

/**
 * The name of an action as panels spell it: trimmed, lower case.
 * @throws PanelError `invalid-parameter` for what is no name, or one that is refused
 */
export function checkCustomAction(given: string, field: string): string {
  const action = given.trim().toLowerCase();
  if (!/^[a-z][a-z0-9_]{0,63}(\/[a-z][a-z0-9_]{0,63})?$/.test(action)) {
    throw invalidParameter(
      field,
      'is not the name of an action',
      'Write it as the panel does, e.g. get_epgs, or stream/offline on Xtream UI R22F.',
    );
  }
  const reason = action
    .split('/')
    .map((part) => refusedActions.get(part))
    .find((found) => found !== undefined);
  if (reason !== undefined) {
    throw invalidParameter(field, `${action} is not called from here: it ${reason}`, 'Do it in the panel itself.');
  }
  return action;
}

/** Actions that read although their names do not begin with `get_`. Source: XC_VM's action list. */
const otherReads: ReadonlySet<string> = new Set([
  'activity_logs',
  'client_logs',
  'credit_logs',
  'live_connections',
  'login_logs',
  'mag_events',
  'packages',
  'restream_logs',
  'stream_errors',
  'system_logs',
  'user_info',
  'user_logs',
  'watch_output',
]);

/** Whether the action only reads. What is not known to is taken for a write. @param action as {@link checkCustomAction} gives it */
export function isCustomRead(action: string): boolean {
  return action.startsWith('get_') || otherReads.has(action) || /^[a-z]+\/(list|info|online|offline)$/.test(action);
}

/** What the transport or the adapter puts into every call, under whatever spelling PHP takes for it. */
const takenNames: ReadonlySet<string> = new Set(['action', 'sub', 'api_key', 'api_pass']);

/**
 * The name of a parameter; `access_output[]` and `id[ip]` make PHP arrays. Nothing else is let through: PHP turns dots and spaces into
 * underscores, so `api.key` would be a second `api_key`.
 * @throws PanelError `invalid-parameter`
 */
export function checkCustomName(given: string, field: string): string {
  const name = given.trim();
  const base = /^([A-Za-z_][A-Za-z0-9_]{0,63})(\[[A-Za-z0-9_]{0,63}\]){0,3}$/.exec(name)?.[1];
  if (base === undefined) {
    throw invalidParameter(
      field,
      'holds a name that is none',
      'Use letters, digits and _, with [] at the end for lists.',
    );
  }
  if (takenNames.has(base.toLowerCase())) {
    throw invalidParameter(
      field,
      `must not hold ${base}: it is added from the credential or the action`,
      'Leave it out.',
    );
  }
  return name;
}

/** Columns whose values open something. Source: table definitions of XC_VM and R22F. */
const secretColumn = /pass(word|wd|_?phrase)?$|^pass_|secret|token|(^|_)key$|_2fa_|^cookie/i;

/** Actions in whose rows `code` is an access code: a part of the panel's own address. */
const showsAccessCodes = /access_code|login_logs/;

const redacted = '[redacted]';

/** Panels' answers nest four or five levels. Anything near this is no answer of theirs. */
const deepest = 32;

/**
 * The answer without what opens something: passwords, keys and tokens by the names of their columns, and inside texts that hold addresses.
 * @param action whose answer it is
 * @throws PanelError `bad-answer` for what is nested too deeply to be an answer
 */
export function withoutSecrets(value: unknown, action: string, depth = 0): unknown {
  if (typeof value === 'string') return withoutCredentials(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) {
    throw new PanelError('bad-answer', `The panel answered ${action} with values nested endlessly.`, {
      hint: 'Something between here and the panel changes its answers.',
    });
  }
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, action, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const secret = secretColumn.test(name) || (name === 'code' && showsAccessCodes.test(action));
      const held = item !== null && item !== '' && typeof item !== 'boolean';
      return [name, secret && held ? redacted : withoutSecrets(item, action, depth + 1)];
    }),
  );
}

/** Text with the passwords of addresses in it replaced: `http://user:pw@host`, `?password=…`, `/live/user/pw/310`. */
export function withoutCredentials(text: string): string {
  return text
    .replace(/(:\/\/)[^/\s:@]+:[^/\s@]+@/g, `$1${redacted}@`)
    .replace(/\b(password|passwd|pass|token|api_key|api_pass|play_token)=[^&\s"'\\]+/gi, `$1=${redacted}`)
    .replace(/\/(live|movie|series|timeshift|play|playlist)\/([^/\s"']+)\/[^/\s"']+/gi, `/$1/$2/${redacted}`);
}
