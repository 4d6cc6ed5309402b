import type { Instant } from '../../panel';
import { jsonOf, type StoredEvent } from '../events';
import type { FilterProblem, Selection } from '../selection';

/** A broker the log is forwarded to. */
export interface RelaySettings extends Selection {
  name: string;
  type: 'rabbitmq';
  /** `amqp://USER:PASSWORD@HOST:5672/VHOST`, or `amqps://`. */
  url: string;
  exchange: string;
  exchangeType: 'topic' | 'direct' | 'fanout' | 'headers';
  /** With `{type}`, `{panel}`, `{subject}` and `{origin}` in it. */
  routingKey: string;
  /** Where a new relay begins. */
  from: 'now' | 'beginning';
  /** Messages under way at once. */
  window: number;
}

/** A message the broker had no queue for. */
export interface UnroutableMessage {
  event: string;
  routingKey: string;
  at: Instant;
}

/** A relay as the API shows it. */
export interface RelayView extends Selection {
  relay: string;
  type: 'rabbitmq';
  exchange: string;
  routingKey: string;
  state: 'relaying' | 'failing';
  /** Why nothing is published at present. */
  problem: string | null;
  position: number;
  /** Events after the position, whether they match or not. */
  lag: number;
  published: number;
  unroutable: number;
  lastUnroutable: UnroutableMessage | null;
  lastConfirmedAt: Instant | null;
  filterProblem: FilterProblem | null;
}

/** What may stand in braces in a routing key. */
export const placeholders = ['type', 'panel', 'subject', 'origin'] as const;

/** AMQP’s bound for a routing key. Bytes. */
const longestKey = 255;

/** The routing key of an event; where it concerns no panel, `{panel}` is `none`. */
export function routingKeyOf(template: string, event: StoredEvent): string {
  const key = template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const known = placeholders.find((each) => each === name);
    return known === undefined ? whole : (event[known] ?? 'none');
  });
  return Buffer.from(key).subarray(0, longestKey).toString();
}

/** A message: the event as JSON, under its own id, kept by the broker through its restarts. */
export function messageOf({ exchange, routingKey }: RelaySettings, event: StoredEvent) {
  const { id, type, panel, subject, sequence, time } = event;
  return {
    envelope: {
      exchange,
      routingKey: routingKeyOf(routingKey, event),
      mandatory: true,
      durable: true,
      contentType: 'application/json',
      messageId: id,
      type,
      appId: 'xtream-ui-sync',
      timestamp: Math.floor(Date.parse(time) / 1000),
      headers: { type, panel: panel ?? '', subject, sequence },
    },
    body: Buffer.from(jsonOf(event)),
  };
}
