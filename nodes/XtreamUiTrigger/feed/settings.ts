import type { ITriggerFunctions } from 'n8n-workflow';
import { eventDescriptions, type EventDescription } from '../../../panel';
import { anyEvent, customEvent, groupPrefix } from '../description';

/** What options left out mean; the same values the fields show when they are added. */
const defaults = { concurrency: 5, leaseSeconds: 60, maxAttempts: 5, retryAfterSeconds: 30 } as const;

/** What the trigger's fields say, read once: a running trigger has no way back to them. */
export interface TriggerSettings {
  feed: string;
  /** Empty: all. */
  types: string[];
  /** Empty: all. */
  panels: string[];
  /** JSONata; null: none. */
  filter: string | null;
  retryFailed: boolean;
  from: 'now' | 'beginning';
  skipInactive: boolean;
  concurrency: number;
  leaseSeconds: number;
  maxAttempts: number;
  retryAfterSeconds: number;
}

interface Options {
  concurrency?: number;
  feed?: string;
  from?: 'now' | 'beginning';
  leaseSeconds?: number;
  maxAttempts?: number;
  retryAfterSeconds?: number;
  whileInactive?: 'deliver' | 'skip';
}

export function readSettings(context: ITriggerFunctions): TriggerSettings {
  const types = listIn(context.getNodeParameter('events', []));
  const custom = types.includes(customEvent) ? listIn(context.getNodeParameter('customEvents', '')) : [];
  const filter = String(context.getNodeParameter('filter', '')).trim();
  const options = context.getNodeParameter('options', {}) as Options;
  const feed = (options.feed ?? '').trim();
  return {
    feed: feed === '' ? ownFeed(context) : feed,
    types: types.includes(anyEvent)
      ? []
      : [...new Set(types.flatMap((type) => (type === customEvent ? custom : typesOf(type))))],
    panels: listIn(context.getNodeParameter('panels', [])),
    filter: filter === '' ? null : filter,
    retryFailed: context.getNodeParameter('onFailure', 'retry') !== 'acknowledge',
    from: options.from ?? 'now',
    skipInactive: options.whileInactive === 'skip',
    concurrency: options.concurrency ?? defaults.concurrency,
    leaseSeconds: options.leaseSeconds ?? defaults.leaseSeconds,
    maxAttempts: options.maxAttempts ?? defaults.maxAttempts,
    retryAfterSeconds: options.retryAfterSeconds ?? defaults.retryAfterSeconds,
  };
}

/** The types an entry of the Events field stands for: those of a group, or itself. */
function typesOf(entry: string): string[] {
  if (!entry.startsWith(groupPrefix)) return [entry];
  const events: readonly EventDescription[] = eventDescriptions;
  return events.filter(({ group }) => `${groupPrefix}${group}` === entry).map(({ type }) => type);
}

/** One feed for each trigger node of each n8n: the workflow's id alone would be shared by copies of one n8n's database. */
function ownFeed(context: ITriggerFunctions): string {
  return `n8n-${context.getInstanceId().slice(0, 8)}-${String(context.getWorkflow().id)}-${context.getNode().id}`;
}

function listIn(value: unknown): string[] {
  if (typeof value === 'string')
    return value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return Array.isArray(value) ? value.map(String) : [];
}
