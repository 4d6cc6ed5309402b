import { instantFromUnix, unixFromInstant, type BillingData, type Instant } from '../../../panel';
import type { Clock } from '../../clock';
import type { EventDraft, EventLog } from '../../events';
import type { AfterCommit, Write } from '../../store';
import type { Attention, Trouble } from '../attention';
import type { Customers, CustomerView } from '../customers';
import { nextStep } from '../dunning';
import type { BillingSettings } from '../settings';
import { boughtWith, termsOf, type Books, type Bought } from './books';
import { faultOf } from './faults';
import { standingOf, type Standing, type State } from './fold';
import { paymentFactsOf } from './payments';
import { dunningBegun, dunningEnded } from './dunned';
import { changeEvents } from './telling';
import { plainMetadata } from './told';
import type { PaymentTable, SubscriptionLineTable, SubscriptionTable } from './tables';
import { linesOf, metadataIn, paymentsOf, toldIn, viewOf, type Kept, type SubscriptionView } from './view';

export interface SettleParts {
  log: EventLog;
  clock: Clock;
  attention: Attention;
  customers: Customers;
  settings: BillingSettings;
}

/** A subscription with all that belongs to it, as it stands now. */
export interface Settled {
  row: SubscriptionTable;
  view: SubscriptionView;
  customer: CustomerView;
  standing: Kept;
  bought: Bought;
  payments: PaymentTable[];
  /** Those that are right and count. */
  good: PaymentTable[];
  lines: SubscriptionLineTable[];
}

/** Why a subscription is settled anew. */
export interface Cause {
  /** The message; null: time, or a person. */
  billing: BillingData | null;
  time: Instant;
  /** Whether a message told something new of the subscription itself. */
  told: boolean;
  /** Events that tell of the cause itself, and go before those that follow from it. */
  first?: (known: { view: SubscriptionView; customer: CustomerView }) => EventDraft[];
}

/** Works out how a subscription stands from all that is known, writes it down, and tells what has changed. */
export async function settle(
  parts: SettleParts,
  trx: Write,
  afterCommit: AfterCommit,
  books: Books,
  id: string,
  cause: Cause,
): Promise<Settled> {
  const { log, clock, attention, customers, settings } = parts;
  const row = await trx.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const payments = await paymentsOf(trx, id);
  const lines = await linesOf(trx, id);
  const customer = await customers.get(row.customer, trx);
  const now = instantFromUnix(Math.floor(clock.now() / 1000));
  const told = toldIn(row);
  const bought = boughtWith(books, row, told, payments, plainMetadata(metadataIn(row)));
  const faults = payments.flatMap((payment) => faultOf(payment, told) ?? []);
  const good = payments.filter((payment) => faultOf(payment, told) === null);
  const facts = { told, payments: good.map(paymentFactsOf) };
  const terms = termsOf(settings, bought);
  const standAs = (dunned: Pick<SubscriptionTable, 'dunning_suspended' | 'terminated_at'>): Standing =>
    standingOf(
      { ...facts, dunning: { suspended: dunned.dunning_suspended === 1, terminatedAt: dunned.terminated_at } },
      terms,
      now,
    );

  let standing = standAs(row);
  const dunning = dunningAfter(row, standing, bought, now);
  const isOther = dunning.dunning_suspended !== row.dunning_suspended || dunning.terminated_at !== row.terminated_at;
  if (isOther) standing = standAs(dunning);

  const policy = bought.policy;
  const since = dunning.dunning_since;
  const next = policy === null || since === null ? null : nextStep(policy, since, dunning.dunning_steps);
  const kept: Kept = { ...standing, nextStep: next === null ? null : { action: next.action, at: next.at } };
  const plan = bought.plan?.name ?? null;
  const changes = {
    ...dunning,
    state: standing.state,
    plan,
    price: bought.priceId ?? bought.productId,
    standing: JSON.stringify(kept),
    paid_until: standing.paidUntil,
    service_until: standing.serviceUntil,
    past_due_since: standing.pastDueSince,
  };
  const isSame = (Object.keys(changes) as Array<keyof typeof changes>).every((name) => changes[name] === row[name]);
  const nextRow: SubscriptionTable = {
    ...row,
    ...changes,
    // What has changed, or was told, is looked at by whoever sees to the lines.
    look_at: isSame && cause.billing === null ? row.look_at : unixFromInstant(now),
    revision: row.revision + 1,
    updated_at: isSame && !cause.told ? row.updated_at : now,
  };
  const { id: _, ...columns } = nextRow;
  await trx.updateTable('subscriptions').set(columns).where('id', '=', id).execute();

  const view = viewOf(nextRow, payments, lines);
  const before = {
    state: row.state as State,
    plan: row.plan,
    priceId: row.price,
  };
  const drafts = [
    ...(cause.first?.({ view, customer }) ?? []),
    ...changeEvents(before, { ...view, priceId: changes.price }, customer, cause),
    ...dunningBegun(row, nextRow, { view, customer, policy, payments, time: cause.time }),
    ...dunningEnded(row, nextRow, { view, customer, standing, time: cause.time }),
  ];
  await log.append(trx, afterCommit, drafts);
  await attention.set(trx, afterCommit, `subscription:${id}`, [
    ...bought.troubles.filter(() => matters(standing, payments)),
    ...faults,
    ...missingEmail(id, standing, customer, lines, now),
  ]);
  return { row: nextRow, view, customer, standing: kept, bought, payments, good, lines };
}

