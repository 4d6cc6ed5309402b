import { createHash } from 'node:crypto';
import { bearerToken, route, type CloudProvider, type CloudRequest, type CloudResponse, type Route } from './provider';

type StripeObject = { id: string; object: string; created: number; [field: string]: unknown };

/** Collection in the URL → type and id prefix of what is in it. */
const COLLECTIONS: Record<string, { object: string; prefix: string }> = {
  customers: { object: 'customer', prefix: 'cus_' },
  charges: { object: 'charge', prefix: 'ch_' },
  webhook_endpoints: { object: 'webhook_endpoint', prefix: 'we_' },
};

/**
 * As much of Stripe's API as n8n's Stripe nodes need around a payment: the credential test, customers, and the webhook
 * endpoint the Stripe Trigger registers. Payments themselves arrive as signed events, not through here.
 */
export function createStripe({ secretKey }: { secretKey: string }): CloudProvider {
  const collections = new Map<string, StripeObject[]>();
  const all = (collection: string) => collections.get(collection) ?? [];
  const find = (collection = '', id = '') => all(collection).find((object) => object.id === id);

  function create(request: CloudRequest, { collection = '' }: Record<string, string>): CloudResponse {
    const kind = COLLECTIONS[collection];
    if (!kind || collection === 'charges') return noRoute(request);
    const fields = parseForm(request.body);
    if (collection === 'webhook_endpoints' && !(fields.url && fields.enabled_events)) {
      const param = fields.url ? 'enabled_events' : 'url';
      return error(400, `Missing required param: ${param}.`, { code: 'parameter_missing', param });
    }
    const seed = `${collection}|${all(collection).length}|${request.body}`;
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
    collections.set(collection, [...all(collection), object]);
    return { status: 200, body: object };
  }

  function list(request: CloudRequest, { collection = '' }: Record<string, string>): CloudResponse {
    if (!COLLECTIONS[collection]) return noRoute(request);
    const limit = Number(request.query.get('limit') ?? 10);
    const email = request.query.get('email');
    const matching = all(collection)
      .filter((object) => email === null || object.email === email)
      .reverse();
    const start = matching.findIndex((object) => object.id === request.query.get('starting_after')) + 1;
    const data = matching.slice(start, start + limit).map(withoutSecret);
    return {
      status: 200,
      body: { object: 'list', url: `/v1/${collection}`, has_more: matching.length > start + limit, data },
    };
  }

  const one = (use: (object: StripeObject, collection: string, request: CloudRequest) => CloudResponse): Route[2] => {
    return (request, { collection = '', id = '' }) => {
      const object = find(collection, id);
      const type = COLLECTIONS[collection]?.object ?? collection;
      return object
        ? use(object, collection, request)
        : error(404, `No such ${type}: '${id}'`, { code: 'resource_missing', param: 'id' });
    };
  };
  const routes: Route[] = [
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
      one((object) => ({ status: 200, body: withoutSecret(object) })),
    ],
    [
      'POST',
      /^\/v1\/(?<collection>[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, _collection, request) => ({
        status: 200,
        body: withoutSecret(Object.assign(object, parseForm(request.body))),
      })),
    ],
    [
      'DELETE',
      /^\/v1\/(?<collection>[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, collection) => {
        collections.set(
          collection,
          all(collection).filter((kept) => kept !== object),
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
    ],
    reset: () => collections.clear(),
  };
}

/** Stripe's form encoding: `metadata[line]=7`, `enabled_events[0]=*`. */
function parseForm(body: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(body)) {
    const [name = '', inner] = key.split(/[[\]]+/);
    if (inner === undefined) result[name] = value;
    else if (inner === '' || /^\d+$/.test(inner))
      result[name] = [...((result[name] as unknown[] | undefined) ?? []), value];
    else result[name] = { ...(result[name] as object | undefined), [inner]: value };
  }
  return result;
}

/** The signing secret is shown once, when the endpoint is created. */
function withoutSecret({ secret: _secret, ...object }: StripeObject): object {
  return object;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function noRoute(request: CloudRequest): CloudResponse {
  return error(404, `Unrecognized request URL (${request.method}: ${request.path}).`);
}

function error(status: number, message: string, more: object = {}): CloudResponse {
  return { status, body: { error: { type: 'invalid_request_error', message, ...more } } };
}
