import { pino, type DestinationStream, type Logger } from 'pino';

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

/** One JSON object a line. Errors are logged without what HTTP clients hang on to them (requests with keys in them). */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((secret) => [secret, `*.${secret}`, `*.*.${secret}`]), censor: '[secret]' },
    serializers: { err: plainError },
  };
  return destination ? pino(options, destination) : pino(options);
}

function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const code = 'code' in error ? { code: String(error.code) } : {};
  return {
    type: name,
    message,
    ...code,
    stack,
    ...(error.cause === undefined ? {} : { cause: plainError(error.cause) }),
  };
}
