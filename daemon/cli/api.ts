import { version } from '../version';
import { CliError, exitCodes, type Io } from './io';
import { readApiSettings } from './options';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The API of the running daemon, as docs/http-api.md says. */
export interface DaemonApi {
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body?: object, query?: Query): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  delete(path: string): Promise<void>;
}

/** Longer than the daemon waits for anything a command asks of it. Milliseconds. */
const patience = 90_000;

/** What problem+json says. */
interface ProblemBody {
  detail?: string;
  hint?: string;
  code?: string;
}

/** Talks to the daemon the configuration describes. All methods throw CliError, in words, when it does not answer or refuses. */
export function connectDaemon(io: Io, configFile: string): DaemonApi {
  const { host, port, token } = readApiSettings(io, configFile);
  if (port === 0) {
    throw new CliError(`${configFile}: api.port is 0, so nobody knows where the daemon listens; give it a port.`);
  }
  const base = `http://${reachable(host)}:${String(port)}`;

  const call = async (method: string, path: string, query: Query = {}, body?: object): Promise<unknown> => {
    const url = new URL(path, base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'user-agent': `xtream-ui-sync-cli/${version}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        signal: AbortSignal.any([io.signal, AbortSignal.timeout(patience)]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await answer.text();
    } catch (error) {
      io.signal.throwIfAborted();
      throw notAnswering(base, error);
    }
    const parsed = parse(text, base);
    if (answer.ok) return parsed;
    throw refused(answer.status, parsed ?? {});
  };

  return {
    get: <T>(path: string, query?: Query) => call('GET', path, query) as Promise<T>,
    post: <T>(path: string, body: object = {}, query?: Query) => call('POST', path, query, body) as Promise<T>,
    put: <T>(path: string, body: object) => call('PUT', path, {}, body) as Promise<T>,
    delete: async (path) => {
      await call('DELETE', path);
    },
  };
}

/** Where a daemon that listens on all addresses is reached from its own machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function parse(text: string, base: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(
      `What listens on ${base} does not answer as xtream-ui-sync does. Check "api" in the configuration.`,
      exitCodes.noDaemon,
    );
  }
}

function notAnswering(base: string, error: unknown): CliError {
  const { cause, name } = error as Error & { cause?: { code?: string } };
  const reason = name === 'TimeoutError' ? 'no answer in time' : (cause?.code ?? (error as Error).message);
  return new CliError(
    `The daemon does not answer on ${base} (${reason}). Start it, or check "api" in the configuration.`,
    exitCodes.noDaemon,
  );
}

/** The daemon understood and did not do it. */
class Refusal extends CliError {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

/** Whether the daemon refused with this code. */
export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Refusal && error.code === code;
}

function refused(status: number, { detail, hint, code }: ProblemBody): CliError {
  if (status === 401) {
    return new CliError(
      'The daemon does not accept the token. The configuration differs from the one the daemon was started with: check "api.token".',
    );
  }
  const what = detail ?? `The daemon answered ${String(status)}.`;
  const lines = [code === undefined ? what : `${what} [${code}]`, ...(hint === undefined ? [] : [hint])];
  return new Refusal(lines.join('\n'), code);
}
