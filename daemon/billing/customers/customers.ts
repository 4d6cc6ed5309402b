import { ulid } from 'ulid';
import type { BillingData, EventData, Instant } from '../../../panel';
import { Problem } from '../../problem';
import { contains, textsOf, type Store, type Write } from '../../store';
import type { CustomerTable } from './tables';

export const customerFields = ['email', 'name', 'phone', 'country', 'language'] as const;
export type CustomerField = (typeof customerFields)[number];

/** The newest told of each field: it makes no difference in which order messages come. */
type Details = Partial<Record<CustomerField, { value: string; at: Instant }>>;

export type CustomerView = NonNullable<EventData['customer']>;

/** What is told of a customer in one message. */
export type ToldCustomer = BillingData['customer'];

/** The people and companies that pay, over all accounts. */
export class Customers {
  constructor(private readonly store: Store) {}

  /**
   * The customer a message is about, made where nobody has told of them yet. Customers of several accounts with one e-mail address are one person.
   * @returns null where the message names nobody
   */
  async identify(trx: Write, source: string, told: ToldCustomer, at: Instant): Promise<string | null> {
    const emailKey = emailKeyOf(told.email);
    const known = told.id === null ? undefined : await referred(trx, source, told.id);
    const sameEmail = emailKey === null ? undefined : await withEmail(trx, emailKey);
    if (known === undefined && sameEmail === undefined && told.id === null && emailKey === null) return null;
    let id = known ?? sameEmail;
    if (id === undefined) {
      id = `cus_${ulid()}`;
      const row = { id, details: '{}', email_key: null, search: '', created_at: at } satisfies CustomerTable;
      await trx.insertInto('customers').values(row).execute();
    }
    if (known !== undefined && sameEmail !== undefined && known !== sameEmail)
      id = await this.merge(trx, known, sameEmail);
    if (told.id !== null && known === undefined) {
      await trx.insertInto('customer_refs').values({ source, provider_id: told.id, customer: id }).execute();
    }
    await this.tell(trx, id, told, at);
    return id;
  }

  /**
   * Takes in what is told of a customer; what is older than what is known changes nothing.
   * @throws Problem 404 `unknown-customer`
   */
  async tell(trx: Write, id: string, told: Partial<Record<CustomerField, string | null>>, at: Instant): Promise<void> {
    const row = await trx.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw unknownCustomer(id);
    const details = JSON.parse(row.details) as Details;
    for (const field of customerFields) {
      const value = told[field]?.trim() ?? '';
      const known = details[field];
      if (value === '' || (known !== undefined && (known.at > at || (known.at === at && known.value >= value))))
        continue;
      details[field] = { value, at };
    }
    await trx
      .updateTable('customers')
      .set({
        details: JSON.stringify(details),
        email_key: emailKeyOf(details.email?.value ?? null),
        search: customerFields.flatMap((field) => details[field]?.value ?? []).join('\n'),
      })
      .where('id', '=', id)
      .execute();
  }

  /** @throws Problem 404 `unknown-customer` */
  async get(id: string, db: Write | Store['db'] = this.store.db): Promise<CustomerView> {
    const row = await db.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw unknownCustomer(id);
    const links = await db.selectFrom('customer_links').selectAll().where('customer', '=', id).execute();
    return viewOf(row, links);
  }

  /** By id, so that pages do not move. `search`: in e-mail, name and phone. */
  async list(query: {
    search?: string;
    after?: string;
    limit: number;
  }): Promise<{ customers: CustomerView[]; next: string | null }> {
    const { db } = this.store;
    let select = db
      .selectFrom('customers')
      .selectAll()
      .orderBy('id')
      .limit(query.limit + 1);
    if (query.after !== undefined) select = select.where('id', '>', query.after);
    if (query.search !== undefined) select = select.where(contains(db, 'search', query.search));
    const rows = await select.execute();
    const page = rows.slice(0, query.limit);
    return {
      customers: await this.viewsOf(page),
      next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
    };
  }

  /** Those of these ids that there are, by id. */
  async named(ids: readonly string[]): Promise<Map<string, CustomerView>> {
    const { db } = this.store;
    const rows = await db
      .selectFrom('customers')
      .selectAll()
      .where('id', 'in', textsOf(db, [...new Set(ids)]))
      .execute();
    return new Map((await this.viewsOf(rows)).map((view) => [view.id, view]));
  }

  private async viewsOf(rows: readonly CustomerTable[]): Promise<CustomerView[]> {
    const { db } = this.store;
    const ids = rows.map(({ id }) => id);
    const links = await db.selectFrom('customer_links').selectAll().where('customer', 'in', textsOf(db, ids)).execute();
    return rows.map((row) =>
      viewOf(
        row,
        links.filter(({ customer }) => customer === row.id),
      ),
    );
  }

