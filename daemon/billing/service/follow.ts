import type { Event, EventType } from '../../../panel';
import { instantOf, type Clock } from '../../clock';
import type { EventLog } from '../../events';
import type { AfterCommit, Store, Write } from '../../store';
import type { Ledger } from '../subscriptions';

interface Parts {
  store: Store;
  log: EventLog;
  clock: Clock;
  ledger: Ledger;
}

/** What happens to lines that concerns who pays for them. */
const types: readonly EventType[] = [
  'line.created',
  'line.deleted',
  'line.renewed',
  'line.shortened',
  'line.suspended',
  'line.resumed',
];

/** Events of one transaction. */
const batch = 200;

const name = 'lines';

/**
 * Follows the log for what happens to lines: a line that a workflow made for a payment is the subscription's, and a subscription whose line was changed by hand
 * is looked at again.
 *
 * @returns whether there was anything
 */
export async function follow(parts: Parts): Promise<boolean> {
  const { store, log } = parts;
  const row = await store.db
    .selectFrom('service_follow')
    .select('position')
    .where('name', '=', name)
    .executeTakeFirst();
  const position = row?.position ?? 0;
  const head = await log.head();
  if (head <= position) return false;
  const events = await log.read({ types, after: position, limit: batch });
  const next = events.length < batch ? head : (events.at(-1)?.sequence ?? head);
  await store.write(async (trx, afterCommit) => {
    for (const event of events) await take(parts, trx, afterCommit, event);
    await trx
      .insertInto('service_follow')
      .values({ name, position: next })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ position: next }))
      .execute();
  });
  return events.length > 0;
}

async function take({ ledger, clock }: Parts, trx: Write, afterCommit: AfterCommit, event: Event): Promise<void> {
  const { panel, data } = event;
  const line = data.line?.id;
  if (panel === null || line === undefined) return;
  const link = await trx
    .selectFrom('subscription_lines')
    .select('subscription')
    .where('panel', '=', panel)
    .where('line', '=', line)
    .executeTakeFirst();
  if (link !== undefined) return ledger.wake(trx, afterCommit, link.subscription);
  const key = event.type === 'line.created' ? data.command?.key : undefined;
  const payment = key === undefined ? undefined : await paymentOf(trx, key);
  if (payment === undefined) return;
  await trx
    .insertInto('subscription_lines')
    .values({
      panel,
      line,
      subscription: payment.subscription,
      username: data.line?.username ?? null,
      plan: payment.plan,
      suspension: null,
      suspended_by: null,
      origin: 'provisioned',
      since: instantOf(clock.now()),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await ledger.wake(trx, afterCommit, payment.subscription);
}

/** The payment that a command's key names: the key itself, or what stands before a slash of it. */
async function paymentOf(trx: Write, key: string): Promise<{ subscription: string; plan: string | null } | undefined> {
  for (const named of new Set([key, key.split('/')[0] ?? key])) {
    const row = await trx
      .selectFrom('payments')
      .innerJoin('subscriptions', 'subscriptions.id', 'payments.subscription')
      .select(['payments.subscription', 'subscriptions.plan'])
      .where('payments.key', '=', named)
      .executeTakeFirst();
    if (row !== undefined) return row;
  }
  return undefined;
}
