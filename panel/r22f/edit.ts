import { invalidParameter } from '../errors';
import { sameSet } from '../line';
import { unixFromInstant, wouldBeMangled } from '../rules';
import type { NewDevice } from '../parts';
import type { Line, LineChanges, NewLine } from '../types';

/**
 * A line's values as columns of R22F's table `users`, for `user_data[…]` of create and edit.
 *
 * Create takes unix seconds and lists as JSON text, and silently takes anything else for "none" (`2027-01-01` becomes the second 2027).
 * Edit updates just the columns it is sent, as they are sent. Source: api.php of Xtream_main (R22F), read; not run.
 */

type Columns = Record<string, string>;

/** What R22F's lines have no column for, and what it means for whoever asks for it. */
const without = {
  outputs: 'cannot be chosen here: a new line gets HLS, MPEG-TS and RTMP, and the panel’s own pages change that',
  packageId: 'cannot be kept: lines of this kind of panel remember no package',
  contact: 'cannot be kept: lines of this kind of panel have no contact',
} as const;

/**
 * The columns of a new line; of a device's, without username and password, which the panel makes. Never expiring is no column at all.
 * @throws PanelError `invalid-parameter`
 */
export function newColumns({ expiresAt, ...others }: NewLine | Omit<NewDevice, 'mac'>): Columns {
  return { ...columnsOf(others), ...(expiresAt === null ? {} : { exp_date: unixText(expiresAt) }) };
}

/**
 * The columns that change. An edit's values pass through a format string together with the username and password of the line (`vsprintf`), so
 * that a percent sign would break the edit, or put the password into a note.
 *
 * @throws PanelError `invalid-parameter`
 */
export function changedColumns(changes: LineChanges): Columns {
  const { expiresAt, ...others } = changes;
  if (expiresAt === null) {
    throw invalidParameter(
      'expiresAt',
      'cannot become "never": the API of this kind of panel has no way to take an expiry date away',
      'Give a date far ahead, do it in the panel itself, or create a new line that never expires.',
    );
  }
  for (const [field, value] of Object.entries(others)) {
    const texts: unknown[] = Array.isArray(value) ? value : [value];
    if (!texts.some((text) => typeof text === 'string' && text.includes('%'))) continue;
    throw invalidParameter(
      field,
      'holds "%", which this kind of panel cannot store by an edit',
      'Leave that part out.',
    );
  }
  return { ...columnsOf(others), ...(expiresAt === undefined ? {} : { exp_date: unixText(expiresAt) }) };
}

function columnsOf(values: Omit<LineChanges, 'expiresAt'>): Columns {
  for (const field of ['outputs', 'packageId', 'contact'] as const) {
    if (values[field] !== undefined) throw invalidParameter(field, without[field], 'Leave it out.');
  }
  const columns: Record<string, string | undefined> = {
    username: credential('username', values.username),
    password: credential('password', values.password),
    max_connections: values.maxConnections?.toFixed(0),
    bouquet: values.bouquetIds === undefined ? undefined : `[${values.bouquetIds.join(',')}]`,
    member_id: values.ownerId,
    is_trial: switched(values.trial),
    allowed_ips: jsonTexts('allowedIps', values.allowedIps),
    allowed_ua: jsonTexts('allowedUserAgents', values.allowedUserAgents),
    admin_notes: plain('adminNotes', values.adminNotes),
    reseller_notes: plain('resellerNotes', values.resellerNotes),
    enabled: switched(values.enabled),
    admin_enabled: switched(values.banned === undefined ? undefined : !values.banned),
  };
  return Object.fromEntries(
    Object.entries(columns).filter((column): column is [string, string] => column[1] !== undefined),
  );
}

/** Whole seconds after 1970 itself, which create would take for "never". */
function unixText(expiresAt: string): string {
  const seconds = unixFromInstant(expiresAt);
  if (Number.isSafeInteger(seconds) && seconds >= 1) return String(seconds);
  throw invalidParameter('expiresAt', 'is not a date after 1970', 'Give another expiry date.');
}

function switched(on: boolean | undefined): string | undefined {
  return on === undefined ? undefined : on ? '1' : '0';
}

/** A username or password; "0" is nothing to PHP, and the line could never be asked for again. */
function credential(field: 'username' | 'password', value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value === '' || value === '0')
    throw invalidParameter(field, 'is empty, or what PHP takes for empty', 'Give another.');
  return plain(field, value);
}

/**
 * Text the panel stores as it is. Its input cleaning takes backslashes out and escapes some markup, as the younger panels' does, and its tables
 * hold no characters beyond the first 65,536 (MySQL's three-byte `utf8`).
 */
function plain(field: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (wouldBeMangled(value) || /[\u{10000}-\u{10FFFF}]/u.test(value)) {
    throw invalidParameter(
      field,
      'holds white space at an end, a backslash, an emoji or markup, which this kind of panel stores as something else',
      'Leave that part out.',
    );
  }
  return value;
}

/** A list as JSON text. What JSON needs a backslash for is refused: the panel would take the backslash out, and could read the list no more. */
function jsonTexts(field: string, values: readonly string[] | undefined): string | undefined {
  if (values === undefined) return undefined;
  const json = JSON.stringify(values.map((value) => plain(field, value)));
  if (!json.includes('\\')) return json;
  throw invalidParameter(
    field,
    'holds a quotation mark or a line break, which this kind of panel cannot store in a list',
    'Leave that part out.',
  );
}

/** Values an edit was not to touch, and did. Connections come and go by themselves. */
export function strayChanges(before: Line, after: Line, changes: LineChanges): string[] {
  const kept = (Object.keys(before) as Array<keyof Line>).filter(
    (name) => name !== 'activeConnections' && !(name in changes),
  );
  return kept.filter((name) => {
    const [one, other] = [before[name], after[name]];
    return Array.isArray(one) ? !sameSet(one, other as string[]) : one !== other;
  });
}
