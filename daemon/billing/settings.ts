import type { EventData } from '../../panel';
import type { Reaction } from './subscriptions/fold';

export type ActionKind = NonNullable<EventData['action']>['kind'];

/** `daemon`: carried out at once, and told. `n8n`: told as due, for a workflow to carry out. `off`: nothing is done or told. */
export type Actor = 'daemon' | 'n8n' | 'off';

/** What the operator has settled about money and service, for all plans. */
export interface BillingSettings {
  /** ISO 4217: in which reports are made. */
  currency: string;
  /** Whose calendar months are meant. IANA. */
  timeZone: string;
  /** How much longer than what is paid for a line lasts, where its plan names nothing else. Seconds. */
  graceSeconds: number;
  actions: Readonly<Record<ActionKind, Actor>>;
  refund: { full: Reaction; partial: Reaction };
  chargeback: Reaction;
  /** When a subscription that was ended at the provider ends here: with what is paid for, or at once. */
  cancel: 'periodEnd' | 'now';
  /** What is done to a line whose subscription has ended. */
  terminate: 'disable' | 'delete';
  /** What is done while a subscription is paused at the provider. */
  paused: 'suspend' | 'keep';
}

export const defaultBillingSettings: BillingSettings = {
  currency: 'USD',
  timeZone: 'UTC',
  graceSeconds: 86_400,
  actions: { provision: 'n8n', renew: 'n8n', changePackage: 'n8n', suspend: 'n8n', resume: 'n8n', terminate: 'n8n' },
  refund: { full: 'terminate', partial: 'keep' },
  chargeback: 'suspend',
  cancel: 'periodEnd',
  terminate: 'disable',
  paused: 'keep',
};
