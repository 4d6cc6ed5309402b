/**
 * Every event type there is: the one source of the trigger's list, of samples, and of the documentation.
 * Types are `subject.happened` and stable: users, monitors and tests hold on to them.
 */

/** What caused the fact: a hand on the panel, one of our commands, a billing provider, time going by, or the daemon itself. */
export type Origin = 'panel' | 'command' | 'billing' | 'clock' | 'daemon';

export interface EventDescription {
  type: string;
  /** As the trigger lists it: Title Case. */
  label: string;
  /** One sentence, no full stop. */
  description: string;
  group: 'line' | 'panel' | 'billing' | 'daemon';
}

const line = 'line' as const;
const panel = 'panel' as const;
const billing = 'billing' as const;
const daemon = 'daemon' as const;

export const eventDescriptions = [
  { type: 'line.created', label: 'Line Created', description: 'A line that was not there before', group: line },
  {
    type: 'line.updated',
    label: 'Line Updated',
    description: 'A value changed that has no event type of its own: notes, connections, restreamer, …',
    group: line,
  },
  { type: 'line.deleted', label: 'Line Deleted', description: 'A line is gone, seen in a complete pass', group: line },
  {
    type: 'line.renewed',
    label: 'Line Renewed',
    description: 'The expiry moved to a later date, or to never',
    group: line,
  },
  { type: 'line.shortened', label: 'Line Shortened', description: 'The expiry moved to an earlier date', group: line },
  {
    type: 'line.expiring',
    label: 'Line Expiring',
    description: 'A line will expire within a threshold of days (default 7, 3 and 1)',
    group: line,
  },
  { type: 'line.expired', label: 'Line Expired', description: 'The expiry of a line has passed', group: line },
  { type: 'line.suspended', label: 'Line Suspended', description: 'A line was disabled', group: line },
  { type: 'line.resumed', label: 'Line Resumed', description: 'A disabled line was enabled', group: line },
  { type: 'line.banned', label: 'Line Banned', description: 'An administrator banned a line', group: line },
  { type: 'line.unbanned', label: 'Line Unbanned', description: 'The ban of a line was lifted', group: line },
  {
    type: 'line.password_changed',
    label: 'Line Password Changed',
    description: 'The password changed (never which)',
    group: line,
  },
  {
    type: 'line.owner_changed',
    label: 'Line Owner Changed',
    description: 'A line went to another account',
    group: line,
  },
  { type: 'line.trial_started', label: 'Line Trial Started', description: 'A trial line was created', group: line },
  {
    type: 'line.trial_converted',
    label: 'Line Trial Converted',
    description: 'A trial became a paid line',
    group: line,
  },
  { type: 'panel.unreachable', label: 'Panel Unreachable', description: 'A panel stopped answering', group: panel },
  {
    type: 'panel.reachable',
    label: 'Panel Reachable',
    description: 'A panel answers again as it should',
    group: panel,
  },
  {
    type: 'panel.answering_wrongly',
    label: 'Panel Answering Wrongly',
    description: 'A panel answers what cannot be believed: empty, cut off, HTML',
    group: panel,
  },
  {
    type: 'panel.mass_change_held',
    label: 'Panel Mass Change Held',
    description: 'So many lines vanished at once that their deletion waits for a person',
    group: panel,
  },
  {
    type: 'panel.alert',
    label: 'Panel Alert',
    description: 'A panel raised or lifted an alert of its own: streams, CPU, memory, disk, checks (XC_VM 2.6)',
    group: panel,
  },
  {
    type: 'server.offline',
    label: 'Server Offline',
    description: 'A panel says that one of its servers is down (XC_VM 2.6)',
    group: panel,
  },
  {
    type: 'server.online',
    label: 'Server Online',
    description: 'A server that was down is up again (XC_VM 2.6)',
    group: panel,
  },
  {
    type: 'checkout.completed',
    label: 'Checkout Completed',
    description: 'A customer completed a checkout at the billing provider',
    group: billing,
  },
  { type: 'payment.succeeded', label: 'Payment Succeeded', description: 'An invoice was paid', group: billing },
  { type: 'payment.failed', label: 'Payment Failed', description: 'A payment was tried and failed', group: billing },
  { type: 'subscription.created', label: 'Subscription Created', description: 'A customer subscribed', group: billing },
  {
    type: 'subscription.updated',
    label: 'Subscription Updated',
    description: 'A subscription changed: plan, period, status',
    group: billing,
  },
  {
    type: 'subscription.past_due',
    label: 'Subscription Past Due',
    description: 'A subscription is past due',
    group: billing,
  },
  {
    type: 'subscription.cancelled',
    label: 'Subscription Cancelled',
    description: 'A subscription ended',
    group: billing,
  },
  {
    type: 'command.failed',
    label: 'Command Failed',
    description: 'A command could not be carried out and needs a person',
    group: daemon,
  },
  {
    type: 'event.parked',
    label: 'Event Parked',
    description: 'A feed gave an event up after its last attempt',
    group: daemon,
  },
] as const satisfies readonly EventDescription[];

export type EventType = (typeof eventDescriptions)[number]['type'];

const known: ReadonlySet<string> = new Set(eventDescriptions.map((description) => description.type));

export function isEventType(type: string): type is EventType {
  return known.has(type);
}
