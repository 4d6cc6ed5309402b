import { instantOf } from '../../clock';
import type { EventDraft } from '../../events';
import type { AfterCommit, Store, Write } from '../../store';
import type { Policies } from '../dunning';
import { subjectOf as subjectOfMessage } from '../event-sink';
import type { BillingFact, FactSink, FailedMessage } from '../fact';
import type { Plans } from '../plans';
import { openBooks, type Books } from './books';
import { isSameState } from './fold';
import { mergedTold } from './newest';
import { ownKeyOf, paymentKeyOf, paymentReferredTo, recordPayment } from './payments';
import { settle, type SettleParts } from './settle';
import { factEvent } from './telling';
import { mergedMetadata, toldOf } from './told';
import { metadataIn, toldIn } from './view';

export interface LedgerParts extends SettleParts {
  store: Store;
  plans: Plans;
  policies: Policies;
}

/** Wakes whoever sees to the lines of subscriptions. */
export const subscriptionsChanged = 'subscriptions';

/** Facts about a payment that must be there already. */
const referring: ReadonlySet<string> = new Set(['payment.refunded', 'payment.disputed', 'payment.dispute_won']);

const noStanding = JSON.stringify({
  state: 'pending',
  paidUntil: null,
  serviceUntil: null,
  pastDueSince: null,
  openPayment: null,
  stop: null,
  changesAt: null,
  nextStep: null,
});

/**
 * The ledger: takes in what providers tell, and keeps who has paid for what. A fact is merged into a subscription or a payment, the subscription is settled
 * anew (settle.ts), and what changed is told, all in the transaction of the message.
 */
export class Ledger implements FactSink {
  constructor(readonly parts: LedgerParts) {}

  async takeIn(trx: Write, afterCommit: AfterCommit, facts: readonly BillingFact[]): Promise<void> {
    if (facts.length === 0) return;
    const books = await openBooks(this.parts, trx);
    for (const fact of facts) await this.take(trx, afterCommit, books, fact);
    await this.parts.store.signal(trx, afterCommit, subscriptionsChanged);
  }

  async failed(trx: Write, afterCommit: AfterCommit, message: FailedMessage): Promise<void> {
    const { source, provider, id, type, problem } = message;
    await this.parts.attention.raise(trx, afterCommit, null, {
      kind: 'unreadable-message',
      subject: `${source}/${id}`,
      message: `A message of ${provider} (${type ?? 'without a type'}) at ${source} could not be understood: ${problem}`,
      fix: 'Mend the mapping of the source, then renormalise its inbox: the message is kept.',
      data: { source, id, type },
    });
  }

  private async take(trx: Write, afterCommit: AfterCommit, books: Books, told: BillingFact): Promise<void> {
    const key = told.billing.key === null ? null : await ownKeyOf(trx, told.billing, told.billing.key);
    const fact = { ...told, billing: { ...told.billing, key } };
    const { billing, time } = fact;
    const customer = await this.parts.customers.identify(trx, billing.source, billing.customer, time);
    if (referring.has(fact.type)) return this.takeReferring(trx, afterCommit, books, fact);
    const id = await this.subscriptionOf(trx, fact, customer);
    if (id === null) return this.takeNobodys(trx, afterCommit, fact);

    const row = await trx.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirst();
    const isNew = row === undefined;
    if (isNew) await this.open(trx, fact, id, customer ?? '');
    const state = toldOf(fact);
    const known = row === undefined ? null : toldIn(row);
    const merged = state === null ? null : mergedTold(state, known);
    const isRepeated = merged !== null && fact.read === true && known !== null && isSameState(merged, known);
    // Another of the same second that stands behind what is known is kept, and is no news.
    const isNews = merged !== null && !isRepeated && merged.eventId === state?.eventId;
    const kept = isRepeated ? { ...known, confirmedAt: time } : merged;
    const metadata = mergedMetadata(row === undefined ? {} : metadataIn(row), billing, time);
    await trx
      .updateTable('subscriptions')
      .set({
        metadata: JSON.stringify(metadata),
        ...(kept !== null ? { told: JSON.stringify(kept) } : {}),
        ...(customer !== null ? { customer } : {}),
      })
      .where('id', '=', id)
      .execute();

    const paymentKey = /^payment\.(succeeded|failed)$/.test(fact.type) ? await keyOf(trx, billing) : null;
    const isPaymentNews =
      paymentKey !== null && (await recordPayment(trx, paymentKey, fact, id, row?.customer ?? customer ?? ''));
    const own = await this.isToldOf(trx, fact, isNew, isPaymentNews, paymentKey);
    await settle(this.parts, trx, afterCommit, books, id, {
      billing: isRepeated ? null : billing,
      time,
      told: isNews && !isNew,
      first: (known) => [
        ...(isNew ? [{ ...factEvent(fact, known), type: 'subscription.created' as const }] : []),
        ...(own ? [factEvent(fact, known)] : []),
      ],
    });
    if (paymentKey !== null) await this.takeOrphans(trx, afterCommit, books, fact, paymentKey);
  }