  /** Ties a customer to their id in another system, e.g. `hubspot`. @throws Problem 404 `unknown-customer`, 409 `linked-elsewhere` */
  async link(id: string, system: string, externalId: string): Promise<CustomerView> {
    await this.store.write(async (trx) => {
      await this.get(id, trx);
      const other = await trx
        .selectFrom('customer_links')
        .select('customer')
        .where('system', '=', system)
        .where('external_id', '=', externalId)
        .where('customer', '!=', id)
        .executeTakeFirst();
      if (other !== undefined) {
        throw new Problem(
          409,
          'linked-elsewhere',
          `The id ${externalId} of ${system} belongs to the customer ${other.customer}.`,
          {
            field: 'id',
            hint: 'Take it from that customer first, or use that customer.',
          },
        );
      }
      await trx
        .insertInto('customer_links')
        .values({ customer: id, system, external_id: externalId })
        .onConflict((conflict) => conflict.columns(['customer', 'system']).doUpdateSet({ external_id: externalId }))
        .execute();
    });
    return this.get(id);
  }

  async unlink(id: string, system: string): Promise<void> {
    await this.store.write((trx) =>
      trx.deleteFrom('customer_links').where('customer', '=', id).where('system', '=', system).execute(),
    );
  }

  /** @throws Problem 404 `unknown-customer` */
  async linked(system: string, externalId: string): Promise<CustomerView> {
    const link = await this.store.db
      .selectFrom('customer_links')
      .select('customer')
      .where('system', '=', system)
      .where('external_id', '=', externalId)
      .executeTakeFirst();
    if (link !== undefined) return this.get(link.customer);
    throw new Problem(404, 'unknown-customer', `No customer has the id ${externalId} at ${system}.`, {
      hint: 'Tie it to one: PUT /v1/customers/{customer}/links/{system}.',
    });
  }

  /** Two customers turn out to be one: all of the younger is the elder's from now on. @returns the elder */
  private async merge(trx: Write, one: string, other: string): Promise<string> {
    const rows = await trx
      .selectFrom('customers')
      .selectAll()
      .where('id', 'in', [one, other])
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    const [elder, younger] = rows;
    if (elder === undefined || younger === undefined) return one;
    const customer = elder.id;
    for (const [field, fact] of Object.entries(JSON.parse(younger.details) as Details)) {
      await this.tell(trx, customer, { [field]: fact.value }, fact.at);
    }
    await trx.updateTable('customer_refs').set({ customer }).where('customer', '=', younger.id).execute();
    await trx.updateTable('subscriptions').set({ customer }).where('customer', '=', younger.id).execute();
    await trx.updateTable('payments').set({ customer }).where('customer', '=', younger.id).execute();
    const links = await trx.selectFrom('customer_links').selectAll().where('customer', '=', younger.id).execute();
    for (const link of links) {
      await trx
        .insertInto('customer_links')
        .values({ ...link, customer })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    await trx.deleteFrom('customer_links').where('customer', '=', younger.id).execute();
    await trx.deleteFrom('customers').where('id', '=', younger.id).execute();
    return customer;
  }
}

/** What is known of a customer, by their row. */
export function detailsOf({ details }: Pick<CustomerTable, 'details'>): Record<CustomerField, string | null> {
  const known = JSON.parse(details) as Details;
  const fields = customerFields.map((field) => [field, known[field]?.value ?? null]);
  return Object.fromEntries(fields) as Record<CustomerField, string | null>;
}

/** How addresses are compared. */
export function emailKeyOf(email: string | null): string | null {
  const key = email?.trim().toLowerCase() ?? '';
  return /^[^\s@]+@[^\s@]+$/.test(key) ? key : null;
}

async function referred(trx: Write, source: string, providerId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('customer_refs')
    .select('customer')
    .where('source', '=', source)
    .where('provider_id', '=', providerId)
    .executeTakeFirst();
  return row?.customer;
}

async function withEmail(trx: Write, emailKey: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('customers')
    .select('id')
    .where('email_key', '=', emailKey)
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  return row?.id;
}

function viewOf(row: CustomerTable, links: ReadonlyArray<{ system: string; external_id: string }>): CustomerView {
  return {
    id: row.id,
    ...detailsOf(row),
    links: Object.fromEntries(links.map(({ system, external_id }) => [system, external_id])),
  };
}

function unknownCustomer(id: string): Problem {
  return new Problem(404, 'unknown-customer', `There is no customer ${id}.`, {
    hint: 'GET /v1/customers?search= finds customers by e-mail, name or phone.',
  });
}
