import { Connection, type AsyncMessage, type Consumer } from 'rabbitmq-client';
import type { Cases } from '../cases';
import { noBroker } from '../../services/rabbitmq';
import { operator, until } from '../world';

interface CloudEvent {
  id: string;
  type: string;
  data: { line?: { username: string } };
}

/** Every event as a message in a topic exchange of a real broker. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  if (noBroker !== null) {
    for (const path of ['main', 'failure', 'restart'] as const) cannot(path, noBroker);
    return;
  }
  let connection: Connection | undefined;
  let consumer: Consumer | undefined;
  const received: AsyncMessage[] = [];

  const connect = async (): Promise<void> => {
    connection = new Connection(the().broker?.url ?? '');
    const exchange = 'xtream.events';
    // The broker keeps its own names for queues from being declared again, so the consumer declares it.
    const created = connection.createConsumer(
      {
        ...{ queueOptions: { exclusive: true }, noAck: true },
        exchanges: [{ exchange, type: 'topic', durable: true }],
        queueBindings: [{ exchange, routingKey: 'line.#' }],
      },
      async (message) => {
        received.push(message);
      },
    );
    await new Promise((resolve) => created.once('ready', resolve));
    consumer = created;
  };
  const disconnect = async (): Promise<void> => {
    // The connection waits for its consumer, which would go on for ever.
    await consumer?.close();
    await connection?.close();
    connection = undefined;
  };
  const body = ({ body: sent }: AsyncMessage): CloudEvent =>
    JSON.parse(Buffer.isBuffer(sent) ? sent.toString('utf8') : (sent as string)) as CloudEvent;
  const about = (username: string, type: string): AsyncMessage[] =>
    received.filter((message) => body(message).type === type && body(message).data.line?.username === username);

  /** Somebody at the panel changes a line's notes. */
  async function note(text: string): Promise<string> {
    const line = (await the().lines()).find(({ is_trial }) => is_trial === 0);
    if (!line) throw new Error('The demo panel has no line.');
    await the().panel('PATCH', `lines/${String(line.id)}`, { admin_notes: text });
    return line.username;
  }

  beforeAll(connect);
  afterAll(disconnect);

  main('sends an event as a CloudEvent, kept on disk, with its type as routing key', async () => {
    const username = await note('for RabbitMQ');
    const message = await until(async () => about(username, 'line.updated')[0], 'the message');
    expect(message).toMatchObject({
      routingKey: 'line.updated',
      durable: true,
      contentType: 'application/cloudevents+json',
    });
    expect(body(message)).toMatchObject({
      specversion: '1.0',
      source: '/xtream-ui-sync/main',
      subject: expect.stringMatching(/^line:main\//),
    });
    expect(message.messageId).toBe(body(message).id);
  });

  failure(
    'tells the operator what it could not publish while the exchange is gone, and sends it when it is back',
    async () => {
      await connection?.exchangeDelete({ exchange: 'xtream.events' });
      await disconnect();
      const username = await note('while the exchange is gone');
      const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
      expect(told.text).toMatch(/"Publish" did not work for line\.updated of line:main\/\d+ \(evt_\w+, attempt 1\)/);
      await connect();
      await until(async () => about(username, 'line.updated').at(-1), 'the message');
    },
  );

  also('sends what it could not while n8n was killed', async () => {
    const username = await note('before n8n is killed');
    await the().restartN8n(() => undefined);
    await until(async () => about(username, 'line.updated').at(-1), 'the message');
  });
  cannot('restart', 'a broker cannot be held in the midst of a message: n8n is killed right after the event instead');
};
