import { read, type Row } from '../decode';
import { invalidParameter } from '../errors';
import { sameSet } from '../line';
import type { DeviceSale, LineSale, SellingTerms } from '../parts';
import { wouldBeMangled } from '../rules';
import type { LineChanges } from '../types';
import { cannotBeKept, listFields, noteFields, textListFields } from '../xui/edit';

/**
 * What create_line and edit_line of the reseller API must be sent. Source: XC_VM's reseller API (2025), partly seen on a running panel.
 *
 * An edit keeps expiry, credentials, status and connections, but:
 * - contact and notes left out are wiped; IP addresses, players and the ISP lock, too, where the group may restrict lines
 * - the owner left out becomes whoever the key belongs to: a sub-reseller would lose the line
 * - of a line with a package, bouquets and outputs become the package's again, and fractions of a credit are cut off the balance
 * - where the group may choose bouquets, a request without any dies in PHP 8 with an empty body
 */

type Fields = Array<[string, string]>;

/** Values of a line that an edit can change. Its status has actions of its own. */
export const editable = [
  'username',
  'password',
  'ownerId',
  'allowedIps',
  'allowedUserAgents',
  'resellerNotes',
  'contact',
] as const satisfies ReadonlyArray<keyof LineChanges>;

/** What a sale and an edit may be asked for only where the group allows it: the panel would leave it out without a word. */
export function checkAllowed(asked: LineChanges, terms: SellingTerms): void {
  const refuse = (field: keyof LineChanges, what: string): never => {
    throw invalidParameter(
      field,
      `cannot be chosen: the reseller’s group may not ${what}`,
      'Leave it out, or have the panel’s administrator allow it to the group.',
    );
  };
  if (asked.username !== undefined && !terms.ownUsernames) refuse('username', 'choose usernames');
  if (asked.password !== undefined && !terms.ownPasswords) refuse('password', 'choose passwords');
  if (asked.bouquetIds !== undefined && !terms.choosesBouquets) refuse('bouquetIds', 'choose bouquets');
  if ((asked.allowedIps?.length ?? 0) > 0 && !terms.restricts) refuse('allowedIps', 'restrict lines');
  if ((asked.allowedUserAgents?.length ?? 0) > 0 && !terms.restricts) refuse('allowedUserAgents', 'restrict lines');
}

/** The bouquets to send: never none. What is not the package's is left out by the panel. */
function bouquetFields(ids: readonly string[]): Fields {
  return listFields('bouquets_selected', ids.length > 0 ? ids : ['0']);
}

/** What creating a line and creating a device have in common. @param packageRow as `packages` answers it */
function saleFields(sale: Omit<DeviceSale, 'mac'>, packageRow: Row): Fields {
  return [
    ['package', sale.packageId],
    ...(sale.trial ? [['trial', '1'] as [string, string]] : []),
    ...bouquetFields(sale.bouquetIds ?? read.idList(packageRow, 'bouquets')),
    ...(sale.ownerId === undefined ? [] : [['member_id', sale.ownerId] as [string, string]]),
    // Left out it is off for groups that may restrict lines, whatever the package says.
    ...(read.flag(packageRow, 'is_isplock') ? [['is_isplock', '1'] as [string, string]] : []),
  ];
}

/** The fields of create_line. */
export function lineSaleFields(sale: LineSale, packageRow: Row): Fields {
  return [
    ['username', sale.username],
    ['password', sale.password],
    ...saleFields(sale, packageRow),
    ...textListFields('allowed_ips', 'allowedIps', sale.allowedIps ?? []),
    ...textListFields('allowed_ua', 'allowedUserAgents', sale.allowedUserAgents ?? []),
    ...noteFields(only(sale, 'contact', 'resellerNotes')),
  ];
}

/** The fields of create_mag and create_enigma. */
export function deviceSaleFields(sale: DeviceSale, packageRow: Row): Fields {
  return [['mac', sale.mac], ...saleFields(sale, packageRow), ...noteFields(only(sale, 'resellerNotes'))];
}

function only<T extends object, Name extends keyof T>(values: T, ...names: Name[]): Pick<T, Name> {
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Pick<T, Name>;
}

