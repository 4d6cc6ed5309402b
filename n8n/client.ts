import { decodeFlatted } from './flatted';
import type { WorkflowJson } from './workflow';

/** n8n's instance owner. The password needs 8 characters, a digit and a capital. */
export interface OwnerAccount {
  email: string;
  password: string;
  firstName?: string;
  lastName?: string;
}

/** A stored credential: what a workflow node refers to. */
export interface CredentialRef {
  id: string;
  name: string;
  type: string;
}

/** A stored workflow. `versionId` names the draft last saved; `activeVersionId` the published one, if any. */
export interface WorkflowRef {
  id: string;
  name: string;
  versionId: string;
  activeVersionId: string | null;
}

export type ExecutionStatus = 'new' | 'running' | 'success' | 'error' | 'canceled' | 'crashed' | 'waiting' | 'unknown';

/** One line of n8n's execution list. Times are ISO 8601 UTC. */
export interface ExecutionSummary {
  id: string;
  workflowId: string;
  status: ExecutionStatus;
  mode: string;
  startedAt: string;
  stoppedAt?: string;
}

/** One output item of a node. */
export interface ExecutionItem {
  json: Record<string, unknown>;
  binary?: Record<string, unknown>;
  pairedItem?: unknown;
}

/** An execution with its data. */
export interface Execution extends ExecutionSummary {
  /** Everything n8n recorded, decoded: `resultData.runData`, `resultData.error` and so on. */
  data: {
    resultData: {
      error?: { message: string; description?: string; [field: string]: unknown };
      lastNodeExecuted?: string;
      runData: Record<string, { error?: { message: string }; data?: { main?: (ExecutionItem[] | null)[] } }[]>;
    };
    [field: string]: unknown;
  };
  /** The items a node put out in its last run, from its first output; `[]` if it did not run or put out nothing. */
  items(nodeName: string): ExecutionItem[];
}

export interface CredentialTestResult {
  status: 'OK' | 'Error';
  message: string;
}

/** What n8n's editor sends along when it asks a node to fill a picker. */
export interface NodeContext {
  /** Full node type, e.g. `n8n-nodes-xtream-ui.xtreamUi`. */
  nodeType: string;
  version: number;
  /** The node's parameters as filled in so far. */
  parameters?: Record<string, unknown>;
  /** Credential type → stored credential. */
  credentials?: Record<string, { id: string; name: string }>;
  /** Path of the parameter asking, e.g. `parameters.lineId`. Default `parameters`. */
  path?: string;
}

export interface ListSearchResult {
  results: { name: string; value: string | number; url?: string; description?: string }[];
  paginationToken?: string;
}

/** A manual run either starts at once or waits for a call to its test webhook. */
export type ManualRun = { executionId: string } | { waitingForWebhook: true };

/** One node type as n8n's editor sees it. */
export interface NodeTypeDescription {
  name: string;
  displayName: string;
  version: number | number[];
  properties: Record<string, unknown>[];
  credentials?: { name: string; [field: string]: unknown }[];
  [field: string]: unknown;
}

/** n8n refused a request, or answered something that is not its API. */
export class N8nApiError extends Error {
  constructor(
    readonly method: string,
    readonly path: string,
    readonly status: number,
    readonly reason: string,
  ) {
    super(`n8n answered ${status} to ${method} ${path}: ${reason}`);
    this.name = 'N8nApiError';
  }
}

/** How long a wait lasts by default, in milliseconds. */
const WAIT_MS = 30_000;
const POLL_MS = 200;

/**
 * n8n over the REST API its editor uses, with the editor's session cookie. That API is not promised to stay the same
 * between versions; the pinned n8n is what makes it safe to use here.
 */
export class N8nClient {
  private cookie = '';

  /** @param url where n8n answers, e.g. `http://127.0.0.1:5678` */
  constructor(readonly url: string) {}

  /** The session cookie (`n8n-auth=…`), for handing a browser the same session. Empty before login. */
  get sessionCookie(): string {
    return this.cookie;
  }

  /** Creates the instance owner on a fresh n8n, or logs in on one that has it. */
  async setupOwnerOrLogin(owner: OwnerAccount): Promise<void> {
    const { email, password, firstName = 'Demo', lastName = 'Operator' } = owner;
    const settings = await this.request<{ userManagement?: { showSetupOnFirstLoad?: boolean } }>(
      'GET',
      '/rest/settings',
    );
    if (settings.userManagement?.showSetupOnFirstLoad) {
      await this.request('POST', '/rest/owner/setup', { email, password, firstName, lastName });
    } else {
      await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
    }
  }

