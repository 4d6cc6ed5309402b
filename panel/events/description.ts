import type { Need } from '../abilities';
import type { AdapterName } from '../types';
import type { EventData } from './event';
import type { Part } from './parts';

/** What caused the fact: a hand on the panel, one of our commands, a billing provider, time going by, or the daemon itself. */
export type Origin = 'panel' | 'command' | 'billing' | 'clock' | 'daemon';

export const origins: readonly Origin[] = ['panel', 'command', 'billing', 'clock', 'daemon'];

/** What events are about, in the order of the documentation. */
export const eventGroups = [
  { value: 'line', label: 'Lines' },
  { value: 'connection', label: 'Connections' },
  { value: 'stream', label: 'Streams, channels and stations' },
  { value: 'server', label: 'Servers' },
  { value: 'reseller', label: 'Resellers' },
  { value: 'ticket', label: 'Tickets' },
  { value: 'panel', label: 'Panels' },
  { value: 'billing', label: 'Billing' },
  { value: 'service', label: 'Service of subscriptions' },
  { value: 'daemon', label: 'The daemon itself' },
] as const;

export type EventGroup = (typeof eventGroups)[number]['value'];

/** One type of event: all there is to know of it stands here. */
export interface EventDescription {
  /** `subject.happened`; stable: users, monitors and tests hold on to it. */
  type: string;
  /** As the trigger lists it: Title Case. */
  label: string;
  /** One sentence, no full stop. */
  description: string;
  group: EventGroup;
  /** The parts its data always has. */
  data: readonly Part[];
  /** The parts its data may have besides. */
  optional?: readonly Part[];
  /**
   * What a panel must be able to do for the daemon to notice it. Left out: it does not come from watching a panel.
   */
  needs?: readonly Need[];
  /** Panels that tell of it themselves, by a webhook of theirs. */
  told?: readonly AdapterName[];
  /** What one looks like. `panel` left out: that of the subject (`line:main/42`), else none. */
  sample: { origin: Origin; panel?: string; subject: string; data: EventData };
}
