import type { Instant } from '../../../panel';
import type { RateTable } from '../money';
import type { Plan, PlanBook } from '../plans';
import type { ServiceActionTable } from '../service';
import type { Kept, SubscriptionLineTable, SubscriptionTable, Told } from '../subscriptions';

/** Provider, ledger and panels at one moment, as they are compared. Without personal data but addresses by which lines are told. */

export interface PaidPrice {
  amount: number;
  currency: string;
  periodStart: Instant | null;
  periodEnd: Instant | null;
}

export interface SubscriptionSeen {
  row: SubscriptionTable;
  told: Told | null;
  standing: Kept;
  plan: Plan | null;
  /** What was paid last; null: nothing. */
  paid: PaidPrice | null;
  links: readonly SubscriptionLineTable[];
  /** What has not ended. */
  actions: readonly ServiceActionTable[];
}

export interface LineSeen {
  panel: string;
  id: string;
  username: string;
  expiresAt: Instant | null;
  enabled: boolean;
  banned: boolean;
  trial: boolean;
  restreamer: boolean;
  maxConnections: number;
  ownerName: string | null;
  /** Notes of administrator and reseller. */
  notes: string;
  /** E-mail addresses in username and notes, lower case, each once. */
  addresses: readonly string[];
  /** null: not known. */
  packageId: string | null;
  bouquetIds: readonly string[] | null;
}

export interface PanelSeen {
  name: string;
  /** Why nothing is said of its lines; null: they are all known. */
  leftOut: string | null;
  /** Whether its devices are all known. */
  devices: boolean;
}

export interface CustomerSeen {
  id: string;
  emailKey: string | null;
  phone: string | null;
}

export interface Seen {
  now: Instant;
  /** The day it is for the operator. */
  today: string;
  plans: PlanBook;
  rates: RateTable;
  panels: ReadonlyMap<string, PanelSeen>;
  customers: ReadonlyMap<string, CustomerSeen>;
  subscriptions: ReadonlyMap<string, SubscriptionSeen>;
  /** The subscription a line serves, by `panel/id`. */
  serving: ReadonlyMap<string, SubscriptionSeen>;
  /** By `panel/id`; those of panels that are compared. */
  lines: ReadonlyMap<string, LineSeen>;
  /** Lines by the e-mail addresses they carry. */
  carrying: ReadonlyMap<string, readonly LineSeen[]>;
  /** Customers by their e-mail address. */
  byEmail: ReadonlyMap<string, string>;
  /** Devices by `panel/line`. */
  devices: ReadonlyMap<string, number>;
}

export function lineKey({ panel, line }: { panel: string; line: string }): string {
  return `${panel}/${line}`;
}

/** Whether it shows something at this moment. */
export function isServed({ enabled, banned, expiresAt }: LineSeen, now: Instant): boolean {
  return enabled && !banned && (expiresAt === null || expiresAt > now);
}

/** Whether there is to be service now. */
export function isEntitled({ standing }: SubscriptionSeen, now: Instant): boolean {
  return standing.stop === null && standing.serviceUntil !== null && standing.serviceUntil > now;
}

/** Whether all lines of a panel are known. */
export function isCompared({ panels }: Seen, panel: string): boolean {
  return panels.get(panel)?.leftOut === null;
}

/** The customer a line carries the address of; null: none, or several. */
export function customerOf({ byEmail }: Seen, line: LineSeen): string | null {
  const found = new Set(line.addresses.flatMap((address) => byEmail.get(address) ?? []));
  const [customer, ...others] = found;
  return customer === undefined || others.length > 0 ? null : customer;
}
