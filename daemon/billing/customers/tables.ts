import { define, type Migration } from '../../store';

/** One row a person or company that pays. */
export interface CustomerTable {
  /** `cus_…` */
  id: string;
  /** `{name: {value, at}}` as JSON: the newest told of each of e-mail, name, phone, country and language. */
  details: string;
  /** The e-mail address by which customers of several accounts are one: lower case; null: none is known. */
  email_key: string | null;
  /** What searches look in. */
  search: string;
  created_at: string;
}

/** Which customer of ours an account's customer is. */
export interface CustomerRefTable {
  source: string;
  provider_id: string;
  customer: string;
}

/** Ids at other systems. */
export interface CustomerLinkTable {
  customer: string;
  /** e.g. `hubspot` */
  system: string;
  external_id: string;
}

declare module '../../store/store' {
  interface Tables {
    customers: CustomerTable;
    customer_refs: CustomerRefTable;
    customer_links: CustomerLinkTable;
  }
}

export const customerMigrations: readonly Migration[] = [
  {
    id: 'customers-1-customers',
    async up(db) {
      await define(
        db,
        `CREATE TABLE customers (
        id TEXT PRIMARY KEY,
        details TEXT NOT NULL,
        email_key TEXT,
        search TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT`,
      );
      await define(db, 'CREATE INDEX customers_email ON customers (email_key)');
      await define(
        db,
        `CREATE TABLE customer_refs (
        source TEXT NOT NULL,
        provider_id TEXT NOT NULL,
        customer TEXT NOT NULL,
        PRIMARY KEY (source, provider_id)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(db, 'CREATE INDEX customer_refs_customer ON customer_refs (customer)');
      await define(
        db,
        `CREATE TABLE customer_links (
        customer TEXT NOT NULL,
        system TEXT NOT NULL,
        external_id TEXT NOT NULL,
        PRIMARY KEY (customer, system)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(db, 'CREATE INDEX customer_links_external ON customer_links (system, external_id)');
    },
  },
];
