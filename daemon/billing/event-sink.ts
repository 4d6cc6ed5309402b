import type { BillingData } from '../../panel';
import type { EventLog } from '../events';
import type { AfterCommit, Write } from '../store';
import type { BillingFact, FactSink } from './fact';

/** Makes an event of each fact, once for each payment: providers send several messages about one. */
export class EventSink implements FactSink {
  constructor(private readonly log: EventLog) {}

  async takeIn(trx: Write, afterCommit: AfterCommit, facts: readonly BillingFact[]): Promise<void> {
    const news: BillingFact[] = [];
    for (const fact of facts) if (await isNews(trx, fact)) news.push(fact);
    await this.log.append(
      trx,
      afterCommit,
      news.map(({ type, time, billing }) => ({
        type,
        panel: null,
        subject: subjectOf(billing),
        time,
        origin: 'billing',
        data: { billing },
      })),
    );
  }
}

/** Events of one subject keep their order. Ids are one account's: two accounts of a provider may give the same. */
export function subjectOf({ source, providerEventId, subscription, customer }: BillingData): string {
  if (subscription.id !== null) return `subscription:${source}/${subscription.id}`;
  if (customer.id !== null) return `customer:${source}/${customer.id}`;
  // A guest's purchase has neither.
  return `message:${source}/${providerEventId}`;
}

/** Whether nothing was told of the same payment yet. What has no key is news each time. */
async function isNews(trx: Write, { type, billing: { key } }: BillingFact): Promise<boolean> {
  if (key === null) return true;
  const added = await trx
    .insertInto('billing_facts')
    .values({ key, type })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}
