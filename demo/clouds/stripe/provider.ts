import { createHash } from 'node:crypto';
import type { StripeEvent, StripeObject } from '../../stripe';
import { bearerToken, route, type CloudProvider, type CloudRequest, type CloudResponse, type Route } from '../provider';
import { expand } from './expand';
import { parseForm } from './form';
import { holdPath } from './hold';
import { Sales } from './sales';

/** What can be made through the API: collection in the URL → type and id prefix of what is in it. */
const MADE: Record<string, { object: string; prefix: string }> = {
  customers: { object: 'customer', prefix: 'cus_' },
  webhook_endpoints: { object: 'webhook_endpoint', prefix: 'we_' },
};

/**
 * As much of Stripe's API as stands around a payment: customers, the webhook endpoints that n8n's Stripe Trigger and the daemon register, and for
 * reading what the demo's payments left behind (subscriptions, invoices, charges …). Payments themselves are events, made by `demo/stripe`: they are
 * posted to `holdPath`, which Stripe does not have.
 */
export function createStripe({ secretKey }: { secretKey: string }): CloudProvider {
  const made = new Map<string, StripeObject[]>();
  const sales = new Sales();
  const all = (collection: string, query: Record<string, unknown> = {}): StripeObject[] => [
    ...(made.get(collection) ?? [])
      .filter(({ email }) => query['email'] === undefined || email === query['email'])
      .reverse(),
    ...sales.list(collection, query),
  ];
  const find = (collection: string, id: string): StripeObject | undefined =>
    (made.get(collection) ?? []).find((object) => object.id === id) ?? sales.find(id, collection);
  const isCollection = (name: string): boolean => name in MADE || sales.has(name);
  const expanded = (value: unknown, query: Record<string, unknown>): unknown =>
    (Array.isArray(query['expand']) ? (query['expand'] as string[]) : []).reduce<unknown>(
      (result, path) =>
        expand(
          result,
          path.split('.'),
          (id) => sales.find(id) ?? (made.get('customers') ?? []).find((object) => object.id === id),
          (invoiceId) => sales.payments(invoiceId),
        ),
      value,
    );

  function create(request: CloudRequest, { collection = '' }: Record<string, string>): CloudResponse {
    const kind = MADE[collection];
    if (!kind) return noRoute(request);
    const fields = parseForm(request.body);
    if (collection === 'webhook_endpoints' && !(fields['url'] && fields['enabled_events'])) {
      const param = fields['url'] ? 'enabled_events' : 'url';
      return error(400, `Missing required param: ${param}.`, { code: 'parameter_missing', param });
    }
    const before = made.get(collection) ?? [];
    const seed = `${collection}|${before.length}|${request.body}`;
    const digest = createHash('sha256').update(seed).digest('base64url').replaceAll(/[-_]/g, 'x');
    const object: StripeObject = {
      id: kind.prefix + digest.slice(0, 14),
      object: kind.object,
      created: Math.floor(request.at.getTime() / 1000),
      livemode: false,
      metadata: {},
      ...fields,
      ...(collection === 'webhook_endpoints' ? { status: 'enabled', secret: `whsec_${digest}` } : {}),
    };
    made.set(collection, [...before, object]);
    return { status: 200, body: object };
  }

  function list(request: CloudRequest, { collection = '' }: Record<string, string>): CloudResponse {
    if (!isCollection(collection)) return noRoute(request);
    const query = parseForm(request.query);
    const limit = Number(query['limit'] ?? 10);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
      return error(400, 'Invalid integer: limit must be between 1 and 100.', { param: 'limit' });
    }
    const matching = all(collection, query);
    const after = query['starting_after'];
    const start = after === undefined ? 0 : matching.findIndex((object) => object.id === after) + 1;
    if (after !== undefined && start === 0)
      return missing(collection, request.query.get('starting_after') ?? '', 'starting_after');
    const page = {
      object: 'list',
      url: `/v1/${collection}`,
      has_more: matching.length > start + limit,
      data: matching.slice(start, start + limit).map(withoutSecret),
    };
    return { status: 200, body: expanded(page, query) };
  }

  const one = (use: (object: StripeObject, collection: string, request: CloudRequest) => CloudResponse): Route[2] => {
    return (request, { collection = '', id = '' }) => {
      if (!isCollection(collection)) return noRoute(request);
      const object = find(collection, id);
      return object ? use(object, collection, request) : missing(collection, id, 'id');
    };
  };

  function hold(request: CloudRequest): CloudResponse {
    sales.hold(JSON.parse(request.body) as StripeEvent[]);
    return { status: 200, body: {} };
  }

  const routes: Route[] = [
    ['POST', new RegExp(`^${holdPath}$`), hold],
    [
      'GET',
      /^\/v1\/account$/,
      () => ({ status: 200, body: { id: 'acct_demo', object: 'account', charges_enabled: true } }),
    ],
    ['GET', /^\/v1\/(?<collection>[a-z_]+)$/, list],
    ['POST', /^\/v1\/(?<collection>[a-z_]+)$/, create],
    [
      'GET',
      /^\/v1\/(?<collection>[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, _collection, request) => ({
        status: 200,
        body: expanded(withoutSecret(object), parseForm(request.query)),
      })),
    ],
    [
      'POST',
      /^\/v1\/(?<collection>[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, collection, request) =>
        collection in MADE
          ? { status: 200, body: withoutSecret(Object.assign(object, parseForm(request.body))) }
          : noRoute(request),
      ),
    ],
    [
      'DELETE',
      /^\/v1\/(?<collection>[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, collection, request) => {
        if (!(collection in MADE)) return noRoute(request);
        made.set(
          collection,
          (made.get(collection) ?? []).filter((kept) => kept !== object),
        );
        return { status: 200, body: { id: object.id, object: object.object, deleted: true } };
      }),
    ],
  ];

  return {
    name: 'Stripe',
    hosts: ['api.stripe.com'],
    unauthorized(request) {
      const key = bearerToken(request);
      if (key === secretKey) return undefined;
      return error(401, key ? 'Invalid API Key provided' : 'You did not provide an API key.');
    },
    handle: (request) => route(routes, request, noRoute(request)),
    failure: (status) =>
      status === 429
        ? error(429, 'Too many requests hit the API too quickly.', { code: 'rate_limit' })
        : error(status, 'An unknown error occurred', { type: 'api_error' }),
    tables: () => [
      {
        title: 'Stripe customers',
        columns: ['id', 'e-mail', 'name'],
        rows: all('customers').map(({ id, email, name }) => [id, text(email), text(name)]),
      },
      {
        title: 'Stripe subscriptions',
        columns: ['id', 'customer', 'status'],
        rows: all('subscriptions', { status: 'all' }).map(({ id, customer, status }) => [
          id,
          text(customer),
          text(status),
        ]),
      },
    ],
    reset() {
      made.clear();
      sales.clear();
    },
  };
}

/** The signing secret is shown once, when the endpoint is created. */
function withoutSecret({ secret: _secret, ...object }: StripeObject): object {
  return object;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function missing(collection: string, id: string, param: string): CloudResponse {
  const type = MADE[collection]?.object ?? collection.replace(/s$/, '');
  return error(404, `No such ${type}: '${id}'`, { code: 'resource_missing', param });
}

function noRoute(request: CloudRequest): CloudResponse {
  return error(404, `Unrecognized request URL (${request.method}: ${request.path}).`);
}

function error(status: number, message: string, more: object = {}): CloudResponse {
  return { status, body: { error: { type: 'invalid_request_error', message, ...more } } };
}
