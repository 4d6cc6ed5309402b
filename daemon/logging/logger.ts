import { ecsFormat } from '@elastic/ecs-pino-format';
import { pino, type Bindings, type ChildLoggerOptions, type DestinationStream, type Logger } from 'pino';
import { version } from '../version';
import { asText } from './text';

/** Names under which secrets travel. Whatever is logged under one of them, at any of the depths logs have, is left out. */
const secretNames = [
  'apiKey',
  'api_key',
  'password',
  'token',
  'secret',
  'secrets',
  'secretKey',
  'authorization',
  'cookie',
];

/** Where ECS has a field for what we log; docs/operating.md lists them. */
const ecsNames: Readonly<Record<string, string>> = {
  part: 'log.logger',
  reqId: 'http.request.id',
  method: 'http.request.method',
  status: 'http.response.status_code',
};

/** Of our own fields. ECS has `source`, `url`, `event` and others as objects: a text under such a name would make Elasticsearch refuse the line. */
const prefix = 'xtream_ui.';

function nameOf(field: string): string {
  return ecsNames[field] ?? prefix + field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const redacted = secretNames.flatMap((secret) => [`["${nameOf(secret)}"]`, `*.${secret}`, `*.*.${secret}`]);

/**
 * One line a message in the Elastic Common Schema, or in words (`text`). Errors are logged without what HTTP clients hang on to them (requests with keys
 * in them).
 */
export function createLogger(
  { level, format }: { level: string; format: 'ecs' | 'text' },
  destination: DestinationStream = pino.destination(1),
): Logger {
  const ecs = ecsFormat({ serviceName: 'xtream-ui-sync', serviceVersion: version, apmIntegration: false });
  const logger = pino(
    {
      ...ecs,
      level,
      // Puts the service into every line; process and host are the log shipper's to add.
      base: {},
      redact: { paths: redacted, censor: '[secret]' },
      formatters: {
        ...ecs.formatters,
        log: ({ err, ...fields }) => ({
          ...ownFields(fields),
          ...(err === undefined ? {} : { error: ecsError(err) }),
        }),
      },
    },
    format === 'text' ? inWords(destination) : destination,
  );
  // Pino names the fields of a message by its formatter, but those of a child only where the child is made. Children inherit this.
  // Typed without custom levels, of which there are none.
  const { child } = logger as unknown as { child: MakeChild };
  return Object.assign(logger, {
    child(this: Logger, fields: Bindings, options?: ChildLoggerOptions) {
      return child.call(this, ownFields(fields), options);
    },
  });
}

type MakeChild = (this: Logger, fields: Bindings, options?: ChildLoggerOptions) => Logger;

function inWords(destination: DestinationStream): DestinationStream {
  return {
    write: (line) => {
      destination.write(asText(line));
    },
  };
}

function ownFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [nameOf(name), value]));
}

/** Type, message and stack; code and causes stand in the stack. */
function ecsError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  return { type: error.name, message: error.message, stack_trace: stackOf(error) };
}

function stackOf(error: Error): string {
  const code = 'code' in error ? ` [${String(error.code)}]` : '';
  const own = `${error.stack ?? error.message}${code}`;
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own;
}
