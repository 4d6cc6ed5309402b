/** A request as a provider sees it. */
export interface CloudRequest {
  method: string;
  /** Without the query string, percent-encoded as sent. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
  /** When it came in. Providers take the time from here, so that a replayed request has the same effect. */
  at: Date;
}

export interface CloudResponse {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; nothing is sent without it. */
  body?: unknown;
}

/** A table on the page that shows what a provider holds. */
export interface ProviderTable {
  title: string;
  columns: string[];
  rows: string[][];
}

/** One provider: it checks a request against the provider's documented shape and answers as the provider would. */
export interface CloudProvider {
  /** As shown to people, e.g. `HubSpot`. */
  name: string;
  /** The hosts it answers for. */
  hosts: string[];
  /** The answer to a request without the right credentials; undefined if they are right. */
  unauthorized(request: CloudRequest): CloudResponse | undefined;
  /** The answer to a request let in. */
  handle(request: CloudRequest): CloudResponse;
  /** The provider's answer to a request it can't serve now (429, 500, 503), in its own error shape. */
  failure(status: number): CloudResponse;
  /** What it holds, for the page. */
  tables(): ProviderTable[];
  /** Forgets everything. */
  reset(): void;
}

/** What a route's handler gets: the request and the groups of the path's pattern, decoded. */
export type RouteHandler = (request: CloudRequest, groups: Record<string, string>) => CloudResponse;
export type Route = [method: string, path: RegExp, handler: RouteHandler];

/** Answers with the first route that matches, else with `notFound`. */
export function route(routes: Route[], request: CloudRequest, notFound: CloudResponse): CloudResponse {
  for (const [method, path, handler] of routes) {
    const match = method === request.method ? path.exec(request.path) : null;
    if (!match) continue;
    const found = Object.entries(match.groups ?? {}) as Array<[string, string | undefined]>;
    const groups = found.flatMap(([name, value]) =>
      value === undefined ? [] : [[name, decodeURIComponent(value)] as const],
    );
    return handler(request, Object.fromEntries(groups));
  }
  return notFound;
}

/** The body as a JSON object, or undefined if it is anything else. */
export function jsonObject(request: CloudRequest): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(request.body) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The token of an `Authorization: Bearer` header, or undefined. */
export function bearerToken(request: CloudRequest): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}

/** A value of a JSON body as text; empty for none. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
