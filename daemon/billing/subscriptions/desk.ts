import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { subscriptionStates, type BillingData, type Instant } from '../../../panel';
import { instantOf } from '../../clock';
import { Problem } from '../../problem';
import { contains, type Store, type Write } from '../../store';
import { customerFields, type CustomerField } from '../customers';
import type { BillingFact } from '../fact';
import { isCurrency } from '../money';
import { newestPayment } from './books';
import type { Ledger } from './ledger';
import { paymentView, type PaymentView } from './payments';
import { linesOf, paymentsOf, standingIn, viewOf, type SubscriptionView } from './view';
import type { SubscriptionTable } from './tables';

/** The inbox source of what people enter. */
export const manualSource = 'manual';

export interface SubscriptionQuery {
  state?: string;
  plan?: string;
  customer?: string;
  source?: string;
  panel?: string;
  line?: string;
  search?: string;
  after?: string;
  limit: number;
}

export interface NewSubscription {
  /** Chosen by the caller so that a repetition makes no second one; null: one is made up. */
  id: string | null;
  customer: Partial<Record<CustomerField, string | null>> & { id?: string | null };
  plan: string;
  trialEnd: Instant | null;
  metadata: Readonly<Record<string, string>>;
}

export interface NewPayment {
  /** Names it once and for all: with a key that is known nothing is recorded again. */
  key: string;
  /** Minor units. */
  amount: number;
  currency: string;
  method: string;
  paidAt: Instant | null;
  periodStart: Instant | null;
  periodEnd: Instant | null;
  quantity: number;
  note: string | null;
  invoiceNumber: string | null;
}

/** Subscriptions as people and workflows look at them, and what they enter by hand: it goes the same way as what a provider tells. */
export class Subscriptions {
  private readonly store: Store;

  constructor(private readonly ledger: Ledger) {
    this.store = ledger.parts.store;
  }

  /** By id, so that pages do not move. */
  async list(query: SubscriptionQuery): Promise<{ subscriptions: SubscriptionView[]; next: string | null }> {
    const { db } = this.store;
    let select = db
      .selectFrom('subscriptions')
      .selectAll('subscriptions')
      .orderBy('subscriptions.id')
      .limit(query.limit + 1);
    if (query.state !== undefined) select = select.where('state', '=', query.state);
    if (query.plan !== undefined) select = select.where('subscriptions.plan', '=', query.plan);
    if (query.customer !== undefined) select = select.where('customer', '=', query.customer);
    if (query.source !== undefined) select = select.where('source', '=', query.source);
    if (query.after !== undefined) select = select.where('subscriptions.id', '>', query.after);
    const { panel, line, search } = query;
    if (panel !== undefined || line !== undefined) {
      select = select.where('subscriptions.id', 'in', (eb) => {
        let lines = eb.selectFrom('subscription_lines').select('subscription');
        if (panel !== undefined) lines = lines.where('panel', '=', panel);
        if (line !== undefined) lines = lines.where('line', '=', line);
        return lines;
      });
    }
    if (search !== undefined) {
      select = select.where((eb) =>
        eb.or([
          eb(contains(db, 'subscriptions.id', search), '=', true),
          eb(
            'customer',
            'in',
            eb
              .selectFrom('customers')
              .select('customers.id')
              .where(contains(db, 'customers.search', search)),
          ),
          eb(
            'subscriptions.id',
            'in',
            eb
              .selectFrom('subscription_lines')
              .select('subscription')
              .where(contains(db, 'username', search)),
          ),
        ]),
      );
    }
    const rows = await select.execute();
    const page = rows.slice(0, query.limit);
    return {
      subscriptions: await Promise.all(page.map((row) => this.viewOf(row))),
      next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
    };
  }

  /** How many there are, by state. */
  async counts(): Promise<Record<string, number>> {
    const rows = await this.store.db
      .selectFrom('subscriptions')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .groupBy('state')
      .execute();
    const none = Object.fromEntries(subscriptionStates.map((state) => [state, 0]));
    return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
  }

  /** @throws Problem 404 `unknown-subscription` */
  async get(id: string): Promise<SubscriptionView & { payments: PaymentView[] }> {
    const row = await this.row(id);
    return { ...(await this.viewOf(row)), payments: await this.payments({ subscription: id }) };
  }

  /** Newest first. */
  async payments(query: { subscription?: string; customer?: string; limit?: number }): Promise<PaymentView[]> {
    let select = this.store.db
      .selectFrom('payments')
      .selectAll()
      .limit(query.limit ?? 200);
    if (query.subscription !== undefined) select = select.where('subscription', '=', query.subscription);
    if (query.customer !== undefined) select = select.where('customer', '=', query.customer);
    const rows = await select.execute();
    const moment = (row: (typeof rows)[number]): string => row.paid_at ?? row.failed_at ?? row.period_start ?? '';
    return rows.sort((a, b) => (moment(a) < moment(b) ? 1 : -1)).map(paymentView);
  }

