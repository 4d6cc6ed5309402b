import { openBench, type Bench } from './testing/bench';

interface Operation {
  operationId?: string;
  summary?: string;
  security?: unknown[];
  parameters?: Array<{ name: string; in: string; required?: boolean; schema: object }>;
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: object }> }>;
}
interface Document {
  openapi: string;
  info: { version: string };
  components: { schemas: Record<string, object>; securitySchemes: object };
  paths: Record<string, Record<string, Operation>>;
}

describe('/openapi.json', () => {
  let bench: Bench;
  let document: Document;
  let operations: Array<[string, Operation]>;
  beforeAll(async () => {
    bench = await openBench();
    document = (await bench.call('GET', '/openapi.json')).body as unknown as Document;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(() => bench.close());

  it('describes every route', () => {
    expect(operations.map(([route]) => route).sort()).toEqual(
      [
        'GET /healthz',
        'GET /v1/matches',
        'POST /v1/matches',
        'POST /v1/matches/rejections',
        'GET /v1/reconciliations',
        'POST /v1/reconciliations',
        'GET /v1/reconciliations/{reconciliation}',
        'POST /v1/reconciliations/{reconciliation}/fixes',
        'GET /v1/reports/revenue',
        'GET /v1/subscriptions',
        'GET /v1/subscriptions/{subscription}',
        'POST /v1/subscriptions',
        'POST /v1/subscriptions/{subscription}/actions',
        'POST /v1/subscriptions/{subscription}/cancel',
        'POST /v1/subscriptions/{subscription}/lines',
        'POST /v1/subscriptions/{subscription}/plan',
        'POST /v1/subscriptions/{subscription}/payments',
        'DELETE /v1/subscriptions/{subscription}/lines/{panel}/{line}',
        'GET /v1/actions',
        'GET /v1/attention',
        'POST /v1/attention/{matter}/resolve',
        'GET /v1/commands',
        'GET /v1/customers',
        'GET /v1/customers/{customer}',
        'GET /v1/customers/by/{system}/{externalId}',
        'PUT /v1/customers/{customer}',
        'PUT /v1/customers/{customer}/links/{system}',
        'DELETE /v1/customers/{customer}/links/{system}',
        'GET /readyz',
        'POST /v1/inbox/{source}',
        'GET /v1/inbox',
        'GET /v1/inbox/messages',
        'POST /v1/inbox/{source}/renormalise',
        'POST /v1/inbox/{source}/registration',
        'GET /v1/panels',
        'GET /v1/panels/{panel}/lines',
        'GET /v1/panels/{panel}/lines/{id}/history',
        'POST /v1/panels/{panel}/pass',
        'POST /v1/panels/{panel}/webhook',
        'POST /v1/panels/{panel}/held/{decision}',
        'GET /v1/operations',
        'POST /v1/queries',
        'POST /v1/commands',
        'GET /v1/commands/{key}',
        'GET /v1/feeds',
        'PUT /v1/feeds/{feed}',
        'GET /v1/feeds/{feed}',
        'DELETE /v1/feeds/{feed}',
        'GET /v1/feeds/{feed}/events',
        'POST /v1/feeds/{feed}/acks',
        'GET /v1/feeds/{feed}/parked',
        'POST /v1/feeds/{feed}/drop',
        'POST /v1/feeds/{feed}/redrive',
        'GET /v1/relays',
        'GET /v1/endpoints',
        'PUT /v1/endpoints/{endpoint}',
        'GET /v1/endpoints/{endpoint}',
        'DELETE /v1/endpoints/{endpoint}',
        'POST /v1/endpoints/{endpoint}/enable',
        'POST /v1/endpoints/{endpoint}/disable',
        'POST /v1/endpoints/{endpoint}/rotate',
        'GET /v1/endpoints/{endpoint}/dead',
        'POST /v1/endpoints/{endpoint}/redrive',
        'POST /v1/endpoints/{endpoint}/replays',
        'GET /v1/endpoints/{endpoint}/replays',
        'POST /v1/endpoints/{endpoint}/replays/{replay}/pause',
        'POST /v1/endpoints/{endpoint}/replays/{replay}/resume',
        'DELETE /v1/endpoints/{endpoint}/replays/{replay}',
        'POST /v1/feeds/{feed}/seek',
        'POST /v1/erasures',
        'POST /v1/rules/dry-run',
        'POST /v1/rules/{rule}/enable',
        'GET /v1/rules',
        'GET /v1/rules/{rule}',
        'PUT /v1/rules/{rule}',
        'DELETE /v1/rules/{rule}',
        'GET /v1/plans',
        'GET /v1/subscriptions/{subscription}/proration',
        'GET /v1/plans/{plan}',
        'PUT /v1/plans/{plan}',
        'DELETE /v1/plans/{plan}',
        'GET /v1/dunning-policies',
        'GET /v1/dunning-policies/{policy}',
        'PUT /v1/dunning-policies/{policy}',
        'DELETE /v1/dunning-policies/{policy}',
        'GET /v1/exchange-rates',
        'PUT /v1/exchange-rates',
        'POST /v1/exchange-rates',
        'DELETE /v1/exchange-rates',
        'GET /v1/exchange-rates/conversion',
        'GET /v1/events',
        'GET /v1/event-types',
        'GET /v1/replicas',
      ].sort(),
    );
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  });

  it('names each operation once and says what it is for', () => {
    const ids = operations.map(([, operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(([, { operationId, summary }]) => !operationId || !summary)).toEqual([]);
  });

  it('declares every name in a path, and problems, for every operation', () => {
    for (const [route, operation] of operations) {
      const names = [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((each) => each.in === 'path').map((each) => each.name);
      expect([route, declared.sort()]).toEqual([route, names.sort()]);
      expect([route, operation.responses['default']?.content?.['application/problem+json']?.schema]).toEqual([
        route,
        { $ref: '#/components/schemas/Problem' },
      ]);
      for (const { description } of Object.values(operation.responses)) {
        expect(description).toMatch(/^(Done|Made|Taken in|Gone|What went wrong)/);
      }
    }
  });

  it('asks for the token on all routes of /v1 but those webhooks are posted to', () => {
    const open = operations.filter(([, { security }]) => security?.length === 0).map(([route]) => route);
    expect(open.sort()).toEqual([
      'GET /healthz',
      'GET /readyz',
      'POST /v1/inbox/{source}',
      'POST /v1/panels/{panel}/webhook',
    ]);
    expect(document).toMatchObject({ security: [{ token: [] }] });
  });

  it('refers only to schemas it has', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name ?? '');
    expect(Object.keys(document.components.schemas).sort()).toEqual(
      [
        'Event',
        'Feed',
        'Finding',
        'FindingInput',
        'Match',
        'Reconciliation',
        'ReconciliationReport',
        'RevenueReport',
        'InboxMessage',
        'Attention',
        'Customer',
        'Payment',
        'ServiceAction',
        'Subscription',
        'Endpoint',
        'Replay',
        'Relay',
        'Command',
        'LineState',
        'Operation',
        'Panel',
        'Problem',
        'Replica',
        'Rule',
        'Plan',
        'PlanChange',
        'DunningPolicy',
        'ExchangeRate',
      ].sort(),
    );
  });

  it('says what is required and what the defaults are', () => {
    const put = document.paths['/v1/feeds/{feed}']?.['put'];
    expect(put?.requestBody?.content['application/json']?.schema).toMatchObject({
      additionalProperties: false,
      properties: { leaseSeconds: { type: 'integer', default: 60 }, from: { default: 'now' } },
    });
    const command = document.paths['/v1/commands']?.['post'];
    expect(command?.requestBody?.content['application/json']?.schema).toMatchObject({
      required: ['key', 'panel', 'operation'],
    });
    expect(command?.parameters).toEqual([
      expect.objectContaining({
        name: 'wait',
        in: 'query',
        schema: expect.objectContaining({ default: 30 }) as object,
      }),
    ]);
  });
});
