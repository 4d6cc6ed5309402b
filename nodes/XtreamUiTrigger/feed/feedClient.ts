import type { Event } from '../../../panel';
import { type DaemonClient, DaemonError } from '../../shared';
import type { TriggerSettings } from './settings';

/** An event the daemon has lent to this trigger until it is acknowledged or its lease ends. */
export interface LeasedEvent {
  attempt: number;
  /** Grows when the feed redrives or seeks: what comes anew then is to run anew. */
  round: number;
  event: Event;
}

export interface Verdicts {
  acks?: string[];
  nacks?: Array<{ id: string; reason: string; retryAfter?: number }>;
  extend?: string[];
}

/** One feed of the daemon. All calls reject as DaemonClient does. */
export class FeedClient {
  private readonly path: string;

  constructor(
    private readonly client: DaemonClient,
    private readonly settings: TriggerSettings,
    private readonly consumer: string,
  ) {
    this.path = `/v1/feeds/${encodeURIComponent(settings.feed)}`;
  }

  /** Makes the feed, or changes it to the settings and keeps its position. */
  async register(): Promise<void> {
    const { types, panels, filter, from, leaseSeconds, maxAttempts, retryAfterSeconds } = this.settings;
    await this.client.call('PUT', this.path, {
      body: { types, panels, filter, from, leaseSeconds, maxAttempts, retryAfterSeconds },
    });
  }

  /** Forgets position and leases. */
  async forget(): Promise<void> {
    await this.client.call('DELETE', this.path).catch((error: unknown) => {
      if (!(error instanceof DaemonError && error.code === 'unknown-feed')) throw error;
    });
  }

  /** Leases up to `max` events; waits up to `wait` seconds for the first. */
  async lease(max: number, wait: number, signal: AbortSignal): Promise<LeasedEvent[]> {
    const query = { max, wait, consumer: this.consumer };
    const { body } = await this.client.call('GET', `${this.path}/events`, { query, timeoutSeconds: wait + 15, signal });
    return (body as { events: LeasedEvent[] }).events;
  }

  /** All or nothing. An ack counts whoever holds the lease by now; the rest only while this consumer does. */
  async tell(verdicts: Verdicts): Promise<void> {
    const query = { consumer: this.consumer };
    await this.client.call('POST', `${this.path}/acks`, { body: verdicts, query, timeoutSeconds: 15 });
  }
}
