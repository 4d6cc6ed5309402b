import type { CloudResponse } from '../provider';
import { error, record } from './answers';
import type { Contact } from './contacts';

/** HubSpot takes numbers for the texts it keeps. */
type Wanted = string | number;

interface Filter {
  propertyName: string;
  operator: string;
  value?: Wanted;
  values?: Wanted[];
  highValue?: Wanted;
}

const OPERATORS: Record<string, (value: string | undefined, filter: Filter) => boolean> = {
  EQ: (value, filter) => same(value, filter.value),
  NEQ: (value, filter) => !same(value, filter.value),
  LT: (value, filter) => compare(value, filter.value) < 0,
  LTE: (value, filter) => compare(value, filter.value) <= 0,
  GT: (value, filter) => compare(value, filter.value) > 0,
  GTE: (value, filter) => compare(value, filter.value) >= 0,
  BETWEEN: (value, filter) => compare(value, filter.value) >= 0 && compare(value, filter.highValue) <= 0,
  IN: (value, filter) => (filter.values ?? []).some((wanted) => same(value, wanted)),
  NOT_IN: (value, filter) => !(filter.values ?? []).some((wanted) => same(value, wanted)),
  HAS_PROPERTY: (value) => Boolean(value),
  NOT_HAS_PROPERTY: (value) => !value,
  CONTAINS_TOKEN: (value, filter) => contains(value, filter.value),
  NOT_CONTAINS_TOKEN: (value, filter) => !contains(value, filter.value),
};

/**
 * `POST /crm/v3/objects/contacts/search`: filters within a group are joined by "and", groups by "or"; five groups and
 * ten filters each at most; a page holds 200 at most (default 10).
 */
export function search(contacts: Contact[], body: Record<string, unknown>): CloudResponse {
  const groups = (body.filterGroups ?? []) as { filters?: Filter[] }[];
  const problem = shapeProblem(groups, body);
  if (problem) return error(400, 'VALIDATION_ERROR', problem);

  const matching = contacts.filter((contact) => {
    const filtered = groups.map(({ filters = [] }) =>
      filters.every((filter) => OPERATORS[filter.operator]?.(contact.properties[filter.propertyName], filter)),
    );
    return (groups.length === 0 || filtered.includes(true)) && mentions(contact, body.query);
  });
  const sorted = sort(matching, body.sorts);
  const after = Number(body.after ?? 0);
  const limit = Number(body.limit ?? 10);
  const page = sorted.slice(after, after + limit);
  const names = Array.isArray(body.properties) ? (body.properties as string[]) : undefined;
  const more = after + limit < sorted.length;
  return {
    status: 200,
    body: {
      total: sorted.length,
      results: page.map((contact) => record(contact, names)),
      ...(more ? { paging: { next: { after: String(after + limit) } } } : {}),
    },
  };
}

function shapeProblem(groups: unknown, body: Record<string, unknown>): string | undefined {
  if (!Array.isArray(groups)) return 'Invalid input JSON: filterGroups must be a list';
  if (groups.length > 5) return 'Too many filter groups: 5 at most';
  const limit = Number(body.limit ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) return `Invalid limit ${String(body.limit)}: 1 to 200`;
  for (const { filters } of groups as { filters?: Filter[] }[]) {
    if (!Array.isArray(filters) || filters.length === 0) return 'A filter group needs filters';
    if (filters.length > 10) return 'Too many filters in a group: 10 at most';
    for (const { propertyName, operator } of filters) {
      if (!propertyName) return 'A filter needs a propertyName';
      if (!OPERATORS[operator]) return `Invalid operator ${operator}`;
    }
  }
  return undefined;
}

function mentions(contact: Contact, query: unknown): boolean {
  if (typeof query !== 'string' || !query) return true;
  const { email, firstname, lastname, phone, company } = contact.properties;
  return [email, firstname, lastname, phone, company].some((value) => contains(value, query));
}

function sort(contacts: Contact[], sorts: unknown): Contact[] {
  const [first] = Array.isArray(sorts) ? (sorts as (string | { propertyName?: string; direction?: string })[]) : [];
  if (!first) return contacts;
  const { propertyName = 'createdate', direction = 'ASCENDING' } =
    typeof first === 'string' ? { propertyName: first } : first;
  const sign = direction === 'DESCENDING' ? -1 : 1;
  const value = (contact: Contact) => contact.properties[propertyName] ?? '';
  return [...contacts].sort((left, right) => {
    if (value(left) === value(right)) return 0;
    return value(left) < value(right) ? -sign : sign;
  });
}

function same(value: string | undefined, wanted: Wanted | undefined): boolean {
  return value?.toLowerCase() === String(wanted).toLowerCase();
}

function compare(value: string | undefined, bound: Wanted | undefined): number {
  return asNumber(value) - asNumber(bound);
}

/** A number, or a date as milliseconds: HubSpot compares both that way. */
function asNumber(value: Wanted | undefined): number {
  const number = Number(value);
  return Number.isNaN(number) ? Date.parse(String(value)) : number;
}

function contains(value: string | undefined, token: Wanted | undefined): boolean {
  const wanted = String(token ?? '')
    .toLowerCase()
    .replaceAll('*', '');
  return (value ?? '').toLowerCase().includes(wanted);
}
