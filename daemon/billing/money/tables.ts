import { define, type Migration } from '../../store';

/** One row a rate: from this day on, 1 of `from_currency` is worth `rate` of `to_currency`. */
export interface ExchangeRateTable {
  /** e.g. `2027-01-31` */
  day: string;
  from_currency: string;
  to_currency: string;
  /** A decimal. */
  rate: string;
  /** 1: it stands in the configuration, and goes when it no longer does. */
  configured: number;
}

declare module '../../store/store' {
  interface Tables {
    exchange_rates: ExchangeRateTable;
  }
}

export const moneyMigrations: readonly Migration[] = [
  {
    id: 'money-1-exchange-rates',
    async up(db) {
      await define(
        db,
        `CREATE TABLE exchange_rates (
        day TEXT NOT NULL,
        from_currency TEXT NOT NULL,
        to_currency TEXT NOT NULL,
        rate TEXT NOT NULL,
        configured INTEGER NOT NULL,
        PRIMARY KEY (from_currency, to_currency, day)
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
