import type { CloudResponse } from '../provider';
import { error } from './answers';
import { choices, readOnlyProperties } from './properties';

/** What HubSpot finds wrong with the values of a contact's properties; undefined if nothing. */
export function propertyProblem(properties: Record<string, string>, known: Set<string>): CloudResponse | undefined {
  const results = Object.entries(properties).flatMap(([name, value]) => {
    const [code, message] = problemOf(name, value, known) ?? [];
    return code ? [{ isValid: false, message, error: code, name }] : [];
  });
  if (results.length === 0) return undefined;
  return error(400, 'VALIDATION_ERROR', 'Property values were not valid', { validationResults: results });
}

function problemOf(name: string, value: string, known: Set<string>): [code: string, message: string] | undefined {
  if (!known.has(name)) return ['PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`];
  if (readOnlyProperties.includes(name))
    return ['READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`];
  if (name === 'email' && !isEmail(value)) return ['INVALID_EMAIL', `Email address ${value} is invalid`];
  const allowed = choices[name];
  if (allowed && value !== '' && !allowed.includes(value)) {
    return ['INVALID_OPTION', `${value} was not one of the allowed options: [${allowed.join(', ')}]`];
  }
  return undefined;
}

export function isEmail(value: string): boolean {
  return /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(value);
}

/** The v1 API's `properties: [{property, value}]` as an object; undefined if the body has another shape. */
export function v1Properties(body: Record<string, unknown> | undefined): Record<string, string> | undefined {
  const entries = body?.properties;
  if (!Array.isArray(entries)) return undefined;
  const pairs = entries.map((entry: { property?: unknown; value?: unknown } | null) => {
    return [entry?.property, valueText(entry?.value)] as const;
  });
  if (pairs.some(([name, value]) => typeof name !== 'string' || value === undefined)) return undefined;
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** The v3 API's `properties: {name: value}`; undefined if the body has another shape. */
export function v3Properties(body: Record<string, unknown> | undefined): Record<string, string> | undefined {
  const properties = body?.properties;
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return undefined;
  const pairs = Object.entries(properties).map(([name, value]) => [name, valueText(value)] as const);
  if (pairs.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** A property's value as HubSpot keeps it; undefined for what is no value. `null` clears a property. */
function valueText(value: unknown): string | undefined {
  if (value === null) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
