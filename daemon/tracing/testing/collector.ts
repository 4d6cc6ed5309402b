import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector receives it (OTLP as JSON), as far as tests look at it. */
export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  /** 1 internal, 2 server, 3 client. */
  kind: number;
  attributes: Readonly<Record<string, unknown>>;
  /** Code 0: nothing is said; 2: an error. */
  status: { code: number; message?: string };
}

export interface Collector {
  /** Where it takes traces. */
  endpoint: string;
  spans: ReceivedSpan[];
  /** Of what produced the spans, as it said last. */
  resource: Readonly<Record<string, unknown>>;
  /** Of the last delivery. */
  headers: IncomingHttpHeaders;
  /** All that was sent, as it came. */
  text: string;
  /** What it answers with. Null: it never answers. @default 200 */
  status: number | null;
  close(): Promise<void>;
}

type Attributes = ReadonlyArray<{ key: string; value: Record<string, unknown> }>;

interface Delivery {
  resourceSpans: ReadonlyArray<{
    resource: { attributes: Attributes };
    scopeSpans: ReadonlyArray<{ spans: ReadonlyArray<ReceivedSpan & { attributes: Attributes }> }>;
  }>;
}

const plain = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** An OpenTelemetry collector’s side of OTLP over HTTP. */
export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (collector.status === null) return;
      if (collector.status === 200) take(Buffer.concat(chunks).toString(), request.headers);
      response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector: Collector = {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/traces`,
    spans: [],
    resource: {},
    headers: {},
    text: '',
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  function take(text: string, headers: IncomingHttpHeaders): void {
    collector.text += text;
    collector.headers = headers;
    for (const { resource, scopeSpans } of (JSON.parse(text) as Delivery).resourceSpans) {
      collector.resource = plain(resource.attributes);
      const received = scopeSpans.flatMap(({ spans }) => spans);
      collector.spans.push(...received.map((span) => ({ ...span, attributes: plain(span.attributes) })));
    }
  }
  return collector;
}
