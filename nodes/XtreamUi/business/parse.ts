import { asDay, invalidParameter, parseInstant } from '../../../panel';
import type { BusinessOperation, BusinessParameter, BusinessParameters } from './catalogue';
import { minorUnits } from './money';

/**
 * Checks what an operation was given before anything is sent, as far as it can be told without the daemon, which checks the rest.
 * @param timeZone IANA name, for dates without an offset
 * @throws PanelError `invalid-parameter` naming the field
 */
export function parseBusiness(
  operation: BusinessOperation,
  given: Readonly<Record<string, unknown>>,
  timeZone: string,
): Record<string, unknown> {
  return parseAll(operation.parameters, given, timeZone, '');
}

/** @param at where the values are, for messages; empty: at the top */
function parseAll(
  parameters: BusinessParameters,
  given: Readonly<Record<string, unknown>>,
  timeZone: string,
  at: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    if (Object.entries(parameter.showWhen ?? {}).some(([other, value]) => values[other] !== value)) continue;
    const value = given[name] === undefined ? parameter.default : given[name];
    if (isMissing(value)) {
      if (parameter.required === true) throw invalidParameter(at + name, 'is missing', `Give ${parameter.label}.`);
      continue;
    }
    values[name] = parseValue(at + name, parameter, value, timeZone);
  }
  for (const [name, { currencyIn }] of Object.entries(parameters)) {
    if (currencyIn === undefined || values[name] === undefined) continue;
    const currency = values[currencyIn];
    if (typeof currency !== 'string') {
      throw invalidParameter(name, 'is given without its currency', 'Give Currency as well.');
    }
    values[name] = minorUnits(name, values[name], currency);
  }
  return values;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function parseValue(name: string, parameter: BusinessParameter, value: unknown, timeZone: string): unknown {
  switch (parameter.kind) {
    case 'text':
    case 'subscription':
    case 'customer':
    case 'plan':
    case 'policy':
    case 'panel':
    case 'reconciliation':
      return asText(name, value);
    case 'line':
    case 'package':
      return asId(name, value);
    case 'amount':
      return value;
    case 'currency':
      return asCurrency(name, value);
    case 'decimal':
      return asDecimal(name, value);
    case 'integer':
      return asInteger(name, value, parameter);
    case 'switch':
      if (typeof value !== 'boolean') throw invalidParameter(name, 'must be true or false');
      return value;
    case 'instant':
      return parseInstant(asText(name, value), name, timeZone);
    case 'day':
      return asDay(name, asText(name, value), timeZone);
    case 'choice':
      return asChoice(name, value, parameter);
    case 'choices':
      return asList(name, value).map((item) => asChoice(name, item, parameter));
    case 'texts':
      return asList(name, value).map((item) => asText(name, item));
    case 'duration':
      return asDuration(name, value);
    case 'json':
      return asJson(name, value);
    case 'entries':
      return asEntries(name, parameter, value, timeZone);
  }
}

function asText(name: string, value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw invalidParameter(name, 'must be text');
  return value.trim();
}

function asId(name: string, value: unknown): string {
  const id = asText(name, value);
  if (/^[1-9]\d{0,15}$/.test(id)) return id;
  throw invalidParameter(name, 'must be an id, a whole number above 0', 'Choose it from the list.');
}

function asCurrency(name: string, value: unknown): string {
  const code = asText(name, value).toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw invalidParameter(name, 'must be a currency of ISO 4217', 'Give its three letters, as in EUR.');
}

function asDecimal(name: string, value: unknown): string {
  const text = asText(name, value);
  if (/^\d{1,15}(\.\d{1,15})?$/.test(text) && Number(text) > 0) return text;
  throw invalidParameter(
    name,
    'must be a number above zero',
    'Write it with a point before the decimals, as in 1.0834.',
  );
}

function asInteger(name: string, value: unknown, { min, max }: BusinessParameter): number {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw invalidParameter(name, 'must be a whole number');
  }
  if (min !== undefined && number < min) throw invalidParameter(name, `must be at least ${String(min)}`);
  if (max !== undefined && number > max) throw invalidParameter(name, `must be at most ${String(max)}`);
  return number;
}

function asList(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw invalidParameter(name, 'must be a list');
  return value as unknown[];
}

function asChoice(name: string, value: unknown, { options = [] }: BusinessParameter): string {
  const found = options.find((option) => option.value === value);
  if (found !== undefined) return found.value;
  throw invalidParameter(name, `must be one of ${options.map((option) => option.value).join(', ')}`);
}

function asDuration(name: string, value: unknown): object {
  const { amount, unit } = value as { amount?: unknown; unit?: unknown };
  return { amount: asInteger(name, amount, { kind: 'integer', label: '', min: 1 }), unit: asText(name, unit) };
}

function asJson(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw invalidParameter(name, 'is not JSON', 'Names and texts stand in double quotes.');
  }
}

function asEntries(name: string, { entry }: BusinessParameter, value: unknown, timeZone: string): object[] {
  const list = asList(name, value) as Array<Record<string, unknown>>;
  return list.map((each, index) => parseAll(entry?.parameters ?? {}, each, timeZone, `${name}.${String(index)}.`));
}