  /**
   * Makes a subscription of no provider: cash, bank transfers, gifts. It is served as soon as a payment is recorded, or while its trial runs.
   * @throws Problem 404 `unknown-plan`, 422 `invalid-parameter`
   */
  async create({ id, customer, plan, trialEnd, metadata }: NewSubscription): Promise<SubscriptionView> {
    await this.ledger.parts.plans.get(plan);
    const providerId = id === null ? ulid() : plainId(id);
    const key = `${manualSource}:${providerId}`;
    const present = await this.store.db
      .selectFrom('subscriptions')
      .select('id')
      .where('id', '=', key)
      .executeTakeFirst();
    if (present === undefined) {
      if ((customer.email ?? '') === '' && (customer.id ?? '') === '') {
        throw invalid(
          'customer',
          'has neither an e-mail address nor an id',
          'Give the e-mail address, or the id of a customer there is.',
        );
      }
      const known = customer.id == null ? null : await this.ledger.parts.customers.get(customer.id);
      await this.tell({
        type: 'subscription.created',
        providerId,
        customer: known === null ? customer : { ...customer, email: customer.email ?? known.email },
        customerRef: known?.id ?? null,
        changes: {
          subscription: {
            id: providerId,
            status: null,
            state: trialEnd === null ? 'pending' : 'trialing',
            cancelAtPeriodEnd: false,
            endsAt: null,
          },
          trialEnd,
          metadata: { ...metadata, plan },
        },
      });
    }
    return this.viewOf(await this.row(key));
  }

  /**
   * Records what was paid beside any provider: a first-class payment, told as `payment.succeeded`.
   * @returns whether it was recorded before
   * @throws Problem 404 `unknown-subscription`, 422 `invalid-parameter`, 409 `key-reused`
   */
  async pay(id: string, payment: NewPayment): Promise<{ replayed: boolean; payment: PaymentView }> {
    const row = await this.row(id);
    const { key, amount, currency, periodStart, periodEnd } = payment;
    if (!/^\S.{0,199}$/.test(key))
      throw invalid('key', 'must have 1 to 200 characters', 'Name what the payment is, e.g. receipt-1042.');
    if (!Number.isSafeInteger(amount) || amount <= 0)
      throw invalid('amount', 'must be a whole number of minor units above 0', 'Give cents: 12.99 USD is 1299.');
    if (!isCurrency(currency))
      throw invalid('currency', `is not of ISO 4217: ${currency}`, 'Write it as USD, EUR or LBP.');
    if (periodEnd !== null && periodStart !== null && periodEnd <= periodStart)
      throw invalid('periodEnd', 'is not after periodStart');
    const name = `${manualSource}:${key}`;
    const known = await this.store.db.selectFrom('payments').selectAll().where('key', '=', name).executeTakeFirst();
    if (known !== undefined) {
      const isSame = known.subscription === id && known.amount === amount && known.currency === currency;
      if (!isSame) {
        throw new Problem(409, 'key-reused', `The key ${key} was used for another payment.`, {
          field: 'key',
          hint: 'Use a key of its own for this payment.',
        });
      }
      return { replayed: true, payment: paymentView(known) };
    }
    const { customer } = row;
    await this.tell({
      type: 'payment.succeeded',
      source: row.source,
      providerId: row.provider_id,
      customer: {},
      customerRef: customer,
      time: payment.paidAt,
      changes: {
        key: name,
        paymentId: key,
        amount,
        currency,
        method: payment.method,
        periodStart,
        periodEnd,
        quantity: payment.quantity,
        invoice: { id: null, number: payment.invoiceNumber, hostedUrl: null, pdfUrl: null },
        subscription: { id: row.provider_id, status: null, state: null, cancelAtPeriodEnd: null, endsAt: null },
      },
      note: payment.note,
    });
    const made = await this.store.db
      .selectFrom('payments')
      .selectAll()
      .where('key', '=', name)
      .executeTakeFirstOrThrow();
    return { replayed: false, payment: paymentView(made) };
  }

