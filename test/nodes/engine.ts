import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
  createRunExecutionData,
  NodeHelpers,
  Workflow,
  type ICredentialDataDecryptedObject,
  type IDataObject,
  type IHttpRequestOptions,
  type INode,
  type INodeExecutionData,
  type INodeType,
  type INodeTypes,
  type IRun,
  type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { credentialTypes, type CredentialName } from '../../nodes/shared';
import { XtreamUi } from '../../nodes/XtreamUi/XtreamUi.node';

/** Runs the node in n8n's own engine (n8n-core): expressions, HTTP helper, item linking, error handling are the real ones. */

export type Credentials = Partial<Record<CredentialName, ICredentialDataDecryptedObject>>;

export interface RunOptions {
  parameters: IDataObject;
  credentials: Credentials;
  /** What comes into the node. @default one empty item */
  items?: IDataObject[];
  /** Type of the node before it; `xtreamUiTrigger` stands for the trigger. @default 'start' */
  startType?: 'start' | 'xtreamUiTrigger';
  timeZone?: string;
  executionId?: string;
  settings?: Partial<INode>;
}

const startNode: INodeType = {
  description: {
    displayName: 'Start',
    name: 'start',
    group: ['trigger'],
    version: 1,
    description: '',
    defaults: {},
    inputs: [],
    outputs: ['main'],
    properties: [],
  },
  async execute() {
    return [this.getInputData()];
  },
};

const nodeTypes = {
  getByName: (type: string) => byType(type),
  getByNameAndVersion: (type: string) => byType(type),
  getKnownTypes: () => ({}),
} as unknown as INodeTypes;

const xtreamUi = new XtreamUi();

function byType(type: string): INodeType {
  return type.endsWith('.xtreamUi') ? xtreamUi : startNode;
}

// Read by n8n-core when it is first used.
Object.assign(process.env, { N8N_ENCRYPTION_KEY: 'an-encryption-key-for-tests', N8N_LOG_LEVEL: 'silent' });

export function additionalData(credentials: Credentials, executionId: string): IWorkflowExecuteAdditionalData {
  const nowhere = 'http://127.0.0.1:9/';
  return {
    credentialsHelper: {
      getParentTypes: () => [],
      isCredentialUsableByNode: () => true,
      getDecrypted: async (_data: unknown, _credentials: unknown, type: keyof Credentials) => ({
        ...credentials[type],
      }),
      preAuthentication: async () => undefined,
      authenticate: async (
        data: ICredentialDataDecryptedObject,
        type: CredentialName,
        options: IHttpRequestOptions,
      ) => {
        const { authenticate } = credentialTypes[type];
        return typeof authenticate === 'function' ? await authenticate(data, options) : options;
      },
    },
    executionId,
    hooks: new ExecutionLifecycleHooks('manual', executionId, {
      id: 'wf',
      name: 'wf',
      nodes: [],
      connections: {},
    } as never),
    currentNodeExecutionIndex: 0,
    variables: {},
    logAiEvent: () => undefined,
    restApiUrl: nowhere,
    instanceBaseUrl: nowhere,
    formWaitingBaseUrl: nowhere,
    webhookBaseUrl: nowhere,
    webhookWaitingBaseUrl: nowhere,
    webhookTestBaseUrl: nowhere,
  } as unknown as IWorkflowExecuteAdditionalData;
}

/** The id of the node in every run. */
export const nodeId = '7f1c2f4e-0000-4000-8000-000000000001';

/** Runs Start → Xtream UI once and tells how it ended. */
export async function runWorkflow(options: RunOptions): Promise<IRun> {
  const { parameters, credentials, items = [{}], startType = 'start', executionId = '77' } = options;
  const references = Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: '1', name: type }]));
  const start = { id: 's', name: 'Start', type: `n8n-nodes-xtream-ui.${startType}`, typeVersion: 1, position: [0, 0] };
  const node = {
    ...{ id: nodeId, name: 'Xtream UI', type: 'n8n-nodes-xtream-ui.xtreamUi', typeVersion: 1, position: [200, 0] },
    parameters: complete(parameters),
    credentials: references,
    ...options.settings,
  };
  const workflow = new Workflow({
    id: 'wf',
    name: 'wf',
    nodes: [{ ...start, parameters: {} }, node] as INode[],
    connections: { Start: { main: [[{ node: 'Xtream UI', type: 'main', index: 0 }]] } },
    active: false,
    nodeTypes,
    settings: { executionOrder: 'v1', timezone: options.timeZone ?? 'Etc/UTC' },
  });
  const run = createRunExecutionData({
    executionData: {
      nodeExecutionStack: [
        {
          node: workflow.getNode('Start')!,
          data: { main: [items.map((json) => ({ json }))] },
          source: null,
        },
      ],
    },
  });
  const engine = new WorkflowExecute(additionalData(credentials, executionId), 'manual', run);
  return await workflow.expression.withIsolate(async () => await engine.processRunExecutionData(workflow));
}

/** As the editor stores them: defaults of shown fields filled in. */
function complete(parameters: IDataObject): IDataObject {
  const node = { typeVersion: 1, type: 'n8n-nodes-xtream-ui.xtreamUi' } as INode;
  const filled = NodeHelpers.getNodeParameters(
    xtreamUi.description.properties,
    parameters as never,
    true,
    false,
    node,
    xtreamUi.description,
  );
  return filled as IDataObject;
}

/** What the node put out. @throws what the run failed with */
export async function runNode(options: RunOptions): Promise<INodeExecutionData[]> {
  const run = await runWorkflow(options);
  const { error, runData } = run.data.resultData;
  if (error !== undefined) throw error;
  return runData['Xtream UI']?.[0]?.data?.['main']?.[0] ?? [];
}

/** What the node failed with. @throws when it did not */
export async function runError(options: RunOptions): Promise<Error & { description?: string; context: IDataObject }> {
  const { error } = (await runWorkflow(options)).data.resultData;
  if (error === undefined) throw new Error('The node did not fail.');
  return error as Error & { description?: string; context: IDataObject };
}
