import { scrubRows, type Erasable } from '../erasure';
import type { Store } from '../store';
import { contains } from '../store';
import { detailsOf } from './customers';

/** What the ledger keeps of people: who pays. What was paid, when and for what stays, without them. */
export const erasedFromLedger: Erasable = {
  counts: 'others',

  async learn({ store }, person) {
    const ids = new Set(person.customerIds);
    if (person.line !== null) {
      const rows = await store.db
        .selectFrom('subscription_lines')
        .innerJoin('subscriptions', 'subscriptions.id', 'subscription_lines.subscription')
        .select('subscriptions.customer')
        .where('subscription_lines.panel', '=', person.line.panel)
        .where('subscription_lines.line', '=', String(person.line.id))
        .execute();
      for (const { customer } of rows) ids.add(customer);
    }
    for (const word of person.searched) {
      const rows = await store.db
        .selectFrom('customers')
        .select(['id', 'search'])
        .where(contains(store.db, 'search', word))
        .execute();
      for (const { id, search } of rows) if (person.isIn(search)) ids.add(id);
    }
    for (const id of ids) {
      const row = await store.db.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) continue;
      person.addCustomer({ id, ...detailsOf(row) });
      const refs = await store.db
        .selectFrom('customer_refs')
        .select('provider_id')
        .where('customer', '=', id)
        .execute();
      for (const { provider_id } of refs) person.addCustomer({ ...nobody, id: provider_id });
    }
  },

  async erase({ store }, person) {
    const ids = person.customerIds;
    if (ids.length === 0) return 0;
    return store.write(async (trx) => {
      const customers = await trx.selectFrom('customers').selectAll().where('id', 'in', ids).execute();
      const empty = { details: '{}', email_key: null, search: '' };
      let count = await scrubRows(
        customers,
        () => empty,
        (row, change) => trx.updateTable('customers').set(change).where('id', '=', row.id).execute(),
      );
      await trx.deleteFrom('customer_links').where('customer', 'in', ids).execute();
      const payments = await trx
        .selectFrom('payments')
        .select(['key', 'pay_url', 'pdf_url', 'note', 'failure_reason'])
        .where('customer', 'in', ids)
        .execute();
      count += await scrubRows(
        payments,
        () => ({ pay_url: null, pdf_url: null, note: null, failure_reason: null }),
        ({ key }, change) => trx.updateTable('payments').set(change).where('key', '=', key).execute(),
      );
      const subscriptions = await trx
        .selectFrom('subscriptions')
        .select(['id', 'metadata'])
        .where('customer', 'in', ids)
        .execute();
      count += await scrubRows(
        subscriptions,
        () => ({ metadata: '{}' }),
        ({ id }, change) => trx.updateTable('subscriptions').set(change).where('id', '=', id).execute(),
      );
      const held = subscriptions.map(({ id }) => id);
      if (held.length > 0) {
        await trx.updateTable('subscription_lines').set({ username: null }).where('subscription', 'in', held).execute();
        await trx.updateTable('service_actions').set({ username: null }).where('subscription', 'in', held).execute();
      }
      return count + (await inTexts(trx, person));
    });
  },
};

const nobody = { id: null, email: null, name: null, phone: null };

type Trx = Parameters<Parameters<Store['write']>[0]>[0];

/** A finding keeps what was wrong and what it cost. A username may be a name or an address: of the person's own it goes, whatever it is. */
function withoutThem(finding: string, person: Parameters<Erasable['erase']>[1]): string {
  const told = JSON.parse(finding) as { customer?: string | null; panel?: string | null; line?: string | null };
  const isTheirs = told.customer != null && person.customerIds.includes(told.customer);
  const isOfTheirLine =
    person.line !== null && told.panel === person.line.panel && told.line === String(person.line.id);
  if (isTheirs || isOfTheirLine) return JSON.stringify(person.scrubbed({ ...told, username: null }));
  return person.scrubbedJson(finding);
}

/** Texts that may name anybody: what went wrong, what did not agree, and refunds nobody knew. */
async function inTexts(trx: Trx, person: Parameters<Erasable['erase']>[1]): Promise<number> {
  const attention = await trx.selectFrom('attention').select(['id', 'message', 'fix', 'data', 'note']).execute();
  const actions = await trx
    .selectFrom('service_actions')
    .select(['key', 'message'])
    .where('message', 'is not', null)
    .execute();
  const orphans = await trx.selectFrom('billing_orphans').select(['id', 'fact']).execute();
  const findings = await trx
    .selectFrom('reconciliation_findings')
    .select(['reconciliation', 'id', 'finding', 'message'])
    .execute();
  const clean = (text: string): string => person.scrubbed(text) as string;
  const cleanOrNull = (text: string | null): string | null => (text === null ? null : clean(text));
  return (
    (await scrubRows(
      attention,
      ({ message, fix, data, note }) => ({
        message: clean(message),
        fix: clean(fix),
        data: person.scrubbedJson(data),
        note: cleanOrNull(note),
      }),
      ({ id }, change) => trx.updateTable('attention').set(change).where('id', '=', id).execute(),
    )) +
    (await scrubRows(
      actions,
      ({ message }) => ({ message: cleanOrNull(message) }),
      ({ key }, change) => trx.updateTable('service_actions').set(change).where('key', '=', key).execute(),
    )) +
    (await scrubRows(
      orphans,
      ({ fact }) => ({ fact: person.scrubbedJson(fact) }),
      ({ id }, change) => trx.updateTable('billing_orphans').set(change).where('id', '=', id).execute(),
    )) +
    (await scrubRows(
      findings,
      ({ finding, message }) => ({ finding: withoutThem(finding, person), message: cleanOrNull(message) }),
      ({ reconciliation, id }, change) =>
        trx
          .updateTable('reconciliation_findings')
          .set(change)
          .where('reconciliation', '=', reconciliation)
          .where('id', '=', id)
          .execute(),
    ))
  );
}
