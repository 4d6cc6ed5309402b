import type { Instant } from '../types';
import type { CustomType, EventType } from './catalogue';
import type { Origin } from './description';
import type { parts, Part } from './parts';
import type { TypeOf } from './schema';

/** A line as events and the snapshot show it: without the password, with the status at the time of the event. */
export type LineState = TypeOf<typeof parts.line>;

/** What a billing provider told, in one form for all providers. Amounts are in the currency's minor unit (cents). */
export type BillingData = TypeOf<typeof parts.billing>;

/** What an event is about. Only the parts that belong to its type are there. */
export type EventData = { [Name in Part]?: TypeOf<(typeof parts)[Name]> };

/** One fact in the event log. */
export interface Event {
  /** `evt_…`, unique and stable. */
  id: string;
  /** Place in the log; grows by at least 1. */
  sequence: number;
  type: EventType | CustomType;
  /** The panel's name in the daemon's configuration; null for what concerns no panel. */
  panel: string | null;
  /** What it is about, e.g. `line:main/42`, `panel:main`, `subscription:stripe/sub_1`, `customer:stripe/cus_1`. Order is kept per subject. */
  subject: string;
  /** When it happened: at the panel's clock for expiries, at the provider's for billing, else when it was noticed. */
  time: Instant;
  origin: Origin;
  data: EventData;
}
