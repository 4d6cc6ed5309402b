import { Connection, type Channel, type ReturnedMessage } from 'rabbitmq-client';
import type { StoredEvent } from '../events';
import { messageOf, type RelaySettings } from './settings';

/** After so long without a confirmation the connection is taken to be dead. Milliseconds. */
const patience = 30_000;

/** What became of a batch: all of it is confirmed. */
export interface Published {
  /** Ids of those no queue was bound for. */
  unroutable: Array<{ event: string; routingKey: string }>;
}

/** Publishes to RabbitMQ with publisher confirms, over one connection that is made anew when it breaks. */
export class Publisher {
  private readonly connection: Connection;
  private channel: Channel | undefined;
  private returned: ReturnedMessage[] = [];
  /** Why there is no connection. */
  private refused: Error | undefined;

  constructor(private readonly settings: RelaySettings) {
    this.connection = new Connection({
      url: settings.url,
      connectionName: `xtream-ui-sync relay ${settings.name}`,
      acquireTimeout: 10_000,
      retryLow: 500,
      retryHigh: 15_000,
    });
    // What goes wrong rejects the batch under way; an error nobody listens to would end the daemon.
    this.connection.on('error', (error: Error) => {
      this.refused = error;
    });
    this.connection.on('connection', () => {
      this.refused = undefined;
    });
  }

  /**
   * Publishes events in order. Resolves when the broker has confirmed them all.
   *
   * @throws Error when it did not: any of them may have arrived, and all of them are to be published again
   */
  async publish(events: readonly StoredEvent[]): Promise<Published> {
    const channel = await this.open();
    this.returned = [];
    try {
      const confirms = events.map((event) => {
        const { envelope, body } = messageOf(this.settings, event);
        return channel.basicPublish(envelope, body);
      });
      await inTime(Promise.all(confirms));
    } catch (error) {
      this.channel = undefined;
      void channel.close();
      throw error;
    }
    // The broker returns what it cannot route before it confirms it; the client tells so a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    const unroutable = this.returned.map(({ messageId = '', routingKey }) => ({ event: messageId, routingKey }));
    return { unroutable };
  }

  /** Breaks off what is under way. */
  close(): void {
    this.connection.unsafeDestroy();
  }

  /** A channel that confirms, with the exchange declared. */
  private async open(): Promise<Channel> {
    if (this.channel?.active === true) return this.channel;
    const { exchange, exchangeType } = this.settings;
    const channel = await this.connection.acquire().catch((error: unknown) => {
      // That it took too long is all the client says; why, it told before.
      throw this.refused ?? error;
    });
    await channel.exchangeDeclare({ exchange, type: exchangeType, durable: true });
    await channel.confirmSelect();
    channel.on('basic.return', (message) => this.returned.push(message));
    this.channel = channel;
    return channel;
  }
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The broker confirmed nothing for ${String(patience / 1000)} seconds.`));
    }, patience);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
