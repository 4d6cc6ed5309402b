import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { PanelError } from '../../panel';
import type { CommandView } from '../commands';
import { Problem } from '../problem';
import { isStoreFault } from '../store';

/** Everything that goes wrong, as application/problem+json (RFC 9457). */

export const problemType = 'application/problem+json';

/** Whether the panel's fault is the caller's (4xx), the panel's for good (502), or likely to pass (503). */
const statusByCode: Readonly<Record<string, number>> = {
  'invalid-parameter': 422,
  exists: 409,
  conflict: 409,
  'not-found': 404,
  unreachable: 503,
  timeout: 503,
  'bad-answer': 503,
  unavailable: 503,
  internal: 500,
};

/** By the code of a PanelError or a failed command. */
export function panelStatus(code: string): number {
  return statusByCode[code] ?? 502;
}

/** `not-leased`: "Not leased". */
function titleOf(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
}

/** What a command ended with, when it failed. */
export function commandProblem({ error, key, panel, operation, attempts }: CommandView): Problem {
  const { code, message, hint, field } = error ?? { code: 'internal', message: 'The command failed.' };
  return new Problem(panelStatus(code), code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(field === undefined ? {} : { field }),
    key,
    panel,
    operation,
    state: 'failed',
    attempts,
  });
}

const tooLarge = new Problem(413, 'too-large', 'The body is over 1 MiB.', { hint: 'Send less at once.' });

export function malformed(what: string): Problem {
  return new Problem(400, 'malformed', what, { hint: 'Send a JSON object, in UTF-8.' });
}

/** What Fastify itself refuses, by its code. */
const frameworkProblems: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_JSON_BODY: malformed('The body is not JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformed('The body is not as long as its Content-Length says.'),
  FST_ERR_BAD_URL: new Problem(400, 'malformed', 'The address is not properly encoded.', {
    hint: 'Percent-encode names in the path as UTF-8.',
  }),
  FST_ERR_MAX_PARAM_LENGTH: new Problem(404, 'unknown-route', 'A name in the address is too long.'),
};

/** What zod found, as the type provider hands it on. */
interface Issue {
  keyword: string;
  instancePath: string;
  message: string;
  params: {
    keys?: unknown;
    minimum?: unknown;
    maximum?: unknown;
    expected?: unknown;
    values?: unknown;
    origin?: unknown;
  };
}

/** Where a fault lies, as in `nacks.0.retryAfter`; empty for the body as a whole. */
function fieldOf({ keyword, instancePath, params }: Issue): string {
  const path = instancePath.split('/').filter((part) => part !== '');
  if (keyword === 'unrecognized_keys' && Array.isArray(params.keys)) path.push(String(params.keys[0]));
  return path.join('.');
}

function faultOf({ keyword, message, params }: Issue): string {
  const counted = params.origin === 'string' ? 'characters' : params.origin === 'array' ? 'entries' : null;
  const bounded = (bound: string): string => (counted === null ? `must be ${bound}` : `must have ${bound} ${counted}`);
  switch (keyword) {
    case 'unrecognized_keys':
      return 'is not known here';
    case 'too_small':
      return bounded(`at least ${String(params.minimum)}`);
    case 'too_big':
      return bounded(`at most ${String(params.maximum)}`);
    case 'invalid_value':
      return `must be one of ${Array.isArray(params.values) ? params.values.join(', ') : ''}`;
    case 'invalid_type':
      if (message.endsWith('received undefined')) return 'is missing';
      return `must be ${kindNames[String(params.expected)] ?? String(params.expected)}`;
    default:
      return message;
  }
}

/** Zod's names of types, for people. */
const kindNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function validationProblem(issues: readonly Issue[], context: string): Problem {
  const faults = [...new Set(issues.map((issue) => `${fieldOf(issue) || context}: ${faultOf(issue)}`))];
  const field = issues.map(fieldOf).find((name) => name !== '');
  return new Problem(422, 'invalid-parameter', `${faults.slice(0, 5).join('; ')}.`, {
    ...(field === undefined ? {} : { field }),
    hint: 'GET /openapi.json describes what is taken.',
  });
}

/** @returns null for what nobody expected */
function problemOf(error: FastifyError): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof PanelError) {
    const { hint, field, code, message } = error;
    return new Problem(panelStatus(code), code, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(field === undefined ? {} : { field }),
    });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    return validationProblem(error.validation as unknown as Issue[], error.validationContext ?? 'body');
  }
  return frameworkProblems[error.code] ?? null;
}

/** The disk is full, may not be written, or the database is away: nothing of the request took effect. */
export function storeNotWritable(what = 'The store cannot be written.'): Problem {
  return new Problem(503, 'store-not-writable', what, {
    hint: 'Look for a full disk, for missing rights on the data folder, or for a PostgreSQL that is away, then try again.',
  });
}

function bodyOf({ status, code, message, more }: Problem): object {
  const { hint, field, ...extensions } = more;
  return {
    type: `urn:xtream-ui-sync:${code}`,
    title: titleOf(code),
    status,
    detail: message,
    code,
    hint,
    field,
    ...extensions,
  };
}

async function send(reply: FastifyReply, problem: Problem): Promise<void> {
  await reply.code(problem.status).type(problemType).serializer(JSON.stringify).send(bodyOf(problem));
}

/** What is no HTTP request: no route, hook or handler of the server sees it, so it is answered on the bare connection. */
export function answerClientError(error: { code?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem(431, 'too-large', 'The address and the headers are over 16 KiB.', { hint: 'Send less at once.' })
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Problem(408, 'malformed', 'The request did not end in time.', { hint: 'Send it again.' })
        : new Problem(400, 'malformed', 'This is not an HTTP request.', { hint: 'Speak HTTP/1.1, without TLS.' });
  const body = JSON.stringify(bodyOf(problem));
  socket.end(
    `HTTP/1.1 ${String(problem.status)} ${STATUS_CODES[problem.status] ?? ''}\r\nContent-Type: ${problemType}\r\n` +
      `Content-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Fastify's error handler: tells callers what they can act on, and nothing of the inside. */
export async function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (error instanceof PanelError && error.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  }
  const problem = problemOf(error);
  if (problem !== null) return send(reply, problem);
  if (request.raw.destroyed && error.code === 'ECONNRESET') {
    request.log.debug({ route: request.routeOptions.url }, 'A client went away before its request was complete');
    return send(reply, malformed('The body ended early.'));
  }
  request.log.error({ err: error, route: request.routeOptions.url }, 'A request failed unexpectedly');
  if (isStoreFault(error)) return send(reply, storeNotWritable());
  return send(
    reply,
    new Problem(500, 'internal', 'Something went wrong that should not have.', {
      hint: `The daemon’s log tells more under reqId ${request.id}.`,
    }),
  );
}

export async function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const path = request.url.split('?', 1)[0] ?? '';
  return send(
    reply,
    new Problem(404, 'unknown-route', `There is no ${request.method} ${path}.`, {
      hint: 'GET /openapi.json lists what there is.',
    }),
  );
}