  /** Whether a fact is told as an event of its own. Those about the subscription are told as what they change. */
  private async isToldOf(
    trx: Write,
    { type, billing, time, read = false }: BillingFact,
    isNew: boolean,
    isPaymentNews: boolean,
    paymentKey: string | null,
  ): Promise<boolean> {
    switch (type) {
      case 'payment.succeeded':
        return firstOf(trx, billing.key ?? paymentKey, type);
      case 'payment.failed':
        return isPaymentNews || (paymentKey === null && !read);
      case 'checkout.completed':
        return billing.key === null || firstOf(trx, billing.key, type);
      case 'subscription.trial_ending':
        return firstOf(trx, `${billing.source}:${billing.subscription.id ?? ''}:${billing.trialEnd ?? time}`, type);
      default:
        return false;
    }
  }

  /** The subscription a fact is about. What was paid without one is a prepaid subscription of its customer. */
  private async subscriptionOf(
    trx: Write,
    { type, billing }: BillingFact,
    customer: string | null,
  ): Promise<string | null> {
    const { source, subscription } = billing;
    if (subscription.id !== null) return `${source}:${subscription.id}`;
    const key = await keyOf(trx, billing);
    const known =
      key === null
        ? undefined
        : await trx.selectFrom('payments').select('subscription').where('key', '=', key).executeTakeFirst();
    if (known !== undefined) return known.subscription;
    if (customer === null) return null;
    const prepaid = `${source}:${customer}`;
    if (type === 'payment.succeeded' || type === 'payment.failed') return prepaid;
    const row = await trx.selectFrom('subscriptions').select('id').where('id', '=', prepaid).executeTakeFirst();
    return row?.id ?? null;
  }

  private async open(trx: Write, { billing, time }: BillingFact, id: string, customer: string): Promise<void> {
    const { source, provider } = billing;
    await trx
      .insertInto('subscriptions')
      .values({
        id,
        source,
        provider,
        provider_id: id.slice(source.length + 1),
        customer: customer === '' ? await this.nobody(trx, source, id, time) : customer,
        told: null,
        metadata: '{}',
        state: 'pending',
        plan: null,
        price: null,
        standing: noStanding,
        paid_until: null,
        service_until: null,
        past_due_since: null,
        dunning_policy: null,
        dunning_since: null,
        dunning_steps: 0,
        dunning_suspended: 0,
        terminated_at: null,
        look_at: null,
        revision: 0,
        created_at: time,
        updated_at: time,
      })
      .execute();
  }

  /** A subscription whose message names no customer has one of its own until a later one does. */
  private async nobody(trx: Write, source: string, subscription: string, at: string): Promise<string> {
    const told = { id: `of ${subscription}`, email: null, name: null, phone: null, country: null, language: null };
    return (await this.parts.customers.identify(trx, source, told, at)) ?? '';
  }

  /** Nobody is named: told as it came, and shown where it is about money. */
  private async takeNobodys(trx: Write, afterCommit: AfterCommit, fact: BillingFact): Promise<void> {
    const { billing, type } = fact;
    const key = billing.key;
    if (key !== null && !(await firstOf(trx, key, type))) return;
    await this.parts.log.append(trx, afterCommit, [factEvent(fact, null)]);
    if (type !== 'payment.succeeded') return;
    await this.parts.attention.raise(trx, afterCommit, null, {
      kind: 'unknown-customer',
      subject: key ?? subjectOfMessage(billing),
      message: `The payment ${key ?? billing.providerEventId} of ${billing.source} names no customer and no e-mail address, so nobody was served for it.`,
      fix: 'Look it up at the provider, and record it by hand for the customer who made it.',
      data: { payment: key, amount: billing.amount, currency: billing.currency },
    });
  }

