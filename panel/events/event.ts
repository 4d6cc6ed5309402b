import type { Instant, LineStatus, LineSummary } from '../types';
import type { EventType, Origin } from './catalogue';

/** A line as events and the snapshot show it: without the password, with the status at the time of the event. */
export interface LineState extends Omit<LineSummary, 'password' | 'activeConnections'> {
  status: LineStatus;
}

/** What a billing provider told, in one form for all providers. Amounts are in the currency's minor unit (cents). */
export interface BillingData {
  /** e.g. `stripe` */
  provider: string;
  /** The provider's own id of this message, e.g. `evt_…`. */
  providerEventId: string;
  /** The provider's own type of it, e.g. `invoice.paid`. */
  providerEventType: string;
  /**
   * Names what was paid for, whatever message told of it, e.g. `stripe:in_123`. Commands that follow from a payment use it as their key, so that a
   * replay or a second message about the same invoice does nothing twice. null where nothing was paid for.
   */
  key: string | null;
  customer: {
    id: string | null;
    email: string | null;
    name: string | null;
    phone: string | null;
    country: string | null;
    language: string | null;
  };
  subscription: { id: string | null; status: string | null; cancelAtPeriodEnd: boolean | null };
  /** Whether this is the first payment of its subscription; null where it cannot be told. */
  firstPayment: boolean | null;
  invoice: { id: string | null; number: string | null; hostedUrl: string | null; pdfUrl: string | null };
  priceId: string | null;
  productId: string | null;
  planName: string | null;
  quantity: number | null;
  amount: number | null;
  tax: number | null;
  /** ISO 4217, upper case. */
  currency: string | null;
  periodStart: Instant | null;
  periodEnd: Instant | null;
  /** When the provider will try again; only after a failed payment. */
  nextAttemptAt: Instant | null;
  failureReason: string | null;
  coupon: string | null;
  /** The provider's metadata, as texts: what an operator attached to price, subscription or checkout. */
  metadata: Readonly<Record<string, string>>;
  /** Whether this is the provider's live mode, not its test mode. */
  live: boolean;
}

/** What an event is about. Only the parts that belong to its type are there. */
export interface EventData {
  /** The line as it is now (after the change). For `line.deleted`: as last seen. */
  line?: LineState;
  /** The values that changed, before and after. Passwords never appear. */
  before?: Readonly<Record<string, unknown>>;
  after?: Readonly<Record<string, unknown>>;
  /** `line.expiring`: the threshold crossed. Days. */
  daysLeft?: number;
  billing?: BillingData;
  /** panel and daemon events: what happened, in words, and what to do. */
  message?: string;
  hint?: string;
  /** panel and daemon events: a word to decide by, e.g. `wrong-key`. */
  code?: string;
  /** `command.failed`: the command's key and operation. */
  command?: { key: string; operation: string };
  /** `event.parked`: where it was parked. */
  parked?: { feed: string; event: string; attempts: number; reason: string | null };
  /** `server.offline`, `server.online`: the panel's id and name of it. */
  server?: { id: string; name: string };
  /** `panel.alert`, `server.offline`, `server.online`: the alert as the panel sent it. */
  alert?: {
    /** e.g. `stream_down`, `cpu`. */
    rule: string;
    state: 'fired' | 'resolved';
    title: string;
    text: string;
    /** What it is about: the panel's ids, and words for people. */
    items: ReadonlyArray<{ subject: string; label: string }>;
  };
  /** `panel.mass_change_held` */
  held?: { vanished: number; known: number };
}

/** One fact in the event log. */
export interface Event {
  /** `evt_…`, unique and stable. */
  id: string;
  /** Place in the log; grows by at least 1. */
  sequence: number;
  type: EventType;
  /** The panel's name in the daemon's configuration; null for what concerns no panel. */
  panel: string | null;
  /** What it is about, e.g. `line:main/42`, `panel:main`, `subscription:stripe/sub_1`, `customer:stripe/cus_1`. Order is kept per subject. */
  subject: string;
  /** When it happened: at the panel's clock for expiries, at the provider's for billing, else when it was noticed. */
  time: Instant;
  origin: Origin;
  data: EventData;
}
