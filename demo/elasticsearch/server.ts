import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gate } from '../gate';
import { Indices } from './indices';

export interface Elasticsearch {
  url: string;
  username: string;
  password: string;
  /** What an index holds, by document id. */
  documents(index: string): Map<string, Record<string, unknown>>;
  /** Requests that were answered with an error, as `PUT /index/_doc/1: reason`. */
  refused(): string[];
  /** The next so many requests are answered with this status. */
  setFault(fault: { status: number; times: number }): void;
  gate: Gate;
  reset(): void;
  stop(): Promise<void>;
}

type Answer = [status: number, body: unknown];

/** Answers as Elasticsearch 8 does to what n8n's node and templates send: index, get, delete, bulk, a plain search. Basic authentication. */
export async function startElasticsearch({ port = 0 }: { port?: number } = {}): Promise<Elasticsearch> {
  const access = { username: 'elastic', password: 'demo-elastic' };
  const expected = `Basic ${Buffer.from(`${access.username}:${access.password}`).toString('base64')}`;
  const indices = new Indices();
  const gate = new Gate();
  let refused: string[] = [];
  let fault = { status: 503, times: 0 };

  const server = createServer((request, response) => {
    void answer(request).then(
      ([status, body]) => {
        if (status >= 400) refused.push(`${request.method ?? ''} ${request.url ?? ''}: ${JSON.stringify(body)}`);
        response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
        response.end(JSON.stringify(body));
      },
      () => request.socket.destroy(),
    );
  });

  async function answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!(await gate.pass())) throw new Error('dropped');
    const text = Buffer.concat(chunks).toString('utf8');
    if (request.headers.authorization !== expected)
      return failure(401, 'security_exception', 'unable to authenticate user for REST request');
    if (fault.times > 0) {
      fault.times -= 1;
      return failure(
        fault.status,
        fault.status === 429 ? 'es_rejected_execution_exception' : 'unavailable_shards_exception',
        'rejected execution',
      );
    }
    return route(request.method ?? 'GET', new URL(request.url ?? '/', 'http://host'), text);
  }

  function route(method: string, { pathname }: URL, text: string): Answer {
    const [index = '', kind = '', id] = pathname.slice(1).split('/').map(decodeURIComponent);
    if (pathname === '/')
      return [
        200,
        { name: 'demo', cluster_name: 'demo', version: { number: '8.17.0' }, tagline: 'You Know, for Search' },
      ];
    if (index === '_bulk' || kind === '_bulk') return bulk(text, index === '_bulk' ? undefined : index);
    if (kind === '_doc' && id !== undefined && method === 'GET') {
      const found = indices.get(index, id);
      return found
        ? [200, { _index: index, _id: id, found: true, _source: found }]
        : [404, { _index: index, _id: id, found: false }];
    }
    if (kind === '_doc' && id !== undefined && method === 'DELETE')
      return indices.delete(index, id)
        ? [200, { _index: index, _id: id, result: 'deleted' }]
        : [404, { _index: index, _id: id, result: 'not_found' }];
    if ((kind === '_doc' && (method === 'PUT' || method === 'POST')) || (kind === '_create' && id !== undefined))
      return put(index, id, text, kind === '_create');
    if (kind === '_search')
      return [
        200,
        {
          took: 1,
          timed_out: false,
          hits: {
            total: { value: indices.all(index).size, relation: 'eq' },
            hits: [...indices.all(index)].map(([_id, _source]) => ({ _index: index, _id, _source })),
          },
        },
      ];
    return failure(400, 'illegal_argument_exception', `no handler found for uri [${pathname}] and method [${method}]`);
  }

  function put(index: string, id: string | undefined, text: string, onlyNew: boolean): Answer {
    const document = parse(text);
    if (!document) return failure(400, 'document_parsing_exception', 'failed to parse');
    return indices.put(index, id, document, onlyNew);
  }

  function bulk(text: string, fallback: string | undefined): Answer {
    if (!text.endsWith('\n'))
      return failure(400, 'illegal_argument_exception', 'The bulk request must be terminated by a newline [\\n]');
    const lines = text.trimEnd().split('\n').map(parse);
    const results: Array<{ status: number }> = [];
    for (let at = 0; at < lines.length; at += 2) {
      const [action = '', meta = {}] =
        Object.entries((lines[at] ?? {}) as Record<string, { _index?: string; _id?: string }>)[0] ?? [];
      const [status, body] = indices.put(
        meta._index ?? fallback ?? '',
        meta._id,
        lines[at + 1] ?? {},
        action === 'create',
      );
      results.push({ [action]: { ...body, status }, status });
    }
    return [
      200,
      {
        took: 1,
        errors: results.some(({ status }) => status >= 400),
        items: results.map(({ status: _status, ...item }) => item),
      },
    ];
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    ...access,
    documents: (index) => indices.all(index),
    refused: () => [...refused],
    setFault: (next) => (fault = { ...next }),
    gate,
    reset() {
      indices.clear();
      refused = [];
      fault.times = 0;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function failure(status: number, type: string, reason: string): Answer {
  return [status, { error: { root_cause: [{ type, reason }], type, reason }, status }];
}
