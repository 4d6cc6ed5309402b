import { sampleEvent, type EventType } from '../../../panel';
import type { WorkflowJson } from '../../../n8n';
import type { Cases } from '../cases';
import { problemOf, runFrom } from '../runs';
import { operator, until } from '../world';

const file = 'stream-down-alert';
const slack = 'slack.com';

/** Its own timer far away: a minute that ends in the midst of a test would tell half of it. */
const unhurried = (workflow: WorkflowJson): WorkflowJson => ({
  ...workflow,
  nodes: workflow.nodes.map((node) =>
    node.name === 'Every minute'
      ? { ...node, parameters: { rule: { interval: [{ field: 'days', daysInterval: 30 }] } } }
      : node,
  ),
});

/** What went down, in one Slack message a minute. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  const messages = (): Array<{ text: string; channel: string }> =>
    the()
      .stack.clouds.received(slack)
      .filter(({ path, status }) => path === '/api/chat.postMessage' && status === 200)
      .map(({ body }) => body as { text: string; channel: string });
  const minute = () => runFrom(the(), file, 'Every minute', { change: unhurried });

  /** The run over an event as the daemon hands it over. */
  async function hear(type: EventType, id: string, server = 'LB-2'): Promise<void> {
    const event = sampleEvent(type);
    const { stream } = event.data;
    const data = stream
      ? {
          ...event.data,
          stream: {
            ...stream,
            id,
            name: `Channel ${id}`,
            servers: stream.servers.map((each) => ({ ...each, serverName: server })),
          },
        }
      : event.data;
    const subject = stream ? `stream:main/${id}` : event.subject;
    const item = { ...event, subject, data, idempotencyKey: event.id, attempt: 1, time: new Date().toISOString() };
    const run = await runFrom(the(), file, 'Went down or came back', { items: [item], change: unhurried });
    expect(problemOf(run)).toBe('');
  }

  /** A stream is switched off or on through the daemon. */
  const order = (operation: 'stop' | 'start', id: string) =>
    the().stack.daemon.call('POST', '/v1/commands', {
      key: `test/${operation}/${id}/${String(Date.now())}`,
      panel: 'main',
      operation: `stream.${operation}`,
      parameters: { stream: id },
    });
  const told = (type: EventType) =>
    until(async () => {
      const { events } = await the().stack.daemon.call<{
        events: Array<{ id: string; data: { stream?: { id: string } } }>;
      }>('GET', `/v1/events?types=${type}&newest=true&limit=5`);
      return events[0];
    }, type);

  beforeAll(() => the().use(file, unhurried));

  main('hears from the daemon of a stream that is down, tells it once, and gives the all-clear', async () => {
    await order('stop', '3');
    await told('stream.down');
    await the().settled();
    await minute();
    await minute();
    expect(messages()).toHaveLength(1);
    expect(messages()[0]).toMatchObject({ channel: 'operations' });
    expect(messages()[0]?.text).toMatch(/^:red_circle: \*1 stream is down on .+:\* \S/);
    expect(the().stack.clouds.received(slack)[0]?.status).toBe(200);

    the().stack.clouds.reset();
    await order('start', '3');
    await told('stream.up');
    await the().settled();
    await minute();
    await minute();
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.text).toMatch(/^:white_check_mark: \*All clear:\* .+, after 1 min$/);
  });

  also('puts everything of a minute into one message, servers first, by server, with few names', async () => {
    for (const id of ['101', '102', '103', '104', '105', '106', '107', '108', '109', '110']) {
      await hear('stream.down', id);
    }
    await hear('stream.down', '201', 'LB <3>');
    await hear('server.offline', '');
    await minute();
    expect(messages()).toHaveLength(1);
    const [first, second, third] = (messages()[0]?.text ?? '').split('\n');
    expect(first).toBe(':red_circle: *1 server is offline:* LB-2');
    expect(second).toMatch(
      /^:red_circle: \*10 streams are down on LB-2:\* Channel 10\d(, Channel 1\d\d){7} and 2 more$/,
    );
    expect(third).toBe(':red_circle: *1 stream is down on LB &lt;3&gt;:* Channel 201');

    the().stack.clouds.reset();
    for (const id of ['101', '102']) await hear('stream.up', id);
    await minute();
    expect(messages().map(({ text }) => text)).toEqual([
      ':large_green_circle: *Back:* Channel 101, Channel 102, after 1 min; 10 still down',
    ]);
    for (const id of ['103', '104', '105', '106', '107', '108', '109', '110', '201']) await hear('stream.up', id);
    await hear('server.online', '');
    await minute();
    expect(messages().at(-1)?.text).toMatch(/^:white_check_mark: \*All clear:\* .+ and 2 more, after 1 min$/);
  });

  also('says nothing of what was back before anybody heard of it', async () => {
    await hear('stream.down', '301');
    await hear('stream.up', '301');
    await minute();
    expect(messages()).toEqual([]);
  });

  failure('tells it by e-mail when Slack does not take it, and not twice', async () => {
    the().stack.clouds.setFault(slack, { status: 503, times: 20 });
    await hear('stream.down', '401');
    await minute();
    await minute();
    const mails = the().mailsTo(operator);
    expect(mails.map(({ subject }) => subject)).toEqual(['Streams: 1 down, 0 back']);
    expect(mails[0]?.text).toContain('1 stream is down on LB-2:* Channel 401');
    the().stack.clouds.reset();
    await hear('stream.up', '401');
    await minute();
  });

  cannot(
    'restart',
    'a run that was killed told nobody; what it was to tell stands in the list, and the next minute tells it',
  );
};
