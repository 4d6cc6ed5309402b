import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  findingKinds,
  reportAsCsv,
  reportAsHtml,
  type FindingView,
  type ReconciliationView,
} from '../../billing/reconciliation';
import { answers, count, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const reconciliationShape = z.looseObject({
  id: z.string(),
  state: z.enum(['due', 'running', 'done', 'failed']),
  source: z.string().nullable().describe('The inbox source that was asked for; null: all'),
  fix: z.enum(['none', 'sure']),
  cause: z.enum(['person', 'schedule']),
  createdAt: instant,
  endedAt: instant.nullable(),
  problem: z.string().nullable().describe('Why it failed'),
  summary: z
    .looseObject({
      findings: z.int(),
      counts: z.record(z.string(), z.int()).describe('By kind'),
      leakedPerMonth: z.int().nullable().describe('In the base currency’s minor unit; null: of no finding it is known'),
      leakUnknown: z.int().describe('Findings of which nobody knows what they cost'),
      currency: z.string(),
      notCompared: z
        .array(z.looseObject({ what: z.enum(['panel', 'source']), name: z.string(), reason: z.string() }))
        .describe('Of these nothing is said'),
    })
    .nullable()
    .describe('null until it is done'),
  fixes: z.record(z.string(), z.int()).describe('Findings by what became of them'),
});

const reconciliation = describing<ReconciliationView>(reconciliationShape.meta({ id: 'Reconciliation' }));

const finding = z
  .looseObject({
    id: z.string().describe('The same in every run in which it is found'),
    kind: z.enum(findingKinds),
    subject: z.string(),
    customer: z.string().nullable(),
    subscription: z.string().nullable(),
    panel: z.string().nullable(),
    line: z.string().nullable(),
    username: z.string().nullable(),
    expected: z.string(),
    found: z.string(),
    leakedPerMonth: z.int().nullable().describe('In the base currency’s minor unit; null: `leakUnknown` says why'),
    leakUnknown: z.string().nullable(),
    fix: z.looseObject({ do: z.string() }),
    fixInWords: z.string(),
    sure: z.boolean(),
    state: z.enum(['open', 'due', 'begun', 'fixed', 'gone', 'failed']),
    message: z.string().nullable(),
  })
  .meta({ id: 'Finding' });

const report = describing<ReconciliationView & { findings: FindingView[] }>(
  reconciliationShape.extend({ findings: z.array(finding) }).meta({ id: 'ReconciliationReport' }),
);

const params = z.object({ reconciliation: z.string() });
const tags = ['reconciliation'];
const wait = count(0, 60).default(0).describe('Seconds to wait for it to end');

export function reconciliationRoutes(server: FastifyInstance, { reconciliations }: Services): void {
  const api = typed(server);

  api.post(
    '/v1/reconciliations',
    {
      schema: {
        operationId: 'reconcile',
        summary: 'Compares providers, ledger and panels; puts right what is sure where that is asked for',
        tags,
        querystring: z.strictObject({ wait }),
        body: z
          .strictObject({
            source: z.string().nullable().default(null).describe('Only this inbox source is read; null: all'),
            fix: z.enum(['none', 'sure']).default('none'),
          })
          .prefault({}),
        response: answers({ 200: reconciliation, 202: reconciliation }),
      },
    },
    async (request, reply) => {
      const begun = await reconciliations.begin(request.body);
      const view = await reconciliations.wait(begun.id, request.query.wait);
      const isOver = view.state === 'failed' || (view.state === 'done' && view.fixes.due === 0);
      return reply.code(isOver ? 200 : 202).send(view);
    },
  );

  api.get(
    '/v1/reconciliations',
    {
      schema: {
        operationId: 'listReconciliations',
        summary: 'Runs, newest first; the newest 60 are kept',
        tags,
        querystring: z.strictObject({ limit: count(1, 60).default(60) }),
        response: answers({ 200: z.looseObject({ reconciliations: z.array(reconciliation) }) }),
      },
    },
    async (request) => ({ reconciliations: await reconciliations.list(request.query.limit) }),
  );

  api.get(
    '/v1/reconciliations/:reconciliation',
    {
      schema: {
        operationId: 'getReconciliation',
        summary: 'A run with its findings: as JSON, as a table (CSV), or as a page to print (HTML)',
        tags,
        params,
        querystring: z.strictObject({ format: z.enum(['json', 'csv', 'html']).default('json') }),
        response: answers({ 200: report }),
      },
    },
    async (request, reply) => {
      const { reconciliation: id } = request.params;
      const run = await reconciliations.get(id);
      const findings = await reconciliations.findings(id);
      const { format } = request.query;
      if (format === 'json') return { ...run, findings };
      const people = await reconciliations.people(findings);
      const isCsv = format === 'csv';
      const text = isCsv ? reportAsCsv({ run, findings, people }) : reportAsHtml({ run, findings, people });
      return reply
        .type(isCsv ? 'text/csv; charset=utf-8' : 'text/html; charset=utf-8')
        .header('content-disposition', `attachment; filename="${id}.${format}"`)
        .serializer(String)
        .send(text as never);
    },
  );

  api.post(
    '/v1/reconciliations/:reconciliation/fixes',
    {
      schema: {
        operationId: 'fixFindings',
        summary: 'Puts findings right; what was put right already is not done again',
        tags,
        params,
        querystring: z.strictObject({ wait: count(0, 60).default(20).describe('Seconds to wait for it to end') }),
        body: z.strictObject({
          findings: z
            .union([z.literal('all'), z.array(z.string()).min(1).max(10_000)])
            .describe('Ids; `all`: all that can be put right, sure or not'),
        }),
        response: answers({ 200: reconciliation }),
      },
    },
    async (request) => {
      const { reconciliation: id } = request.params;
      await reconciliations.fix(id, request.body.findings);
      return reconciliations.wait(id, request.query.wait);
    },
  );
}