  /** Creates the credential, or overwrites the data of the one with this name and type. */
  async upsertCredential(name: string, type: string, data: Record<string, unknown>): Promise<CredentialRef> {
    const existing = (await this.credentials()).find((found) => found.name === name && found.type === type);
    const saved = existing
      ? await this.request<CredentialRef>('PATCH', `/rest/credentials/${existing.id}`, { name, type, data })
      : await this.request<CredentialRef>('POST', '/rest/credentials', { name, type, data });
    return { id: saved.id, name: saved.name, type: saved.type };
  }

  /** Every stored credential, without its data. */
  async credentials(): Promise<CredentialRef[]> {
    return this.request<CredentialRef[]>('GET', '/rest/credentials');
  }

  /** Runs a credential's own test, as the editor's "Test" does. A stored credential's data can be left out. */
  async testCredential(credential: {
    id?: string;
    name: string;
    type: string;
    data?: Record<string, unknown>;
  }): Promise<CredentialTestResult> {
    const stored = credential.id
      ? await this.request<object>('GET', `/rest/credentials/${credential.id}?includeData=true`)
      : {};
    return this.request('POST', '/rest/credentials/test', { credentials: { id: '', ...stored, ...credential } });
  }

  /**
   * Creates the workflow, or replaces the nodes, connections and settings of the one with the same `id` (with the same
   * name, if the file has no id). An import is a draft: `activate` publishes it.
   */
  async importWorkflow(workflow: WorkflowJson): Promise<WorkflowRef> {
    const { id, name, nodes, connections, settings = {}, meta = {}, pinData = {} } = workflow;
    const body = { name, nodes, connections, settings, meta, pinData };
    const existing = (await this.workflows()).find((found) => (id ? found.id === id : found.name === name));
    return existing
      ? this.request<WorkflowRef>('PATCH', `/rest/workflows/${existing.id}?forceSave=true`, body)
      : this.request<WorkflowRef>('POST', '/rest/workflows', { ...(id ? { id } : {}), ...body });
  }

  /** Every workflow that is not archived. */
  async workflows(): Promise<WorkflowRef[]> {
    return this.request<WorkflowRef[]>('GET', '/rest/workflows?includeScopes=false');
  }

  /** The workflow with its nodes, as saved last. */
  async workflow(id: string): Promise<WorkflowRef & WorkflowJson> {
    return this.request('GET', `/rest/workflows/${id}`);
  }

  /**
   * Publishes the workflow's last saved version and waits until its triggers run: after this its webhooks answer and its
   * trigger nodes listen. Sub-workflows and error workflows need it too.
   *
   * @throws Error naming the node and its message if a trigger does not start.
   */
  async activate(id: string, { timeoutMs = WAIT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    const { versionId } = await this.workflow(id);
    await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
    const status = await until(
      async () => {
        const now = await this.publicationStatus(id);
        return now.status === 'in_progress' ? undefined : now;
      },
      timeoutMs,
      () => `Workflow ${id} was published but its triggers did not settle`,
    );
    const failed = status.triggers.find((trigger) => trigger.status === 'failed');
    if (failed)
      throw new Error(`Workflow ${id} was published, but node ${failed.nodeId} did not start: ${failed.errorMessage}`);
  }

  /** Unpublishes the workflow and waits until its triggers have stopped. */
  async deactivate(id: string, { timeoutMs = WAIT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
    await until(
      async () => (await this.publicationStatus(id)).status !== 'in_progress' || undefined,
      timeoutMs,
      () => `Workflow ${id} was unpublished but its triggers did not stop`,
    );
  }

  private async publicationStatus(id: string): Promise<{
    status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
    triggers: { nodeId: string; status: string; errorMessage: string | null }[];
  }> {
    return this.request('GET', `/rest/workflows/${id}/publication-status`);
  }

  /** Archives and deletes the workflow with its executions. */
  async deleteWorkflow(id: string): Promise<void> {
    await this.request('POST', `/rest/workflows/${id}/archive`, {});
    await this.request('DELETE', `/rest/workflows/${id}`);
  }

  /** Executions, newest first, `limit` at most (default 100). */
  async executions({
    workflowId,
    status,
    limit = 100,
  }: { workflowId?: string; status?: ExecutionStatus | ExecutionStatus[]; limit?: number } = {}): Promise<
    ExecutionSummary[]
  > {
    const filter = { ...(workflowId ? { workflowId } : {}), ...(status ? { status: [status].flat() } : {}) };
    const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: String(limit) });
    const { results } = await this.request<{ results: ExecutionSummary[] }>(
      'GET',
      `/rest/executions?${query.toString()}`,
    );
    return results;
  }

