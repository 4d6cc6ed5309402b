import { read, type Row } from '../decode';
import { invalidParameter, PanelError } from '../errors';
import { unixFromInstant, wouldBeMangled } from '../rules';
import type { FormFields } from '../transport';
import { sameSet } from '../line';
import type { LineChanges, NewLine } from '../types';
import { outputIds } from './fields';

/**
 * What create_line and edit_line must be sent, and how to tell that they did what was asked.
 *
 * An edit on this dialect replaces: what is left out of it is reset (username and password to random text, expiry to unlimited, a disabled line
 * to enabled, …). So an edit sends the complete set, built from the row as stored. Switches are on by presence: `is_trial=0` makes a trial.
 * Recorded on a running XC_VM (July 2025); read in its source up to April 2026.
 */

/**
 * `@<unix>` is the only form of a date that panels take exactly, whatever their time zone.
 * Refuses 1970 itself, the moment 0: as an empty date it would make a new or unlimited line unlimited.
 */
export function expiryField(expiresAt: string): [string, string] {
  const seconds = unixFromInstant(expiresAt);
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    throw invalidParameter('expiresAt', 'is not a date after 1970', 'Give another expiry date.');
  }
  return ['exp_date', `@${String(seconds)}`];
}

/**
 * The stored expiry, to be stored again. null is never; 0 (expired long ago) goes as `@0`, because an empty date, which stores it here, means
 * never to XC_VM 2.6 [`@0` inferred from PHP's DateTime, which reads both builds' dates].
 */
export function sameExpiryField(stored: Row): [string, string] {
  const expiresAt = read.instant(stored, 'exp_date');
  return expiresAt === null ? neverField : ['exp_date', `@${String(unixFromInstant(expiresAt))}`];
}

/** On by its presence, whatever its value. */
export const neverField: [string, string] = ['no_expire', '1'];

/** Texts that a person chose. The ones a panel would store as something else are refused before anything is sent. */
export function noteFields(
  values: Pick<LineChanges, 'adminNotes' | 'resellerNotes' | 'contact'>,
): Array<[string, string]> {
  const names = { adminNotes: 'admin_notes', resellerNotes: 'reseller_notes', contact: 'contact' } as const;
  return (Object.keys(names) as Array<keyof typeof names>).flatMap((key): Array<[string, string]> => {
    const value = values[key];
    if (value === undefined) return [];
    return [[names[key], unmangled(key, value)]];
  });
}

/** @throws PanelError `invalid-parameter` */
function unmangled(field: string, value: string): string {
  if (!wouldBeMangled(value)) return value;
  throw invalidParameter(
    field,
    'has white space at an end or holds a backslash, "../", "<script", "<!--", "-->", an HTML entity or only the word null, which panels store as something else',
    'Leave that part out.',
  );
}

export function listFields(name: string, values: readonly string[]): Array<[string, string]> {
  return values.map((value): [string, string] => [`${name}[]`, value]);
}

export function textListFields(
  name: string,
  field: keyof LineChanges,
  values: readonly string[],
): Array<[string, string]> {
  return listFields(
    name,
    values.map((value) => unmangled(field, value)),
  );
}

/** The panel wants the ids as one JSON text of numbers, and answers an empty body without it. */
export function bouquetField(ids: readonly string[]): [string, string] {
  return ['bouquets_selected', `[${ids.join(',')}]`];
}

/** The fields of create_line. */
export function createFields(line: NewLine): FormFields {
  return [
    ['username', line.username],
    ['password', line.password],
    ['max_connections', String(line.maxConnections ?? 1)],
    line.expiresAt === null ? neverField : expiryField(line.expiresAt),
    bouquetField(line.bouquetIds),
    ...listFields(
      'access_output',
      (line.outputs ?? ['hls', 'mpegts']).map((output) => outputIds[output]),
    ),
    ...textListFields('allowed_ips', 'allowedIps', line.allowedIps ?? []),
    ...textListFields('allowed_ua', 'allowedUserAgents', line.allowedUserAgents ?? []),
    ...(line.ownerId === undefined ? [] : [['member_id', line.ownerId] as const]),
    ...(line.packageId === undefined ? [] : [['package_id', line.packageId] as const]),
    ...(line.trial === true ? [['is_trial', '1'] as const] : []),
    ...noteFields(line),
  ];
}

const switches = ['is_trial', 'is_restreamer', 'is_stalker', 'is_isplock', 'bypass_ua'] as const;

