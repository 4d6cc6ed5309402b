import type { IExecuteFunctions } from 'n8n-workflow';
import { invalidParameter, type Operation, type Parameter } from '../../../panel';
import { choiceOf, neverOf, passwordOf, unitOf, usernameOf, type ExpiryChoice } from '../description/fields';
import { layoutOf } from '../description/layout';

/** Looks up a field of the node by its name; undefined where it is not there. */
type Field = (name: string) => unknown;

/** What the node's fields say, in the catalogue's words. Not checked yet: that is for parseParameters. */
export function givenParameters(
  context: IExecuteFunctions,
  operation: Operation,
  itemIndex: number,
): Record<string, unknown> {
  const layout = layoutOf(operation);
  const given: Record<string, unknown> = {};
  const take = (names: readonly string[], field: Field): void => {
    for (const name of names) {
      const value = valueOf(name, operation.parameters[name] as Parameter, field);
      if (value !== undefined) given[name] = value;
    }
  };
  const options = context.getNodeParameter('options', itemIndex, {}) as Record<string, unknown>;
  take(layout.upFront, (name) => context.getNodeParameter(name, itemIndex, null) ?? options[name] ?? undefined);
  if (layout.collection !== undefined) {
    const added = context.getNodeParameter(layout.collection.name, itemIndex, {}) as Record<string, unknown>;
    take(layout.collection.parameters, (name) => added[name] ?? undefined);
  }
  if (layout.sort) {
    const { rule } = context.getNodeParameter('sort', itemIndex, {}) as {
      rule?: { sortBy: string; direction: string };
    };
    if (rule !== undefined) Object.assign(given, { sortBy: rule.sortBy, descending: rule.direction === 'descending' });
  }
  return given;
}

function valueOf(name: string, parameter: Parameter, field: Field): unknown {
  const raw = field(name);
  switch (parameter.kind) {
    case 'line':
      return lineReference(name, raw, field);
    case 'mag':
    case 'enigma2':
      return deviceReference(raw);
    case 'package':
    case 'bouquet':
    case 'owner':
    case 'connection':
    case 'server':
    case 'group':
    case 'category':
    case 'stream':
    case 'channel':
    case 'station':
    case 'movie':
    case 'episode':
    case 'series':
    case 'id':
      return located(raw);
    case 'expiry':
      return expiry(name, parameter, field);
    case 'date':
      return dateText(raw);
    case 'duration':
      return raw === undefined ? undefined : { amount: raw, unit: field(unitOf(name)) };
    case 'bouquets':
    case 'categories':
    case 'servers':
    case 'ids':
    case 'choices':
      return typeof raw === 'string' ? listIn(raw, /[,\n]/) : raw;
    case 'pairs':
      return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
        ? ((raw as { pair?: unknown }).pair ?? [])
        : raw;
    case 'texts':
      return typeof raw === 'string' ? listIn(raw, /\n/) : raw;
    case 'mac':
    case 'username':
    case 'password':
      return typeof raw === 'string' && raw.trim() === '' ? undefined : raw;
    default:
      return raw;
  }
}

/** The parts of a text, without empty ones. */
export function listIn(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What a resource locator holds, or the plain value where an expression took its place. */
export function located(raw: unknown): unknown {
  const value = typeof raw === 'object' && raw !== null && 'value' in raw ? (raw as { value: unknown }).value : raw;
  return value === '' || value === null ? undefined : value;
}

/** The locator's line; where the panel knows lines by username and password only, the password comes from a field of its own, or both do. */
function lineReference(name: string, raw: unknown, field: Field): unknown {
  const value = located(raw);
  const byUsername = typeof raw === 'object' && (raw as { mode?: string } | null)?.mode === 'username';
  if (value !== undefined && !byUsername) return { id: value };
  const username = asGiven(value ?? field(usernameOf(name)));
  const password = asGiven(field(passwordOf(name)));
  if (username === '') return undefined;
  return password === '' ? { username } : { username, password };
}

function asGiven(raw: unknown): string {
  return typeof raw === 'string' || typeof raw === 'number' ? String(raw) : '';
}

function deviceReference(raw: unknown): unknown {
  const value = located(raw);
  if (value === undefined) return undefined;
  const byMac = typeof raw === 'object' && (raw as { mode?: string } | null)?.mode === 'mac';
  return byMac ? { mac: String(value) } : { id: value };
}

/** @returns null: never. @throws PanelError `invalid-parameter` when the fields contradict each other */
function expiry(name: string, parameter: Parameter, field: Field): unknown {
  const choice = field(choiceOf(name)) as ExpiryChoice | undefined;
  const date = dateText(field(name));
  if (choice === 'never') return null;
  if (choice === 'package') return undefined;
  if (choice === 'date' && date === undefined) {
    throw invalidParameter(name, 'is missing', 'Give a date, or choose another kind of expiry.');
  }
  if (field(neverOf(name)) === true) {
    if (date === undefined) return null;
    throw invalidParameter(name, 'is given, and "Never expires" too', 'Keep one of the two fields.');
  }
  return date;
}

/** A date as text: what the date picker stores, or a Luxon DateTime or Date from an expression. */
export function dateText(raw: unknown): unknown {
  if (raw === undefined || raw === '') return undefined;
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? String(raw) : raw.toISOString();
  if (typeof raw === 'object' && raw !== null && 'toISO' in raw)
    return (raw as { toISO(): string | null }).toISO() ?? '';
  return raw;
}
