import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';

/** One request as it arrived, and what was answered. */
export interface ReceivedRequest {
  /** ISO 8601 UTC. */
  at: string;
  host: string;
  method: string;
  /** Path with the query string. */
  path: string;
  /** Without authorization and cookies. */
  headers: Record<string, string>;
  /** JSON decoded; a form as an object (a repeated field as its last value); else the text. */
  body: unknown;
  rawBody: string;
  /** The status answered; 0 when the connection was reset or refused. */
  status: number;
  response?: unknown;
  /** Set if no provider saw the request: an unknown host, or a fault that was asked for. */
  note?: string;
}

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/** Everything that arrived, in order; on disk too, as JSON lines, if given a file. */
export class RequestRecord {
  private requests: ReceivedRequest[] = [];

  /** @param file read at once if it exists, so that what was received outlives a restart */
  constructor(private readonly file?: string) {
    if (!file || !existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    // The last line may have been cut short by a crash: it is one request of a demo, so it is left out.
    this.requests = lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as ReceivedRequest];
      } catch {
        return [];
      }
    });
  }

  add(request: ReceivedRequest): void {
    this.requests.push(request);
    if (this.file) appendFileSync(this.file, `${JSON.stringify(request)}\n`);
  }

  of(host?: string): ReceivedRequest[] {
    return host ? this.requests.filter((request) => request.host === host) : [...this.requests];
  }

  clear(): void {
    this.requests = [];
    if (this.file) rmSync(this.file, { force: true });
  }
}

/** The headers that may be shown and kept. */
export function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name)));
}

/** The body by its content type. */
export function decodeBody(contentType: string | undefined, body: string): unknown {
  if (!body) return undefined;
  if (contentType?.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
