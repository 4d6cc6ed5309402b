import type { NodeJson, WorkflowJson } from './library';

/** n8n refused a request, or does not answer. */
export class N8nApiProblem extends Error {
  override readonly name = 'N8nApiProblem';
  constructor(
    message: string,
    readonly status: number | null,
  ) {
    super(message);
  }
}

export interface Credential {
  id: string;
  name: string;
  type: string;
}

/** A column of a Data Table: text only, which is all templates use. */
interface Table {
  id: string;
  name: string;
}

const advice: Record<number, string> = {
  401: ' Is the API key right? It is made in n8n under Settings → n8n API.',
  403: ' The API key lacks a right: it needs workflows, credentials (list) and data tables.',
};

/** n8n's public API (2.41): `X-N8N-API-KEY`, pages by cursor. */
export class N8nApi {
  private readonly base: string;

  /** @param url where n8n is, e.g. `https://n8n.example.com` */
  constructor(
    url: string,
    private readonly key: string,
  ) {
    this.base = `${url.replace(/\/+$/, '')}/api/v1`;
  }

  async workflows(): Promise<Array<{ id: string; name: string; isArchived?: boolean }>> {
    return (await this.pages<{ id: string; name: string; isArchived?: boolean }>('/workflows')).filter(
      ({ isArchived }) => isArchived !== true,
    );
  }

  async workflow(id: string): Promise<WorkflowJson> {
    return await this.call('GET', `/workflows/${encodeURIComponent(id)}`);
  }

  /** Made as a draft. @returns n8n's id, which is never the template's own */
  async createWorkflow(workflow: WorkflowJson): Promise<string> {
    const { id } = await this.call<{ id: string }>('POST', '/workflows', body(workflow));
    return id;
  }

  async updateWorkflow(id: string, workflow: WorkflowJson): Promise<void> {
    await this.call('PUT', `/workflows/${encodeURIComponent(id)}`, body(workflow));
  }

  async publish(id: string): Promise<void> {
    await this.call('POST', `/workflows/${encodeURIComponent(id)}/publish`, {});
  }

  async credentials(): Promise<Credential[]> {
    return await this.pages<Credential>('/credentials');
  }

  async tables(): Promise<Table[]> {
    return await this.pages<Table>('/data-tables');
  }

  async createTable(name: string, columns: readonly string[]): Promise<Table> {
    return await this.call('POST', '/data-tables', {
      name,
      columns: columns.map((column) => ({ name: column, type: 'string' })),
    });
  }

  async rows(table: string): Promise<Array<Record<string, unknown>>> {
    return await this.pages<Record<string, unknown>>(`/data-tables/${table}/rows`);
  }

  /** Changes the row whose column has the value, else adds one. */
  async upsertRow(table: string, column: string, data: Record<string, string>): Promise<void> {
    const filter = { type: 'and', filters: [{ columnName: column, condition: 'eq', value: data[column] }] };
    await this.call('POST', `/data-tables/${table}/rows/upsert`, { filter, data });
  }

  private async pages<T>(path: string): Promise<T[]> {
    const all: T[] = [];
    for (let cursor: string | null = null; ;) {
      const query = new URLSearchParams({ limit: '100', ...(cursor === null ? {} : { cursor }) });
      const page: { data: T[]; nextCursor?: string | null } = await this.call('GET', `${path}?${query.toString()}`);
      all.push(...page.data);
      cursor = page.nextCursor ?? null;
      if (cursor === null) return all;
    }
  }

  private async call<T>(method: string, path: string, payload?: unknown): Promise<T> {
    const answer = await fetch(this.base + path, {
      method,
      headers: {
        'x-n8n-api-key': this.key,
        accept: 'application/json',
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
    }).catch((error: unknown): never => {
      const { cause, message } = error as Error;
      throw new N8nApiProblem(
        `n8n does not answer at ${this.base}: ${(cause as Error | undefined)?.message ?? message}`,
        null,
      );
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new N8nApiProblem(
        `n8n answered ${answer.status} to ${method} ${path.split('?')[0] ?? path}: ${reasonOf(text)}${advice[answer.status] ?? ''}`,
        answer.status,
      );
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

/** What the API takes: a workflow it answered has more. */
function body({ name, nodes, connections, settings, pinData }: WorkflowJson): object {
  return {
    name,
    nodes: nodes.map(writable),
    connections,
    settings: settingsOf(settings),
    ...(pinData ? { pinData } : {}),
  };
}

function writable({ ...node }: NodeJson): NodeJson {
  return node;
}

/** `binaryMode` is derived by n8n and refused by older ones. */
function settingsOf({ binaryMode: _derived, ...settings }: Record<string, unknown>): Record<string, unknown> {
  return settings;
}

function reasonOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text.slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}