  /**
   * Ends a subscription that was entered by hand. Those of providers are ended there, and told from there.
   * @throws Problem 404 `unknown-subscription`, 409 `kept-by-provider`
   */
  async cancel(id: string, at: 'periodEnd' | 'now'): Promise<SubscriptionView> {
    const row = await this.row(id);
    if (row.source !== manualSource) {
      throw new Problem(
        409,
        'kept-by-provider',
        `The subscription ${id} is kept by ${row.provider}, which goes on asking for money until it is ended there.`,
        {
          hint: `End it at ${row.provider}: what it tells then ends it here.`,
        },
      );
    }
    const { customer } = row;
    const { paidUntil } = standingIn(row);
    const now = instantOf(this.ledger.parts.clock.now());
    const endsAt = at === 'now' || paidUntil === null || paidUntil < now ? now : paidUntil;
    const isOver = endsAt <= now;
    await this.tell({
      type: isOver ? 'subscription.cancelled' : 'subscription.updated',
      providerId: row.provider_id,
      customer: {},
      customerRef: customer,
      changes: {
        subscription: {
          id: row.provider_id,
          status: null,
          state: 'cancelled',
          cancelAtPeriodEnd: !isOver,
          endsAt,
        },
      },
    });
    return this.viewOf(await this.row(id));
  }

  /**
   * What is left of what was paid buys time of another plan: the payment it was paid with lasts until then.
   * @throws Problem 404 `unknown-subscription`, 409 `kept-by-provider`
   */
  async convertPlan(id: string, plan: string, until: Instant): Promise<SubscriptionView> {
    const row = await this.row(id);
    await this.choosePlan(id, plan);
    const now = instantOf(this.ledger.parts.clock.now());
    await this.store.write(async (trx, afterCommit) => {
      const payments = await paymentsOf(trx, row.id);
      const newest = newestPayment(payments.filter(({ paid_at }) => paid_at !== null));
      if (newest !== undefined) {
        await trx
          .updateTable('payments')
          .set({ period_start: newest.period_start ?? newest.paid_at ?? now, period_end: until })
          .where('key', '=', newest.key)
          .execute();
      }
      await this.ledger.look(trx, afterCommit, id);
    });
    return this.viewOf(await this.row(id));
  }

  /** Gives a subscription a plan by name: one entered by hand, or one whose price no plan names. @throws Problem */
  async choosePlan(id: string, plan: string): Promise<SubscriptionView> {
    const row = await this.row(id);
    await this.ledger.parts.plans.get(plan);
    await this.store.write(async (trx, afterCommit) => {
      const at = instantOf(this.ledger.parts.clock.now());
      const metadata = JSON.parse(row.metadata) as Record<string, unknown>;
      await trx
        .updateTable('subscriptions')
        .set({ metadata: JSON.stringify({ ...metadata, plan: { value: plan, at } }) })
        .where('id', '=', id)
        .execute();
      const settled = await this.ledger.look(trx, afterCommit, id);
      if (settled.row.plan !== plan) {
        throw new Problem(
          409,
          'kept-by-provider',
          `The price of ${id} stands for the plan ${settled.row.plan ?? '(none)'}, and its provider decides the price.`,
          {
            hint: `Change the price at ${row.provider}, or the plan that names it.`,
          },
        );
      }
      await this.ledger.wake(trx, afterCommit, id);
    });
    return this.viewOf(await this.row(id));
  }