/** Whether somebody has paid, or is to be served: before that, what plan it is of is nobody's trouble. */
function matters(standing: Standing, payments: readonly PaymentTable[]): boolean {
  const isOver = standing.state === 'cancelled' || standing.state === 'expired';
  return !isOver && (standing.state === 'trialing' || payments.some(({ paid_at }) => paid_at !== null));
}

/** Without an address nobody can be told of a new line, and nobody can be found again. */
function missingEmail(
  id: string,
  { serviceUntil }: Standing,
  { email, id: customer }: CustomerView,
  lines: readonly SubscriptionLineTable[],
  now: Instant,
): Trouble[] {
  if (email !== null || lines.length > 0 || serviceUntil === null || serviceUntil <= now) return [];
  return [
    {
      kind: 'no-email',
      subject: id,
      message: `The customer of ${id} is to be served and has left no e-mail address, so no line was made.`,
      fix: `Add the address at the provider, or here to the customer ${customer}. The line is made by itself then.`,
      data: { subscription: id, customer },
    },
  ];
}

type Dunning = Pick<
  SubscriptionTable,
  'dunning_policy' | 'dunning_since' | 'dunning_steps' | 'dunning_suspended' | 'terminated_at'
>;

/** Dunning begins with the first failure, goes on by the clock, and ends with whatever ends the failure. */
function dunningAfter(row: SubscriptionTable, standing: Standing, { policy }: Bought, now: Instant): Dunning {
  const terminated_at = row.terminated_at !== null && standing.state !== 'cancelled' ? null : row.terminated_at;
  const since = standing.pastDueSince;
  const isUnpaid = standing.state === 'past_due' || standing.state === 'suspended';
  const runs = since !== null && isUnpaid && policy !== null;
  if (!runs) {
    return { dunning_policy: null, dunning_since: null, dunning_steps: 0, dunning_suspended: 0, terminated_at };
  }
  const { dunning_policy, dunning_steps, dunning_suspended } = row;
  // An earlier failure that is heard of late moves the beginning, and nothing that was done.
  const goesOn = dunning_policy === policy.name && row.dunning_since !== null && row.dunning_since <= now;
  if (goesOn) return { dunning_policy, dunning_since: since, dunning_steps, dunning_suspended, terminated_at };
  return { dunning_policy: policy.name, dunning_since: since, dunning_steps: 0, dunning_suspended: 0, terminated_at };
}