  /** One execution with its data. */
  async execution(id: string): Promise<Execution> {
    const raw = await this.request<ExecutionSummary & { data: string }>('GET', `/rest/executions/${id}`);
    const data = decodeFlatted(raw.data) as Execution['data'];
    return {
      ...raw,
      data,
      items: (nodeName) => data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[0] ?? [],
    };
  }

  /** Waits until the execution has ended (or sleeps in a Wait node) and returns it. */
  async waitForExecution(id: string, { timeoutMs = WAIT_MS }: { timeoutMs?: number } = {}): Promise<Execution> {
    return until(
      async () => {
        const execution = await this.execution(id);
        return execution.status === 'running' || execution.status === 'new' ? undefined : execution;
      },
      timeoutMs,
      () => `Execution ${id} did not end`,
    );
  }

  /** Stops a running execution. */
  async stopExecution(id: string): Promise<void> {
    await this.request('POST', `/rest/executions/${id}/stop`, {});
  }

  /**
   * Runs the saved workflow as the editor's "Execute workflow" does.
   *
   * @param trigger name of the trigger node to start from
   * @param destination name of the node to stop after; default: run to the end
   */
  async runWorkflowManually(
    id: string,
    { trigger, destination }: { trigger: string; destination?: string },
  ): Promise<ManualRun> {
    return this.request('POST', `/rest/workflows/${id}/run`, {
      triggerToStartFrom: { name: trigger },
      ...(destination ? { destinationNode: { nodeName: destination, mode: 'inclusive' } } : {}),
    });
  }

  /** Every node type n8n has loaded, community packages included. */
  async getNodeTypes(): Promise<NodeTypeDescription[]> {
    const response = await this.fetch('GET', '/types/nodes.json');
    if (!response.ok) throw new N8nApiError('GET', '/types/nodes.json', response.status, await response.text());
    return (await response.json()) as NodeTypeDescription[];
  }

  /** What a `loadOptionsMethod` of the node answers: the entries of a drop-down list. */
  async nodeParameterOptions(
    methodName: string,
    context: NodeContext,
  ): Promise<{ name: string; value: string | number | boolean; description?: string }[]> {
    return this.request('POST', '/rest/dynamic-node-parameters/options', { methodName, ...nodeRequest(context) });
  }

  /** What a `listSearch` method of the node answers: one page of a resource locator's list. */
  async listSearch(
    methodName: string,
    context: NodeContext,
    { filter, paginationToken }: { filter?: string; paginationToken?: string } = {},
  ): Promise<ListSearchResult> {
    return this.request('POST', '/rest/dynamic-node-parameters/resource-locator-results', {
      methodName,
      ...nodeRequest(context),
      ...(filter === undefined ? {} : { filter }),
      ...(paginationToken === undefined ? {} : { paginationToken }),
    });
  }

  /**
   * Any call to n8n's REST API; `data` of the answer.
   *
   * @throws N8nApiError for every status but 2xx
   */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(method, path, body);
    const text = await response.text();
    const shown = path.split('?')[0] ?? path;
    if (!response.ok) throw new N8nApiError(method, shown, response.status, reasonOf(text));
    try {
      return (JSON.parse(text) as { data: T }).data;
    } catch {
      throw new N8nApiError(method, shown, response.status, `not JSON: ${text.slice(0, 200)}`);
    }
  }

  private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        // n8n binds the session to this header: a cookie sent with another one is refused.
        'browser-id': 'n8n-nodes-xtream-ui',
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
    if (session) this.cookie = session.split(';')[0] ?? '';
    return response;
  }
}

function nodeRequest({ nodeType, version, parameters = {}, credentials, path = 'parameters' }: NodeContext): object {
  return {
    path,
    nodeTypeAndVersion: { name: nodeType, version },
    currentNodeParameters: parameters,
    ...(credentials ? { credentials } : {}),
  };
}

function reasonOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: string };
    if (message) return message;
  } catch {
    // Not n8n's error shape: the text itself is the best there is.
  }
  return text.slice(0, 300);
}

/** Asks until the answer is not `undefined`. */
async function until<T>(ask: () => Promise<T | undefined>, timeoutMs: number, what: () => string): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what()} within ${timeoutMs / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