  /** Has a line serve a subscription. @throws Problem 404 `unknown-subscription`, `not-found`, 409 `linked-elsewhere` */
  async linkLine(
    id: string,
    panel: string,
    line: string,
    origin: 'linked' | 'matched' = 'linked',
  ): Promise<SubscriptionView> {
    const row = await this.row(id);
    await this.store.write(async (trx, afterCommit) => {
      const known = await trx
        .selectFrom('lines')
        .select('username')
        .where('panel', '=', panel)
        .where('id', '=', Number(line))
        .executeTakeFirst();
      if (known === undefined) {
        throw new Problem(404, 'not-found', `The panel ${panel} has no line ${line} that is known here.`, {
          field: 'line',
        });
      }
      const other = await trx
        .selectFrom('subscription_lines')
        .select('subscription')
        .where('panel', '=', panel)
        .where('line', '=', line)
        .executeTakeFirst();
      if (other !== undefined && other.subscription !== id) {
        throw new Problem(409, 'linked-elsewhere', `The line ${line} on ${panel} serves ${other.subscription}.`, {
          field: 'line',
          hint: 'Unlink it there first.',
        });
      }
      const since = instantOf(this.ledger.parts.clock.now());
      const { username } = known;
      await trx
        .insertInto('subscription_lines')
        .values({
          panel,
          line,
          subscription: id,
          username,
          plan: row.plan,
          suspension: null,
          suspended_by: null,
          origin,
          since,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await this.ledger.wake(trx, afterCommit, id);
    });
    return this.viewOf(row);
  }

  /** A line that serves a subscription no more. @throws Problem 404 `unknown-subscription` */
  async unlinkLine(id: string, panel: string, line: string): Promise<SubscriptionView> {
    const row = await this.row(id);
    await this.store.write(async (trx, afterCommit) => {
      await trx
        .deleteFrom('subscription_lines')
        .where('subscription', '=', id)
        .where('panel', '=', panel)
        .where('line', '=', line)
        .execute();
      await this.ledger.wake(trx, afterCommit, id);
    });
    return this.viewOf(row);
  }

  /** A customer's data, entered by hand. @throws Problem 404 `unknown-customer` */
  async tellCustomer(customer: string, told: Partial<Record<CustomerField, string | null>>): Promise<void> {
    await this.store.write(async (trx, afterCommit) => {
      await this.ledger.parts.customers.tell(trx, customer, told, instantOf(this.ledger.parts.clock.now()));
      const rows = await trx.selectFrom('subscriptions').select('id').where('customer', '=', customer).execute();
      for (const { id } of rows) await this.ledger.wake(trx, afterCommit, id);
    });
  }

  private async viewOf(row: SubscriptionTable): Promise<SubscriptionView> {
    const { db } = this.store;
    return viewOf(row, await paymentsOf(db, row.id), await linesOf(db, row.id));
  }

  /** @throws Problem 404 `unknown-subscription` */
  private async row(id: string): Promise<SubscriptionTable> {
    const row = await this.store.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirst();
    if (row !== undefined) return row;
    throw new Problem(404, 'unknown-subscription', `There is no subscription ${JSON.stringify(id)}.`, {
      hint: 'GET /v1/subscriptions lists them; an id is the source, a colon and the provider’s id, e.g. stripe:sub_123.',
    });
  }

  /** Takes something in that a person entered, as if a provider had told it. */
  private async tell(entered: {
    type: BillingFact['type'];
    source?: string;
    providerId: string;
    customer: Partial<Record<CustomerField, string | null>>;
    /** A customer of ours. */
    customerRef: string | null;
    time?: Instant | null;
    changes: Partial<BillingData>;
    note?: string | null;
  }): Promise<void> {
    const now = instantOf(this.ledger.parts.clock.now());
    const source = entered.source ?? manualSource;
    const told = Object.fromEntries(customerFields.map((field) => [field, entered.customer[field] ?? null]));
    const fact: BillingFact = {
      type: entered.type,
      time: entered.time ?? now,
      received: now,
      billing: {
        ...nothing,
        source,
        providerEventId: `${manualSource}:${ulid()}`,
        providerEventType: entered.type,
        customer: { id: entered.customerRef, ...(told as Record<CustomerField, string | null>) },
        subscription: { id: entered.providerId, status: null, state: null, cancelAtPeriodEnd: false, endsAt: null },
        ...entered.changes,
      },
    };
    await this.store.write(async (trx: Write, afterCommit) => {
      if (entered.customerRef !== null) await this.refer(trx, source, entered.customerRef);
      await this.ledger.takeIn(trx, afterCommit, [fact]);
      if (entered.note != null && fact.billing.key !== null) {
        await trx.updateTable('payments').set({ note: entered.note }).where('key', '=', fact.billing.key).execute();
      }
    });
  }

  /** A customer of ours is named by our own id. */
  private async refer(trx: Write, source: string, customer: string): Promise<void> {
    await trx
      .insertInto('customer_refs')
      .values({ source, provider_id: customer, customer })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

function invalid(field: string, problem: string, hint?: string): Problem {
  return new Problem(422, 'invalid-parameter', `${field}: ${problem}.`, {
    field,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** An id as it can stand in addresses and commands; of another text, one that is the same each time. */
function plainId(id: string): string {
  if (/^[A-Za-z0-9._-]{1,100}$/.test(id)) return id;
  return createHash('sha256').update(id).digest('hex').slice(0, 24);
}

/** A fact that tells nothing. */
const nothing: BillingData = {
  provider: manualSource,
  source: manualSource,
  providerEventId: '',
  providerEventType: '',
  key: null,
  version: null,
  paymentId: null,
  customer: { id: null, email: null, name: null, phone: null, country: null, language: null },
  subscription: { id: null, status: null, state: null, cancelAtPeriodEnd: null, endsAt: null },
  firstPayment: null,
  invoice: { id: null, number: null, hostedUrl: null, pdfUrl: null },
  priceId: null,
  productId: null,
  planName: null,
  quantity: null,
  amount: null,
  tax: null,
  currency: null,
  discount: null,
  refunded: null,
  method: null,
  periodStart: null,
  periodEnd: null,
  nextAttemptAt: null,
  failureReason: null,
  trialEnd: null,
  coupon: null,
  promotionCode: null,
  metadata: {},
  live: true,
};
