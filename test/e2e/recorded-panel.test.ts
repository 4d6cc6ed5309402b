import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../daemon/testing';
import { startRecordedPanel } from '../../demo/recorded-panel';
import { startStack, type Stack } from '../../demo/stack';
import type { WorkflowJson } from '../../n8n';

const lookAtNewLines: WorkflowJson = {
  id: 'recordedLookAtLines',
  name: 'Look at new lines',
  settings: { executionOrder: 'v1' },
  nodes: [
    {
      id: '5b1f3e3c-6a0f-4f0e-9d8e-7d1d0c000001',
      name: 'Line created',
      type: 'n8n-nodes-xtream-ui.xtreamUiTrigger',
      typeVersion: 1,
      position: [0, 0],
      parameters: {
        events: ['line.created'],
        filter: "data.line.username = 'seed2'",
        options: { from: 'beginning' },
      },
    },
    {
      id: '5b1f3e3c-6a0f-4f0e-9d8e-7d1d0c000002',
      name: 'Get line',
      type: 'n8n-nodes-xtream-ui.xtreamUi',
      typeVersion: 1,
      position: [200, 0],
      parameters: {
        authentication: 'panel',
        resource: 'line',
        operation: 'get',
        line: { __rl: true, mode: 'id', value: '={{ $json.data.line.id }}' },
        simplify: false,
      },
    },
  ],
  connections: { 'Line created': { main: [[{ node: 'Get line', type: 'main', index: 0 }]] } },
};

/** The answers a real panel once gave, served as they are: what the daemon and the node make of them. */
describe('over the recorded answers of a real panel', () => {
  let folder: string;
  let stack: Stack;
  let recorded: Awaited<ReturnType<typeof startRecordedPanel>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-recorded-'));
    recorded = await startRecordedPanel();
    // The recordings hold no answer to who the key belongs to, by which the version would be found out.
    const panel = { url: recorded.url, apiKey: recorded.apiKey, panelVersion: 'xui' as const };
    stack = await startStack({ folder, panel, pollSeconds: 1, baselineEvents: true });
  });
  afterAll(async () => {
    await stack.stop();
    await recorded.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('the daemon knows the lines, and one of them starts a workflow that reads it', async () => {
    const { id } = await stack.importWorkflow(lookAtNewLines);
    const done = async () => (await stack.n8n.client.executions({ workflowId: id, status: 'success' }))[0];
    await waitUntil(async () => (await done()) !== undefined, 'the workflow to run', 60_000);
    const execution = await stack.n8n.client.execution((await done())?.id ?? '');
    expect(execution.items('Get line').map((item) => item.json)).toMatchObject([
      {
        id: '2',
        username: 'seed2',
        expiresAt: '2026-11-25T18:34:14Z',
        bouquetIds: ['1', '2'],
        outputs: ['hls', 'mpegts'],
        maxConnections: 2,
        ownerId: '2',
      },
    ]);
    const { panels } = await stack.daemon.call<{ panels: Array<{ state: string; lines: number }> }>(
      'GET',
      '/v1/panels',
    );
    expect(panels).toMatchObject([{ state: 'ready', lines: 3 }]);
  });
});
