import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startN8n, type N8nProcess, type WorkflowJson } from '../../n8n';

jest.setTimeout(600_000);

const owner = { email: 'operator@example.com', password: 'Correct-Horse-1' };

/** A community package as small as n8n takes: one node that greets. */
async function writeGreeterPackage(folder: string): Promise<void> {
  await mkdir(join(folder, 'dist'), { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'n8n-nodes-greeter',
      version: '1.0.0',
      keywords: ['n8n-community-node-package'],
      files: ['dist'],
      n8n: { n8nNodesApiVersion: 1, nodes: ['dist/Greeter.node.js'] },
    }),
  );
  await writeFile(
    join(folder, 'dist', 'Greeter.node.js'),
    `exports.Greeter = class {
      description = {
        displayName: 'Greeter', name: 'greeter', group: ['transform'], version: 1, description: 'Greets',
        defaults: { name: 'Greeter' }, inputs: ['main'], outputs: ['main'],
        properties: [
          { displayName: 'Whom', name: 'whom', type: 'string', default: '' },
          { displayName: 'Language', name: 'language', type: 'options', default: '', typeOptions: { loadOptionsMethod: 'languages' } },
        ],
      };
      methods = {
        loadOptions: { async languages() { return [{ name: 'Arabic', value: 'ar' }, { name: 'English', value: 'en' }]; } },
        listSearch: { async people(filter) { return { results: [{ name: 'Layla ' + filter, value: 7 }] }; } },
      };
      async execute() { return [[{ json: { greeting: 'Hello ' + this.getNodeParameter('whom', 0) } }]]; }
    };`,
  );
}

const workflow: WorkflowJson = {
  id: 'greetOnWebhook',
  name: 'Greet on webhook',
  nodes: [
    {
      id: '5d0f6ef4-5f0e-4a70-9c5b-6f9d3f3ed001',
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2.1,
      position: [0, 0],
      webhookId: '5d0f6ef4-5f0e-4a70-9c5b-6f9d3f3ed0aa',
      parameters: { path: 'greet', httpMethod: 'POST', responseMode: 'lastNode' },
    },
    {
      id: '5d0f6ef4-5f0e-4a70-9c5b-6f9d3f3ed002',
      name: 'Greet',
      type: 'n8n-nodes-greeter.greeter',
      typeVersion: 1,
      position: [220, 0],
      parameters: { whom: '={{ $json.body.name }}' },
    },
    {
      id: '5d0f6ef4-5f0e-4a70-9c5b-6f9d3f3ed003',
      name: 'Sign',
      type: 'n8n-nodes-base.set',
      typeVersion: 3.4,
      position: [440, 0],
      parameters: {
        includeOtherFields: true,
        assignments: { assignments: [{ id: 'a', name: 'from', value: 'n8n', type: 'string' }] },
      },
    },
  ],
  connections: {
    Webhook: { main: [[{ node: 'Greet', type: 'main', index: 0 }]] },
    Greet: { main: [[{ node: 'Sign', type: 'main', index: 0 }]] },
  },
  settings: { executionOrder: 'v1' },
};

describe('the n8n harness', () => {
  let folder: string;
  let n8n: N8nProcess;
  let workflowId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'n8n-boots-'));
    await writeGreeterPackage(join(folder, 'package'));
    n8n = await startN8n({ userFolder: join(folder, 'user'), packageTarballOrFolder: join(folder, 'package') });
    await n8n.client.setupOwnerOrLogin(owner);
    ({ id: workflowId } = await n8n.client.importWorkflow(workflow));
    await n8n.client.activate(workflowId);
  });

  afterAll(async () => {
    await n8n.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const greet = async (name: string) => {
    const response = await fetch(`${n8n.url}/webhook/greet`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    return { status: response.status, body: await response.json() };
  };

  it('runs an activated workflow through a node of the placed package', async () => {
    expect(await greet('Amal')).toEqual({ status: 200, body: { greeting: 'Hello Amal', from: 'n8n' } });
  });

  it('lists the execution with the data of every node', async () => {
    await greet('Basma');
    const [latest] = await n8n.client.executions({ workflowId, status: 'success' });
    const execution = await n8n.client.waitForExecution(latest?.id ?? '');
    expect(execution.status).toBe('success');
    expect(execution.items('Greet').map((item) => item.json)).toEqual([{ greeting: 'Hello Basma' }]);
  });

  it('fills pickers through n8n', async () => {
    const context = { nodeType: 'n8n-nodes-greeter.greeter', version: 1 };
    expect(await n8n.client.nodeParameterOptions('languages', context)).toEqual([
      { name: 'Arabic', value: 'ar' },
      { name: 'English', value: 'en' },
    ]);
    expect(await n8n.client.listSearch('people', context, { filter: 'S' })).toEqual({
      results: [{ name: 'Layla S', value: 7 }],
    });
  });

  it('takes a second import of the same file as a new version', async () => {
    const renamed = structuredClone(workflow);
    renamed.nodes[2]!.parameters.assignments = {
      assignments: [{ id: 'a', name: 'from', value: 'n8n again', type: 'string' }],
    };
    expect((await n8n.client.importWorkflow(renamed)).id).toBe(workflowId);
    await n8n.client.activate(workflowId);
    expect((await greet('Dana')).body).toEqual({ greeting: 'Hello Dana', from: 'n8n again' });
  });

  it('keeps its state over a kill and a second start', async () => {
    await n8n.kill();
    n8n = await startN8n({ userFolder: join(folder, 'user') });
    await n8n.client.setupOwnerOrLogin(owner);
    expect((await n8n.client.workflows()).map(({ id }) => id)).toEqual([workflowId]);
    expect((await n8n.client.getNodeTypes()).map(({ name }) => name)).toContain('n8n-nodes-greeter.greeter');
  });

  it('unpublishes a workflow', async () => {
    await n8n.client.deactivate(workflowId);
    expect((await greet('Hind')).status).toBe(404);
  });
});
