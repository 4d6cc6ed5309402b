import { createHash } from 'node:crypto';
import type { StripeEvent, StripeObject } from '../../stripe';
import { bearerToken, route, type CloudProvider, type CloudRequest, type CloudResponse, type Route } from '../provider';
import { expand } from './expand';
import { parseForm } from './form';
import { holdPath } from './hold';
import { stripeKinds, stripePrices, type StripeKind } from './kinds';
import { Sales } from './sales';

/**
 * As much of Stripe's API as stands around a payment: customers, the webhook endpoints that n8n's Stripe Trigger and the daemon register, payment
 * links, checkout and portal sessions, coupons and promotion codes (a repeated `Idempotency-Key` gives the first answer again), and for reading what the demo's payments left behind (subscriptions, invoices, charges …). Payments themselves are events, made by `demo/stripe`: they are
 * posted to `holdPath`, which Stripe does not have.
 */
export function createStripe({ secretKey }: { secretKey: string }): CloudProvider {
  const made = new Map<string, StripeObject[]>();
  const sales = new Sales();
  const answered = new Map<string, { body: string; answer: CloudResponse }>();
  const all = (collection: string, query: Record<string, unknown> = {}): StripeObject[] => [
    ...(made.get(collection) ?? [])
      .filter((object) =>
        ['email', 'code', 'customer', 'coupon'].every(
          (name) => query[name] === undefined || object[name] === query[name],
        ),
      )
      .reverse(),
    ...sales.list(collection, query),
  ];
  const find = (collection: string, id: string): StripeObject | undefined =>
    (made.get(collection) ?? []).find((object) => object.id === id) ?? sales.find(id, collection);
  const isCollection = (name: string): boolean => name in stripeKinds || sales.has(name);
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
    const kind = stripeKinds[collection];
    if (!kind) return noRoute(request);
    const key = request.headers['idempotency-key'];
    const before = key === undefined ? undefined : answered.get(key);
    if (before && before.body !== request.body)
      return error(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Key: ${key ?? ''}`,
        { type: 'idempotency_error' },
      );
    if (before) return { ...before.answer, headers: { 'idempotent-replayed': 'true' } };
    const answer = make(request, collection, kind);
    if (key !== undefined) answered.set(key, { body: request.body, answer });
    return answer;
  }

  function make(request: CloudRequest, collection: string, kind: StripeKind): CloudResponse {
    const fields = parseForm(request.body);
    const lacking = kind.required.find((names) => names.every((name) => !fields[name]));
    if (lacking)
      return error(400, `Missing required param: ${lacking[0] ?? ''}.`, {
        code: 'parameter_missing',
        param: lacking[0],
      });
    for (const [param, other] of Object.entries(kind.references ?? {})) {
      const id = fields[param];
      if (typeof id === 'string' && !find(other, id))
        return error(400, `No such ${stripeKinds[other]?.object ?? other}: '${id}'`, {
          code: 'resource_missing',
          param,
        });
    }
    const items = (fields['line_items'] ?? []) as Array<{ price?: string }>;
    const strange = items.find(({ price }) => price && !stripePrices.includes(price) && !find('prices', price));
    if (strange)
      return error(400, `No such price: '${strange.price ?? ''}'`, {
        code: 'resource_missing',
        param: 'line_items[0][price]',
      });
    const before = made.get(collection) ?? [];
    const { id: own, code } = fields;
    if (typeof own === 'string' && find(collection, own))
      return error(400, `${kind.object} already exists.`, { code: 'resource_already_exists' });
    if (collection === 'promotion_codes' && code !== undefined && before.some((one) => one['code'] === code))
      return error(400, `An active promotion code with code \`${text(code)}\` already exists.`, {
        code: 'resource_already_exists',
      });
    const seed = `${collection}|${before.length}|${request.body}`;
    const digest = createHash('sha256').update(seed).digest('base64url').replaceAll(/[-_]/g, 'x');
    const id = typeof own === 'string' ? own : kind.prefix + digest.slice(0, 14);
    const object: StripeObject = {
      object: kind.object,
      created: Math.floor(request.at.getTime() / 1000),
      livemode: false,
      metadata: {},
      ...fields,
      id,
      ...kind.add?.(id, fields),
      ...(collection === 'webhook_endpoints' ? { secret: `whsec_${digest}` } : {}),
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
    ['GET', /^\/v1\/(?<collection>(?:checkout\/|billing_portal\/)?[a-z_]+)$/, list],
    ['POST', /^\/v1\/(?<collection>(?:checkout\/|billing_portal\/)?[a-z_]+)$/, create],
    [
      'GET',
      /^\/v1\/(?<collection>(?:checkout\/|billing_portal\/)?[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, _collection, request) => ({
        status: 200,
        body: expanded(withoutSecret(object), parseForm(request.query)),
      })),
    ],
    [
      'POST',
      /^\/v1\/(?<collection>(?:checkout\/|billing_portal\/)?[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, collection, request) =>
        collection in stripeKinds
          ? { status: 200, body: withoutSecret(Object.assign(object, parseForm(request.body))) }
          : noRoute(request),
      ),
    ],
    [
      'DELETE',
      /^\/v1\/(?<collection>(?:checkout\/|billing_portal\/)?[a-z_]+)\/(?<id>[^/]+)$/,
      one((object, collection, request) => {
        if (!(collection in stripeKinds)) return noRoute(request);
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
      answered.clear();
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
  const type = stripeKinds[collection]?.object ?? collection.replace(/s$/, '');
  return error(404, `No such ${type}: '${id}'`, { code: 'resource_missing', param });
}

function noRoute(request: CloudRequest): CloudResponse {
  return error(404, `Unrecognized request URL (${request.method}: ${request.path}).`);
}

function error(status: number, message: string, more: object = {}): CloudResponse {
  return { status, body: { error: { type: 'invalid_request_error', message, ...more } } };
}
