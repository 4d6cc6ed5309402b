import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { operations, type Parameter } from '../../../panel';
import { answers, describing, typed } from '../schemas';

const needs = z
  .union([z.string(), z.array(z.string()).readonly()])
  .optional()
  .describe('Taken only where the panel can do this, or one of these, e.g. `set:expiresAt`');

const option = z.object({ value: z.string(), label: z.string(), needs });

const parameter = describing<Parameter>(
  z.looseObject({
    kind: z.string().describe('How the value is written, e.g. `expiry`: `"2027-01-31"`'),
    label: z.string(),
    description: z.string().optional(),
    required: z.boolean().optional(),
    default: z.unknown().optional(),
    options: z.array(option).readonly().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    nullMeans: z.string().optional().describe('Whether null is allowed, and what it means'),
    secret: z.boolean().optional(),
    needs,
    showWhen: z
      .record(z.string(), z.string())
      .optional()
      .describe('Taken only when the other parameter has this value'),
  }),
);

const operation = z
  .looseObject({
    id: z.string(),
    resource: z.string(),
    label: z.string(),
    description: z.string(),
    access: z.enum(['read', 'write']).describe('read: a query; write: a command'),
    many: z.boolean().describe('Whether a query answers `results`, a list'),
    adapters: z.array(z.string()).readonly(),
    parameters: z.record(z.string(), parameter),
  })
  .meta({ id: 'Operation' });

export function operationRoutes(server: FastifyInstance): void {
  typed(server).get(
    '/v1/operations',
    {
      schema: {
        operationId: 'listOperations',
        summary: 'What queries and commands can do, and what they take',
        tags: ['operations'],
        response: answers({ 200: z.looseObject({ operations: z.array(operation) }) }),
      },
    },
    () => ({
      operations: operations.map((each) => ({
        id: each.id,
        resource: each.resource,
        label: each.label,
        description: each.description,
        access: each.access,
        many: each.access === 'read' && each.many,
        adapters: each.adapters,
        parameters: each.parameters,
      })),
    }),
  );
}
