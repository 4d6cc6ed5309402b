import type { Row } from '../decode';
import type { FormFields } from '../transport';
import type { LineChanges, Output } from '../types';
import {
  bouquetField,
  completeEditFields,
  expiryField,
  listFields,
  neverField,
  noteFields,
  textListFields,
} from '../xui/edit';
import { outputIds } from '../xui/fields';

/**
 * What edit_line of XC_VM 2.6 is sent. It keeps what is left out, an empty value clears, switches are on at `1` and off at `0`.
 * Source: XC_VM's API documentation and its tests of edit_line (2026).
 */

/** Only what changes: somebody who changes something else of the line at the same moment keeps their change. */
export function partialEditFields(id: string, changes: LineChanges): FormFields {
  const { username, password, expiresAt, enabled, banned, maxConnections, bouquetIds, ownerId, packageId } = changes;
  return [
    ['id', id],
    ...field('username', username),
    ...field('password', password),
    ...(expiresAt === undefined ? [] : [expiresAt === null ? neverField : expiryField(expiresAt)]),
    ...(enabled === undefined ? [] : [flag('enabled', enabled)]),
    ...(banned === undefined ? [] : [flag('admin_enabled', !banned)]),
    ...field('max_connections', maxConnections),
    ...(bouquetIds === undefined ? [] : [bouquetField(bouquetIds)]),
    ...listFields(
      'access_output',
      (changes.outputs ?? []).map((output: Output) => outputIds[output]),
    ),
    ...textListFields('allowed_ips', 'allowedIps', changes.allowedIps ?? []),
    ...textListFields('allowed_ua', 'allowedUserAgents', changes.allowedUserAgents ?? []),
    ...clearedFields(changes),
    ...(changes.trial === true ? [flag('is_trial', true)] : []),
    ...field('member_id', ownerId),
    ...field('package_id', packageId),
    ...noteFields(changes),
  ];
}

/**
 * The complete line, for a panel of which it is not known whether an edit keeps what it leaves out. Right where it keeps; where it replaces,
 * nothing of the line is lost, but emptying a list or ending a trial does not come about, and reading the line back tells of it: there
 * both are done by leaving the field out.
 */
export function eitherWayEditFields(stored: Row, changes: LineChanges): FormFields {
  return [...completeEditFields(stored, changes), ...clearedFields(changes)];
}

/** What is emptied or switched off, and must be named for that. */
function clearedFields({ outputs, allowedIps, allowedUserAgents, trial }: LineChanges): Array<[string, string]> {
  const lists = { access_output: outputs, allowed_ips: allowedIps, allowed_ua: allowedUserAgents };
  return [
    ...Object.entries(lists).flatMap(([name, list]): Array<[string, string]> =>
      list?.length === 0 ? [[name, '']] : [],
    ),
    ...(trial === false ? [flag('is_trial', false)] : []),
  ];
}

function field(name: string, value: string | number | undefined): Array<[string, string]> {
  return value === undefined ? [] : [[name, String(value)]];
}

function flag(name: string, on: boolean): [string, string] {
  return [name, on ? '1' : '0'];
}
