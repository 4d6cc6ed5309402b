import { define, type Migration } from '../../store';

/** One row a webhook endpoint that was made at a provider by its API. */
export interface InboxRegistrationTable {
  /** The source's name in the configuration. */
  source: string;
  /** The provider's id of the endpoint. */
  endpoint: string;
  url: string;
  /** What it signs with, sealed. */
  secret: string;
  registered_at: string;
}

declare module '../../store/store' {
  interface Tables {
    inbox_registrations: InboxRegistrationTable;
  }
}

export const registrationMigrations: readonly Migration[] = [
  {
    id: 'billing-registrations-1',
    async up(db) {
      await define(
        db,
        `CREATE TABLE inbox_registrations (
        source TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        url TEXT NOT NULL,
        secret TEXT NOT NULL,
        registered_at TEXT NOT NULL,
        PRIMARY KEY (source, endpoint)
      ) STRICT`,
      );
    },
  },
];
