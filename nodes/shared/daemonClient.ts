import { PanelError } from '../../panel';
import { daemonAddress } from './address';
import type { Incoming, Outgoing, Send } from './send';

/** What the daemon refuses or cannot do, from its application/problem+json. */
export class DaemonError extends Error {
  override readonly name = 'DaemonError';

  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
    readonly hint: string | undefined,
    readonly field: string | undefined,
    /** What else the daemon said, by name. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** Whether the same request may do better later. */
  get passing(): boolean {
    return this.status >= 500 && this.status !== 502;
  }
}

export interface DaemonRequest {
  body?: object;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** On top of what the daemon is asked to wait. @default 30 */
  timeoutSeconds?: number;
  signal?: AbortSignal;
}

/** The daemon's HTTP API. */
export class DaemonClient {
  private readonly address: string;

  /** @throws PanelError `wrong-url` when the address is none */
  constructor(
    private readonly send: Send,
    url: unknown,
  ) {
    this.address = daemonAddress(url);
  }

  /**
   * @returns the decoded body and the status (2xx)
   * @throws DaemonError for what the daemon refuses; PanelError `unreachable`, `timeout`, or `bad-answer` when something else than a daemon answers
   */
  async call(
    method: Outgoing['method'],
    path: string,
    request: DaemonRequest = {},
  ): Promise<{ status: number; body: unknown }> {
    const answer = await this.exchange(method, path, request);
    if (answer.status === 204) return { status: 204, body: {} };
    const body = decode(answer.body);
    if (answer.status >= 200 && answer.status < 300 && body !== undefined) return { status: answer.status, body };
    throw refusal(answer.status, body, this.address);
  }

  /** A file, as text. @throws as `call` does */
  async text(path: string, query: DaemonRequest['query']): Promise<string> {
    const answer = await this.exchange('GET', path, { ...(query === undefined ? {} : { query }), timeoutSeconds: 120 });
    if (answer.status === 200) return answer.body;
    throw refusal(answer.status, decode(answer.body), this.address);
  }

  private async exchange(method: Outgoing['method'], path: string, request: DaemonRequest): Promise<Incoming> {
    return await this.send({
      method,
      url: `${this.address}${path}${queryText(request.query)}`,
      ...(request.body === undefined ? {} : { body: request.body }),
      timeoutSeconds: request.timeoutSeconds ?? 30,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
  }
}

function queryText(query: DaemonRequest['query'] = {}): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function decode(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusal(status: number, body: object | undefined, address: string): Error {
  const { code, detail, title, hint, field } = (body ?? {}) as Record<string, unknown>;
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  if (typeof code !== 'string') {
    return new PanelError('bad-answer', `What answers at ${address} is not a sync daemon (HTTP ${String(status)}).`, {
      hint: 'Check the Daemon URL in the credential: host, port, and no path unless a proxy adds one.',
    });
  }
  if (code === 'unauthorized') {
    return new DaemonError(
      'The sync daemon does not accept the access token.',
      code,
      status,
      'Copy the token of the daemon’s configuration (api.token) into the credential.',
      undefined,
    );
  }
  return new DaemonError(text(detail) ?? text(title) ?? code, code, status, text(hint), text(field), { ...body });
}
