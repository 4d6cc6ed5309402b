import { Connection, type Consumer } from 'rabbitmq-client';
import { waitUntil } from '../../daemon/testing';
import { noBroker, startBroker, type Broker } from '../services/rabbitmq';
import { Campaign, nothing } from './campaign';
import { randomMoment, report } from './rounds';

if (noBroker !== null) {
  if (process.env['CI']) throw new Error(noBroker);
  console.warn(`SKIPPED: a relay whose broker is killed. ${noBroker}`);
}

const rounds = 5;

(noBroker === null ? describe : describe.skip)('a relay whose broker is killed and comes back', () => {
  let broker: Broker;
  let campaign: Campaign;
  beforeAll(async () => {
    broker = await startBroker();
    await declareQueue(broker.url);
    const settings = [
      'relays:',
      '  - name: ledger',
      '    type: rabbitmq',
      `    url: ${broker.url}`,
      '    exchange: events',
    ];
    campaign = await Campaign.begin({ settings: settings.join('\n') });
  });
  afterAll(async () => {
    await campaign.end();
    await broker.stop();
  });

  it(`${String(rounds)} times, and the daemon with it: each event reaches the queue, in order, under its id`, async () => {
    for (let round = 1; round <= rounds; round += 1) {
      const work = campaign.round(round);
      await randomMoment(500);
      if (round % 2 === 0) await campaign.daemon.kill();
      await broker.crash();
      await work;
      if (round % 2 === 0) await campaign.start();
      await campaign.round(100 + round);
      await broker.start();
    }
    expect(await campaign.findings()).toEqual(nothing);
    const log = campaign.ledger.all.map(({ id }) => id);
    const queued = await queuedIds(broker.url, log.at(-1) ?? '');
    const firsts = [...new Set(queued)];
    report({ crash: 'relay', rounds, events: log.length, repeated: queued.length - firsts.length });
    expect(firsts).toEqual(log);
  });
});

const queue = { queue: 'ledger', durable: true };

async function declareQueue(url: string): Promise<void> {
  const connection = new Connection(url);
  await connection.exchangeDeclare({ exchange: 'events', type: 'topic', durable: true });
  await connection.queueDeclare(queue);
  await connection.queueBind({ queue: 'ledger', exchange: 'events', routingKey: '#' });
  await connection.close();
}

/** Ids of all messages, in the order of the queue, up to the one that must come last. */
async function queuedIds(url: string, last: string): Promise<string[]> {
  const ids: string[] = [];
  const connection = new Connection(url);
  const consumer: Consumer = connection.createConsumer({ ...queue, queueOptions: queue }, (message) => {
    ids.push(String(message.messageId));
  });
  await waitUntil(() => ids.includes(last), 'the last event to reach the queue', 60_000);
  await consumer.close();
  await connection.close();
  return ids;
}
