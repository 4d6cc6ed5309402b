import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../daemon/testing';
import { startStack, type Stack } from '../../demo/stack';
import type { WorkflowJson } from '../../n8n';
import { addDuration, type Event, type Line } from '../../panel';
import { randomMoment, rounds as wanted } from './rounds';

/** n8n starts anew in each, which takes a while; its list of executions ends at 100. */
const rounds = Math.min(wanted, 90);

/** A change by hand starts a run that renews the line, dwells, and ends: long enough to be killed in the middle. */
const renewWhenNoted: WorkflowJson = {
  id: 'crashRenewWhenNoted',
  name: 'Renew a line when its notes change',
  settings: { executionOrder: 'v1' },
  nodes: [
    {
      id: '0a3f8f2e-2a6b-4a53-8f0a-0c6f3f9f0001',
      name: 'Notes changed',
      type: 'n8n-nodes-xtream-ui.xtreamUiTrigger',
      typeVersion: 1,
      position: [0, 0],
      parameters: { events: ['line.updated'], options: { leaseSeconds: 15, maxAttempts: 100, retryAfterSeconds: 1 } },
    },
    {
      id: '0a3f8f2e-2a6b-4a53-8f0a-0c6f3f9f0002',
      name: 'Renew',
      type: 'n8n-nodes-xtream-ui.xtreamUi',
      typeVersion: 1,
      position: [200, 0],
      parameters: {
        authentication: 'daemon',
        resource: 'line',
        operation: 'extend',
        line: { __rl: true, mode: 'id', value: '={{ $json.data.line.id }}' },
        extend: 'byDuration',
        durationAmount: 1,
        durationUnit: 'months',
      },
    },
    {
      id: '0a3f8f2e-2a6b-4a53-8f0a-0c6f3f9f0003',
      name: 'Dwell',
      type: 'n8n-nodes-base.wait',
      typeVersion: 1.1,
      position: [400, 0],
      parameters: { amount: 1, unit: 'seconds' },
      webhookId: '0a3f8f2e-2a6b-4a53-8f0a-0c6f3f9f0004',
    },
  ],
  connections: {
    'Notes changed': { main: [[{ node: 'Renew', type: 'main', index: 0 }]] },
    Renew: { main: [[{ node: 'Dwell', type: 'main', index: 0 }]] },
  },
};

describe(`n8n killed -9 ${String(rounds)} times in the middle of a run`, () => {
  let folder: string;
  let stack: Stack;
  let workflowId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-crash-n8n-'));
    stack = await startStack({ folder, pollSeconds: 0.3 });
    workflowId = (await stack.importWorkflow(renewWhenNoted)).id;
  });
  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Changes a line as an operator of the panel does. */
  const note = async (id: string, text: string): Promise<void> => {
    const answer = await fetch(`${stack.panel?.operatorUrl ?? ''}/api/lines/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reseller_notes: text }),
    });
    if (!answer.ok) throw new Error(`The demo panel answered ${String(answer.status)}: ${await answer.text()}`);
  };
  const feed = async (): Promise<{ lag: number; leased: number; waiting: number; parked: number }> => {
    const { feeds } = await stack.daemon.call<{
      feeds: Array<{ lag: number; leased: number; waiting: number; parked: number }>;
    }>('GET', '/v1/feeds');
    if (!feeds[0]) throw new Error('The trigger made no feed.');
    return feeds[0];
  };
  const line = async (id: string): Promise<Line> => {
    const query = { panel: 'main', operation: 'line.get', parameters: { line: { id } } };
    return (await stack.daemon.call<{ result: Line }>('POST', '/v1/queries', query)).result;
  };

  /**
   * n8n stores that an execution has succeeded some moments before it tells the trigger, and the daemon has the acknowledgement a moment after that. A kill in
   * between leaves a success the daemon does not know of, and the event comes again: then the run is repeated, and its writes take no second effect.
   * Everything else, a run that was killed before its end, must not leave a success behind.
   */
  const tellingTakes = 2_000;

  it('every event has one successful execution that n8n told of, and every line exactly one extension', async () => {
    const { results } = await stack.daemon.call<{ results: Line[] }>('POST', '/v1/queries', {
      panel: 'main',
      operation: 'line.getMany',
      parameters: { status: 'active' },
      limit: 250,
    });
    const soon = Date.now() + 86_400_000;
    const lines = results
      .filter((each) => each.expiresAt !== null && Date.parse(each.expiresAt) > soon)
      .slice(0, rounds);
    expect(lines).toHaveLength(rounds);

    const kills: number[] = [];
    for (const [round, { id }] of lines.entries()) {
      await note(id, `round ${String(round)}`);
      await randomMoment(3_500);
      await stack.n8n.kill();
      kills.push(Date.now());
      await stack.restartN8n();
    }
    await waitUntil(settled, 'every event to be acknowledged', 420_000);

    const successes = new Map<string, number>();
    for (const { id, stoppedAt } of await stack.n8n.client.executions({ workflowId, status: 'success', limit: 100 })) {
      const event = (await stack.n8n.client.execution(id)).items('Notes changed')[0]?.json as unknown as Event;
      const subject = event.data.line?.id ?? '';
      const end = Date.parse(stoppedAt ?? '');
      const untold = kills.some((kill) => kill >= end && kill - end < tellingTakes);
      if (!untold || !successes.has(subject)) successes.set(subject, (successes.get(subject) ?? 0) + 1);
    }
    expect(successes).toEqual(new Map(lines.map(({ id }) => [id, 1])));
    for (const before of lines) {
      const expected = addDuration(before.expiresAt ?? '', { amount: 1, unit: 'months' });
      expect(await line(before.id)).toMatchObject({ id: before.id, expiresAt: expected });
    }

    /** The log first, then the feed in one answer: an event is in its lag, leased, waiting or acknowledged, and moves on between two answers. */
    async function settled(): Promise<boolean> {
      const { events } = await stack.daemon.call<{ events: Event[] }>(
        'GET',
        '/v1/events?types=line.updated&limit=1000',
      );
      const { lag, leased, waiting, parked } = await feed();
      if (parked > 0) throw new Error('An event was parked.');
      return events.length >= rounds && lag === 0 && leased === 0 && waiting === 0;
    }
  });
});
