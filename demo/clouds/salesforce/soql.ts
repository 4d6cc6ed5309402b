import { asText } from '../provider';

export interface Query {
  fields: string[];
  object: string;
  /** All must hold. */
  where: Array<{ field: string; operator: string; value: string | number | boolean | null }>;
  orderBy?: { field: string; descending: boolean };
  limit?: number;
}

const literal = /'(?:[^'\\]|\\.)*'|[^\s)]+/.source;
const condition = new RegExp(`^\\s*([\\w.]+)\\s*(!=|>=|<=|=|>|<|LIKE)\\s*(${literal})\\s*$`, 'i');

/** As much of SOQL as n8n's node and templates write: fields, one object, conditions joined by AND, one ORDER BY, LIMIT. Undefined: malformed. */
export function parseSoql(text: string): Query | undefined {
  const match =
    /^\s*SELECT\s+(?<fields>[\w\s,.()]+?)\s+FROM\s+(?<object>\w+)(?:\s+WHERE\s+(?<where>.+?))?(?:\s+ORDER\s+BY\s+(?<by>[\w.]+)(?:\s+(?<way>ASC|DESC))?)?(?:\s+LIMIT\s+(?<limit>\d+))?\s*$/is.exec(
      text,
    );
  if (!match?.groups) return undefined;
  const { fields = '', object = '', where: conditions, by, way, limit } = match.groups;
  const where: Query['where'] = [];
  for (const part of conditions === undefined ? [] : conditions.split(/\s+AND\s+/i)) {
    const found = condition.exec(part.replace(/^\((.*)\)$/s, '$1'));
    if (!found) return undefined;
    const [, field = '', operator = '', value = ''] = found;
    where.push({ field, operator: operator.toUpperCase(), value: valueOf(value) });
  }
  return {
    fields: fields.split(',').map((field) => field.trim()),
    object,
    where,
    ...(by === undefined ? {} : { orderBy: { field: by, descending: way?.toUpperCase() === 'DESC' } }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
}

function valueOf(text: string): string | number | boolean | null {
  if (text.startsWith("'")) return text.slice(1, -1).replace(/\\(.)/g, '$1');
  if (text.toLowerCase() === 'null') return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

export function holds(record: Readonly<Record<string, unknown>>, { where }: Query): boolean {
  return where.every(({ field, operator, value }) => {
    const [, has = null] = Object.entries(record).find(([name]) => name.toLowerCase() === field.toLowerCase()) ?? [];
    if (operator === '=') return same(has, value);
    if (operator === '!=') return !same(has, value);
    if (operator === 'LIKE') {
      const pattern = String(value)
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('%', '.*');
      return new RegExp(`^${pattern}$`, 'is').test(text(has));
    }
    if (has === null || value === null) return false;
    const order = typeof value === 'number' ? Number(has) - value : text(has).localeCompare(String(value));
    return { '>': order > 0, '<': order < 0, '>=': order >= 0, '<=': order <= 0 }[operator] ?? false;
  });
}

/** Texts are compared without case, as Salesforce does. */
const same = (has: unknown, wanted: unknown): boolean =>
  typeof wanted === 'string' ? text(has).toLowerCase() === wanted.toLowerCase() : has === wanted;

const text = (value: unknown): string => (value === null || value === undefined ? '' : asText(value));
