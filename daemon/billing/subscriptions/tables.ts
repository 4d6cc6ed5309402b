import { define, type Migration } from '../../store';

/** One row a subscription: what was told of it last, how it stands, and when it is to be looked at again. */
export interface SubscriptionTable {
  /** `<source>:<the provider's id>`. */
  id: string;
  source: string;
  provider: string;
  provider_id: string;
  /** Our customer. */
  customer: string;
  /** Told as JSON; null: only payments have told of it. */
  told: string | null;
  /** `{name: {value, at}}` as JSON: what an operator or a checkout attached, the newest of each. */
  metadata: string;
  /** State. Kept for lists; it follows from the facts. */
  state: string;
  plan: string | null;
  price: string | null;
  /** Standing as JSON. */
  standing: string;
  paid_until: string | null;
  service_until: string | null;
  past_due_since: string | null;
  /** Policy, since when, and how many of its steps are done or passed over; null: none runs. */
  dunning_policy: string | null;
  dunning_since: string | null;
  dunning_steps: number;
  /** 1: its step to suspend has come. */
  dunning_suspended: number;
  /** When its step to terminate came; null: it has not. */
  terminated_at: string | null;
  /** Unix seconds: when it is to be looked at; null: when something is told. */
  look_at: number | null;
  /** Grows with each change. */
  revision: number;
  created_at: string;
  updated_at: string;
}

/** One row an invoice or payment, whatever messages told of it. */
export interface PaymentTable {
  key: string;
  source: string;
  provider: string;
  subscription: string;
  customer: string;
  /** The provider's id of the payment itself. */
  payment_id: string | null;
  invoice_id: string | null;
  invoice_number: string | null;
  pay_url: string | null;
  pdf_url: string | null;
  amount: number | null;
  tax: number | null;
  discount: number | null;
  currency: string | null;
  method: string | null;
  price: string | null;
  product: string | null;
  plan_name: string | null;
  quantity: number;
  period_start: string | null;
  period_end: string | null;
  paid_at: string | null;
  failed_at: string | null;
  last_failed_at: string | null;
  failures: number;
  failure_reason: string | null;
  next_attempt_at: string | null;
  refunded: number;
  refunded_at: string | null;
  disputed: number;
  disputed_at: string | null;
  dispute_won_at: string | null;
  coupon: string | null;
  promotion_code: string | null;
  /** 1: the first of its subscription, 0: not; null: nobody told. */
  first: number | null;
  note: string | null;
  /** The provider's id of the message whose words hold. */
  told_by: string | null;
  live: number;
}

/** Failed attempts told of: a repeated message is no further attempt. */
export interface PaymentAttemptTable {
  key: string;
  at: string;
}

/** Refunds and disputes of payments that nobody has told of yet. */
export interface OrphanTable {
  /** `<source>/<the provider's id of the message>`. */
  id: string;
  source: string;
  /** The provider's id of the payment. */
  payment_id: string | null;
  /** BillingFact as JSON. */
  fact: string;
  at: string;
}

/** Which line serves which subscription. A line serves one at a time. */
export interface SubscriptionLineTable {
  panel: string;
  line: string;
  subscription: string;
  username: string | null;
  /** The plan whose values it was given last; null: not known. */
  plan: string | null;
  /** Why we have switched it off, e.g. `non-payment`; null: we have not. */
  suspension: string | null;
  /** The action that did. */
  suspended_by: string | null;
  /** `provisioned`, `linked`, `matched`. */
  origin: string;
  since: string;
}

declare module '../../store/store' {
  interface Tables {
    subscriptions: SubscriptionTable;
    payments: PaymentTable;
    payment_attempts: PaymentAttemptTable;
    billing_orphans: OrphanTable;
    subscription_lines: SubscriptionLineTable;
  }
}

export const subscriptionMigrations: readonly Migration[] = [
  {
    id: 'subscriptions-1-ledger',
    async up(db) {
      await define(
        db,
        `CREATE TABLE subscriptions (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        provider TEXT NOT NULL,
        provider_id TEXT NOT NULL,
        customer TEXT NOT NULL,
        told TEXT,
        metadata TEXT NOT NULL,
        state TEXT NOT NULL,
        plan TEXT,
        price TEXT,
        standing TEXT NOT NULL,
        paid_until TEXT,
        service_until TEXT,
        past_due_since TEXT,
        dunning_policy TEXT,
        dunning_since TEXT,
        dunning_steps INTEGER NOT NULL DEFAULT 0,
        dunning_suspended INTEGER NOT NULL DEFAULT 0,
        terminated_at TEXT,
        look_at INTEGER,
        revision INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT`,
      );
      await define(db, 'CREATE INDEX subscriptions_customer ON subscriptions (customer)');
      await define(db, 'CREATE INDEX subscriptions_look ON subscriptions (look_at) WHERE look_at IS NOT NULL');
      await define(
        db,
        `CREATE TABLE payments (
        key TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        provider TEXT NOT NULL,
        subscription TEXT NOT NULL,
        customer TEXT NOT NULL,
        payment_id TEXT,
        invoice_id TEXT,
        invoice_number TEXT,
        pay_url TEXT,
        pdf_url TEXT,
        amount INTEGER,
        tax INTEGER,
        discount INTEGER,
        currency TEXT,
        method TEXT,
        price TEXT,
        product TEXT,
        plan_name TEXT,
        quantity INTEGER NOT NULL,
        period_start TEXT,
        period_end TEXT,
        paid_at TEXT,
        failed_at TEXT,
        last_failed_at TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        failure_reason TEXT,
        next_attempt_at TEXT,
        refunded INTEGER NOT NULL DEFAULT 0,
        refunded_at TEXT,
        disputed INTEGER NOT NULL DEFAULT 0,
        disputed_at TEXT,
        dispute_won_at TEXT,
        coupon TEXT,
        promotion_code TEXT,
        first INTEGER,
        note TEXT,
        told_by TEXT,
        live INTEGER NOT NULL
      ) STRICT`,
      );
      await define(db, 'CREATE INDEX payments_subscription ON payments (subscription)');
      await define(db, 'CREATE INDEX payments_customer ON payments (customer)');
      await define(db, 'CREATE INDEX payments_payment ON payments (source, payment_id)');
      await define(
        db,
        `CREATE TABLE payment_attempts (key TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (key, at)) STRICT, WITHOUT ROWID`,
      );
      await define(
        db,
        `CREATE TABLE billing_orphans (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        payment_id TEXT,
        fact TEXT NOT NULL,
        at TEXT NOT NULL
      ) STRICT`,
      );
      await define(
        db,
        `CREATE TABLE subscription_lines (
        panel TEXT NOT NULL,
        line TEXT NOT NULL,
        subscription TEXT NOT NULL,
        username TEXT,
        plan TEXT,
        suspension TEXT,
        suspended_by TEXT,
        origin TEXT NOT NULL,
        since TEXT NOT NULL,
        PRIMARY KEY (panel, line)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(db, 'CREATE INDEX subscription_lines_subscription ON subscription_lines (subscription)');
    },
  },
];