  /** A refund or dispute: of a payment that is there, or of one that is still to come. */
  private async takeReferring(trx: Write, afterCommit: AfterCommit, books: Books, fact: BillingFact): Promise<void> {
    const { billing, type, time } = fact;
    const payment = await paymentReferredTo(trx, billing);
    const orphan = `${billing.source}/${billing.providerEventId}`;
    if (payment === undefined) {
      // Read, it is of a payment nobody asked about: each reading would bring it anew.
      if (fact.read === true) return;
      const added = await trx
        .insertInto('billing_orphans')
        .values({
          id: orphan,
          source: billing.source,
          payment_id: billing.paymentId,
          fact: JSON.stringify(fact),
          at: time,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (added.numInsertedOrUpdatedRows !== 1n) return;
      await this.parts.log.append(trx, afterCommit, [factEvent(fact, null)]);
      await this.parts.attention.raise(trx, afterCommit, `orphan:${orphan}`, {
        kind: 'unknown-payment',
        subject: orphan,
        message: `${type === 'payment.refunded' ? 'A refund' : 'A dispute'} at ${billing.source} is of a payment nobody has told of (${billing.paymentId ?? billing.key ?? 'not named'}).`,
        fix: 'It is taken in by itself when its payment comes. If that was lost, run a reconciliation.',
        data: { paymentId: billing.paymentId, amount: billing.refunded, currency: billing.currency },
      });
      return;
    }
    const isNews = await recordPayment(trx, payment.key, fact, payment.subscription, payment.customer);
    const wasToldBefore = (await this.dropOrphan(trx, afterCommit, orphan)) || !isNews;
    const named: BillingFact = { ...fact, billing: { ...billing, key: payment.key } };
    await settle(this.parts, trx, afterCommit, books, payment.subscription, {
      billing,
      time,
      told: false,
      first: (known) => (wasToldBefore ? [] : [factEvent(named, known)]),
    });
  }

  /** What came before the payment it is about. */
  private async takeOrphans(
    trx: Write,
    afterCommit: AfterCommit,
    books: Books,
    { billing }: BillingFact,
    key: string,
  ): Promise<void> {
    const rows = await trx
      .selectFrom('billing_orphans')
      .selectAll()
      .where('source', '=', billing.source)
      .orderBy('at')
      .execute();
    for (const row of rows) {
      const fact = JSON.parse(row.fact) as BillingFact;
      const payment = await paymentReferredTo(trx, fact.billing);
      if (payment?.key === key) await this.takeReferring(trx, afterCommit, books, fact);
    }
  }

  private async dropOrphan(trx: Write, afterCommit: AfterCommit, id: string): Promise<boolean> {
    const gone = await trx.deleteFrom('billing_orphans').where('id', '=', id).executeTakeFirst();
    if (gone.numDeletedRows === 0n) return false;
    await this.parts.attention.set(trx, afterCommit, `orphan:${id}`, []);
    return true;
  }

  /** Settles a subscription because time has gone by, or a person changed something about it. */
  async look(trx: Write, afterCommit: AfterCommit, id: string, events: readonly EventDraft[] = []) {
    const books = await openBooks(this.parts, trx);
    const time = instantOf(this.parts.clock.now());
    return settle(this.parts, trx, afterCommit, books, id, {
      billing: null,
      time,
      told: false,
      first: () => [...events],
    });
  }

  /** Has all subscriptions looked at now: what plans and policies say has changed, and what waited for it goes on. */
  async wakeAll(): Promise<void> {
    const look_at = Math.floor(this.parts.clock.now() / 1000);
    await this.parts.store.write(async (trx, afterCommit) => {
      await trx.updateTable('subscriptions').set({ look_at }).execute();
      await this.parts.store.signal(trx, afterCommit, subscriptionsChanged);
    });
  }

  /** Has a subscription looked at now by whoever sees to its lines. */
  async wake(trx: Write, afterCommit: AfterCommit, id: string): Promise<void> {
    const look_at = Math.floor(this.parts.clock.now() / 1000);
    await trx.updateTable('subscriptions').set({ look_at }).where('id', '=', id).execute();
    await this.parts.store.signal(trx, afterCommit, subscriptionsChanged);
  }
}

async function keyOf(trx: Write, billing: BillingFact['billing']): Promise<string | null> {
  const key = paymentKeyOf(billing);
  return key === null ? null : ownKeyOf(trx, billing, key);
}

/** Whether nothing of this type was told of the key yet. */
async function firstOf(trx: Write, key: string | null, type: string): Promise<boolean> {
  if (key === null) return true;
  const added = await trx
    .insertInto('billing_facts')
    .values({ key, type })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}