/** The complete set of fields for edit_line: the stored row with the changes in it. */
export function completeEditFields(stored: Row, changes: LineChanges): FormFields {
  const username = changes.username ?? read.text(stored, 'username') ?? '';
  const password = changes.password ?? read.text(stored, 'password') ?? '';
  const ips = changes.allowedIps ?? read.textList(stored, 'allowed_ips');
  const agents = changes.allowedUserAgents ?? read.textList(stored, 'allowed_ua');
  if (username === '' || wouldBeMangled(username)) throw cannotBeKept('username');
  if (password === '' || wouldBeMangled(password)) throw cannotBeKept('password');
  if (changes.allowedIps === undefined && ips.some(wouldBeMangled)) throw cannotBeKept('allowedIps');
  if (changes.allowedUserAgents === undefined && agents.some(wouldBeMangled)) throw cannotBeKept('allowedUserAgents');
  const enabled = changes.enabled ?? read.requiredFlag(stored, 'enabled');
  const banned = changes.banned ?? !read.requiredFlag(stored, 'admin_enabled');
  const outputs = changes.outputs?.map((output) => outputIds[output]) ?? read.idList(stored, 'allowed_outputs');
  return [
    ['id', read.requiredId(stored)],
    ['username', username],
    ['password', password],
    changes.expiresAt === undefined
      ? sameExpiryField(stored)
      : changes.expiresAt === null
        ? neverField
        : expiryField(changes.expiresAt),
    ['enabled', enabled ? '1' : '0'],
    ['admin_enabled', banned ? '0' : '1'],
    ['max_connections', String(changes.maxConnections ?? read.integer(stored, 'max_connections'))],
    bouquetField(changes.bouquetIds ?? read.idList(stored, 'bouquet')),
    ...listFields('access_output', outputs),
    ...textListFields('allowed_ips', 'allowedIps', ips),
    ...textListFields('allowed_ua', 'allowedUserAgents', agents),
    ...(changes.ownerId === undefined ? [] : [['member_id', changes.ownerId] as const]),
    ...(changes.packageId === undefined ? [] : [['package_id', changes.packageId] as const]),
    ...switches
      .filter((name) => (name === 'is_trial' && changes.trial !== undefined ? changes.trial : read.flag(stored, name)))
      .map((name): [string, string] => [name, '1']),
    ...noteFields(changes),
  ];
}

const keptWords = {
  username: 'username',
  password: 'password',
  allowedIps: 'allowed IPs',
  allowedUserAgents: 'players',
  contact: 'contact',
  resellerNotes: 'reseller notes',
  bouquetIds: 'bouquets',
  outputs: 'outputs',
} as const;

/** The panel would change this while saving anything else of the line: an empty one to random text, an odd one to another. */
export function cannotBeKept(field: keyof typeof keptWords): PanelError {
  return new PanelError(
    'rejected',
    `The panel would change the line’s ${keptWords[field]} while saving anything else.`,
    {
      field,
      hint: `Change the ${keptWords[field]} in the same step, or make this change in the panel itself.`,
    },
  );
}

/** Columns a panel changes by itself, or on every edit (ISP data is cleared even when sent). */
const selfChanging: ReadonlySet<string> = new Set([
  'updated',
  'last_activity',
  'last_activity_array',
  'last_ip',
  'last_expiration_video',
  'as_number',
  'isp_desc',
  'play_token',
  'access_token',
]);

const columnOf: Readonly<Record<keyof LineChanges, string>> = {
  username: 'username',
  password: 'password',
  expiresAt: 'exp_date',
  bouquetIds: 'bouquet',
  maxConnections: 'max_connections',
  outputs: 'allowed_outputs',
  ownerId: 'member_id',
  packageId: 'package_id',
  trial: 'is_trial',
  allowedIps: 'allowed_ips',
  allowedUserAgents: 'allowed_ua',
  adminNotes: 'admin_notes',
  resellerNotes: 'reseller_notes',
  contact: 'contact',
  enabled: 'enabled',
  banned: 'admin_enabled',
};

/** Lists whose order means nothing: panels put bouquets into an order of their own and store numbers that were texts as numbers. */
const setColumns: ReadonlySet<string> = new Set(['bouquet', 'allowed_outputs', 'allowed_ips', 'allowed_ua']);

/** One spelling for what panels spell in several: `0`, `"0"` and null are the same nothing. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === 0 || value === '') return '0';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new PanelError('bad-answer', 'The panel answered something nested inside a row.');
}

function differs(column: string, before: Row, after: Row): boolean {
  // The one column where null ("never") and 0 ("long ago") are opposites.
  if (column === 'exp_date' && (before[column] === null) !== (after[column] === null)) return true;
  if (setColumns.has(column)) return !sameSet(read.textList(before, column), read.textList(after, column));
  return plain(before[column]) !== plain(after[column]);
}

/**
 * The columns that an edit touched although nobody asked for it. Empty when the panel kept its hands off.
 * @param expected columns that may change besides
 */
export function strayChanges(
  before: Row,
  after: Row,
  changes: LineChanges,
  expected: readonly string[] = [],
): string[] {
  const asked = new Set([
    ...(Object.keys(changes) as Array<keyof LineChanges>).map((key) => columnOf[key]),
    ...expected,
  ]);
  return Object.keys(before).filter(
    (column) =>
      !selfChanging.has(column) && !asked.has(column) && !isAdopted(column, before) && differs(column, before, after),
  );
}

/**
 * A line without an owner (its reseller was deleted) is given to the key's account by every edit, and nothing that can be sent prevents it. The edit
 * itself is done: reported as failed, it would be run again, and a renewal would count twice.
 */
function isAdopted(column: string, before: Row): boolean {
  return column === 'member_id' && plain(before[column]) === '0';
}
