import type { FastifyInstance, FastifyReply, FastifySchema } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { mayBeType, type Event, type LineState } from '../../panel';
import { problemType } from './problems';

/** What several routes take and answer. Requests are strict: what is unknown is refused. Answers may grow. */

/** A part of the server with routes that are checked, typed and described by zod. */
export function typed(server: FastifyInstance) {
  return server.withTypeProvider<ZodTypeProvider>();
}

/**
 * Describes a type of the daemon to callers. Answers are typed by what makes them, not by their description, which is open to further fields where types
 * are not.
 */
export function describing<T>(schema: z.ZodType): z.ZodType<T> {
  return schema as z.ZodType<T>;
}

export const instant = z.string().describe('ISO 8601 in UTC');

export const problem = z
  .looseObject({
    type: z.string().describe('`urn:xtream-ui-sync:` and the code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened, to what'),
    code: z.string().describe('A word to decide by'),
    hint: z.string().optional().describe('What to do'),
    field: z.string().optional().describe('The field at fault'),
  })
  .meta({ id: 'Problem' });

export const lineState = describing<LineState>(
  z
    .looseObject({
      id: z.string(),
      username: z.string(),
      status: z.enum(['active', 'expired', 'disabled', 'banned']),
      expiresAt: instant.nullable().describe('null: never'),
      ownerId: z.string().nullable(),
      ownerName: z.string().nullable(),
      enabled: z.boolean(),
      banned: z.boolean(),
      trial: z.boolean(),
      restreamer: z.boolean(),
      maxConnections: z.int(),
      adminNotes: z.string().nullable(),
      resellerNotes: z.string().nullable(),
    })
    .meta({ id: 'LineState' }),
);

export const event = describing<Event>(
  z
    .looseObject({
      id: z.string(),
      sequence: z.int(),
      type: z.string(),
      panel: z.string().nullable(),
      subject: z.string(),
      time: instant,
      origin: z.enum(['panel', 'command', 'billing', 'clock', 'daemon']),
      data: z.looseObject({}),
    })
    .meta({ id: 'Event' }),
);

export const eventType = z.string().refine(mayBeType, { error: (issue) => `no event type ${String(issue.input)}` });

/** A whole number in a query string. */
export function count(least: number, most = Number.MAX_SAFE_INTEGER) {
  return z.coerce.number().int().min(least).max(most);
}

/** The part of a route's description that is the same for all: what comes instead of the answer when something is wrong. */
const problemResponse = {
  default: { description: 'What went wrong', content: { [problemType]: { schema: problem } } },
} as const;

const meanings: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Taken in; it goes on by itself',
  204: 'Gone',
};

/** Response schemas of a route, by status. */
export function answers<T extends Record<number, z.ZodType>>(schemas: T): T & typeof problemResponse {
  const described = Object.entries(schemas).map(([status, schema]) => [
    status,
    schema instanceof z.ZodUndefined
      ? schema.describe(meanings[status] ?? '')
      : { description: meanings[status] ?? '', content: { 'application/json': { schema } } },
  ]);
  // Handlers are typed by the schemas; the descriptions around them make no difference to them.
  return { ...(Object.fromEntries(described) as T), ...problemResponse };
}

/** Answers 200 with what is JSON already, past the description of the answer. */
export function sendText(reply: FastifyReply, json: string): never {
  // Fastify sends a text as it is when it has a content type; handlers are typed by what they would have it serialize.
  return reply.type('application/json; charset=utf-8').send(json) as never;
}

/** For routes that need no token. */
export const open = { security: [] } satisfies FastifySchema;
