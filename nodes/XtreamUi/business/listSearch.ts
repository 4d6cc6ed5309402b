import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { connectDaemon } from '../../shared';
import { matching, picked } from '../methods/picked';

/** Lists of the resource locators that name what the daemon knows. What fails is shown in the list itself. */

const pageSize = 100;

type Row = Record<string, unknown>;
type Search = (
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Searched by the daemon, page by page. */
function pagedSearch(path: string, at: string, itemOf: (row: Row) => INodeListSearchItems): Search {
  return async function search(filter, paginationToken) {
    return await picked(this, async () => {
      const query = { search: (filter ?? '').trim(), after: paginationToken, limit: pageSize };
      const { body } = await (await connectDaemon(this)).call('GET', path, { query });
      const { [at]: rows, next } = body as Row;
      return {
        results: ((rows ?? []) as Row[]).map(itemOf),
        ...(next === null || next === undefined ? {} : { paginationToken: String(next) }),
      };
    });
  };
}

/** Of a list that is short enough to come whole. */
function wholeSearch(path: string, at: string, itemOf: (row: Row) => INodeListSearchItems): Search {
  return async function search(filter) {
    return await picked(this, async () => {
      const { body } = await (await connectDaemon(this)).call('GET', path);
      return matching((((body as Row)[at] ?? []) as Row[]).map(itemOf), filter);
    });
  };
}

const words = (...parts: unknown[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(' – ');

function named(name: unknown, label: unknown): INodeListSearchItems {
  const value = String(name);
  return { name: typeof label === 'string' && label !== '' ? `${label} (${value})` : value, value };
}

export const businessSearches = {
  searchSubscriptions: pagedSearch('/v1/subscriptions', 'subscriptions', ({ id, plan, state }) => ({
    name: words(id, plan, state),
    value: String(id),
  })),
  searchCustomers: pagedSearch('/v1/customers', 'customers', ({ id, name, email }) => ({
    name: words(name, email) || String(id),
    value: String(id),
  })),
  searchPlans: wholeSearch('/v1/plans', 'plans', ({ plan, label }) => named(plan, label)),
  searchDunningPolicies: wholeSearch('/v1/dunning-policies', 'policies', ({ policy, label }) => named(policy, label)),
  searchReconciliations: wholeSearch('/v1/reconciliations', 'reconciliations', ({ id, startedAt }) => ({
    name: words(startedAt, id),
    value: String(id),
  })),
} satisfies Record<string, Search>;
