import type { WorkflowJson } from '../../../n8n';
import type { Cases } from '../cases';
import { operator, until } from '../world';

/** A workflow of somebody's own that fails, with the error workflow the templates use. */
const failing = (message: string): WorkflowJson => ({
  id: 'failsOnPurpose',
  name: 'Fails on purpose',
  nodes: [
    {
      ...{
        id: 'b6b2c1d0-1111-4222-8333-000000000001',
        name: 'Asked',
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2.1,
      },
      ...{ position: [0, 0], parameters: { path: 'fails-on-purpose', options: {} } },
      webhookId: 'b6b2c1d0-1111-4222-8333-000000000002',
    },
    {
      ...{ id: 'b6b2c1d0-1111-4222-8333-000000000003', name: 'Stop here', type: 'n8n-nodes-base.stopAndError' },
      ...{ typeVersion: 1, position: [224, 0], parameters: { errorMessage: message } },
    },
  ],
  connections: { Asked: { main: [[{ node: 'Stop here', type: 'main', index: 0 }]] } },
  settings: { executionOrder: 'v1', errorWorkflow: 'xtreamTellFailure' },
});

export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  async function fail(message: string): Promise<void> {
    await the().stack.importWorkflow(failing(message));
    await fetch(`${the().stack.n8n.url}/webhook/fails-on-purpose`);
  }
  const slack = () =>
    the()
      .stack.clouds.received('slack.com')
      .filter(({ path }) => path === '/api/chat.postMessage');

  main('says by e-mail and in Slack what failed, where, and how to run it again', async () => {
    await fail('"Create line" did not work for nadia@example.com (stripe:in_1, attempt 1): <no> package');
    const mail = await until(async () => the().mailsTo(operator)[0], 'the mail');
    const [message] = await until(async () => (slack().length > 0 ? slack() : undefined), 'the message in Slack');
    await the().settled();
    expect(mail.subject).toBe('Workflow failed: Fails on purpose');
    expect(mail.html).toContain('&lt;no> package');
    expect(mail.html).toMatch(/href="http:[^"]+\/workflow\/failsOnPurpose\/executions\/\d+"/);
    expect(message).toMatchObject({ status: 200, response: { ok: true } });
    const text = JSON.stringify(message?.body);
    expect(text).toContain('nadia@example.com');
    expect(text).toMatch(/workflow\/failsOnPurpose\/executions\/\d+/);
  });

  also('keeps silent about later attempts', async () => {
    await fail('"Create line" did not work for nadia@example.com (stripe:in_1, attempt 2): no package');
    await until(
      async () => (await the().runs('tell-when-a-workflow-fails')).at(-1)?.status === 'success' || undefined,
      'the run',
    );
    await the().settled();
    expect(the().mailsTo(operator)).toEqual([]);
    expect(slack()).toEqual([]);
  });

  failure('sends the e-mail also when Slack refuses, and says so in it', async () => {
    the().stack.clouds.setFault('slack.com', { status: 503, times: 20 });
    await fail('Something else');
    const mail = await until(async () => the().mailsTo(operator)[0], 'the mail');
    expect(mail.text).toContain('Something else');
    expect(mail.text).toContain('Slack did not take this message');
  });

  cannot(
    'restart',
    'n8n starts error workflows once and keeps no note of it: a message lost with n8n is not sent again, but the last attempt’s failure is told by an event, which is.',
  );
};