/** The complete set of fields for edit_line: all that it would not keep by itself, as stored, with the changes in it. */
export function editFields(stored: Row, changes: LineChanges, terms: SellingTerms): Fields {
  const ips = changes.allowedIps ?? read.textList(stored, 'allowed_ips');
  const agents = changes.allowedUserAgents ?? read.textList(stored, 'allowed_ua');
  const notes = {
    contact: changes.contact ?? read.text(stored, 'contact') ?? '',
    resellerNotes: changes.resellerNotes ?? read.text(stored, 'reseller_notes') ?? '',
  };
  for (const name of ['contact', 'resellerNotes'] as const) {
    if (changes[name] === undefined && wouldBeMangled(notes[name])) throw cannotBeKept(name);
  }
  if (terms.restricts && changes.allowedIps === undefined && ips.some(wouldBeMangled)) throw cannotBeKept('allowedIps');
  if (terms.restricts && changes.allowedUserAgents === undefined && agents.some(wouldBeMangled))
    throw cannotBeKept('allowedUserAgents');
  const owner = changes.ownerId ?? read.idOrNull(stored, 'member_id');
  return [
    ['id', read.requiredId(stored)],
    ...(changes.username === undefined ? [] : [['username', changes.username] as [string, string]]),
    ...(changes.password === undefined ? [] : [['password', changes.password] as [string, string]]),
    ...(owner === null ? [] : [['member_id', owner] as [string, string]]),
    ...bouquetFields(read.idList(stored, 'bouquet')),
    ...(terms.restricts ? textListFields('allowed_ips', 'allowedIps', ips) : []),
    ...(terms.restricts ? textListFields('allowed_ua', 'allowedUserAgents', agents) : []),
    ...(['is_isplock', 'bypass_ua'] as const)
      .filter((name) => read.flag(stored, name))
      .map((name): [string, string] => [name, '1']),
    // What is to be empty is left out, which wipes it; sent empty, it would be stored as an empty text.
    ...noteFields(Object.fromEntries(Object.entries(notes).filter(([, text]) => text !== ''))),
  ];
}

/**
 * Refuses an edit that would put a line's bouquets or outputs back to its package's. An administrator may have given it others.
 * @param packageRow the line's package; undefined where the account is not told of it
 * @throws PanelError `rejected`
 */
export function checkContentsKept(stored: Row, packageRow: Row | undefined, terms: SellingTerms): void {
  if (read.idOrNull(stored, 'package_id') === null) return;
  const own = read.idList(stored, 'bouquet');
  const sold = packageRow === undefined ? [] : read.idList(packageRow, 'bouquets');
  const chosen = terms.choosesBouquets && own.length > 0 && own.every((id) => sold.includes(id));
  if (packageRow === undefined || (!chosen && !sameSet(own, sold))) throw cannotBeKept('bouquetIds');
  if (!sameSet(read.idList(stored, 'allowed_outputs'), read.idList(packageRow, 'output_formats')))
    throw cannotBeKept('outputs');
}

/** The columns of a line that a renewal sets from the package. */
export const soldColumns = [
  'exp_date',
  'is_trial',
  'bouquet',
  'max_connections',
  'is_restreamer',
  'force_server_id',
  'forced_country',
  'is_isplock',
  'allowed_outputs',
  'package_id',
] as const;

/**
 * Whether a renewal with this package counts from the expiry and not from today: where the package asks for it, it must give what the line's own
 * package gives (XC_VM source). Of a package that is not sold to this account nothing is known: the days left are not put at risk.
 */
export function keepsDaysLeft(stored: Row, next: Row, packages: readonly Row[]): boolean {
  const ownId = read.idOrNull(stored, 'package_id');
  if (ownId === null || !read.flag(next, 'check_compatible')) return true;
  const own = packages.find((row) => read.requiredId(row) === ownId);
  if (own === undefined) return false;
  return (
    (['bouquets', 'output_formats'] as const).every((name) => sameList(own, next, name)) &&
    ['is_restreamer', 'is_isplock', 'max_connections', 'force_server_id', 'forced_country', 'lock_device'].every(
      (name) => (read.text(own, name) ?? '') === (read.text(next, name) ?? ''),
    )
  );
}

/** In the same order, as the panel compares them. */
function sameList(one: Row, other: Row, name: string): boolean {
  return JSON.stringify(read.idList(one, name)) === JSON.stringify(read.idList(other, name));
}
