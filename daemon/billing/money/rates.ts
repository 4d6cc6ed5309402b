import type { Kysely } from 'kysely';
import { instantOf, type Clock } from '../../clock';
import { Problem } from '../../problem';
import type { Store, Tables, Write } from '../../store';
import { RateTable, type Converted } from './convert';
import type { Rate } from './rate';
import type { ExchangeRateTable } from './tables';

/** A rate as the API shows it. */
export interface RateView extends Rate {
  /** Whether it stands in the configuration and is changed there only. */
  configured: boolean;
}

/** Which rates are listed. */
export interface RateQuery {
  from?: string | undefined;
  to?: string | undefined;
  /** The first day, e.g. `2027-01-01`. */
  since?: string | undefined;
  /** The last day. */
  until?: string | undefined;
  limit: number;
}

/** Rates of one statement: SQLite takes so many values at once. */
const batch = 500;

/** Exchange rates by day, of the configuration and made by the API, for figures in the operator's own currency. */
export class Rates {
  private readonly store: Store;
  /** The operator's currency: others are converted by way of it. */
  readonly base: string;

  constructor(private readonly services: { store: Store; clock: Clock; base: string; timeZone: string }) {
    ({ store: this.store, base: this.base } = services);
  }

  /** The day it is in the operator's time zone, e.g. `2027-01-31`. */
  today(): string {
    return dayOf(instantOf(this.services.clock.now()), this.services.timeZone);
  }

  /** The day of an instant in the operator's time zone. */
  dayOf(instant: string): string {
    return dayOf(instant, this.services.timeZone);
  }

  /** Makes the rates of the configuration as it says, and forgets those it no longer has. */
  async configure(rates: readonly Rate[]): Promise<void> {
    await this.store.write(async (trx) => {
      await trx.deleteFrom('exchange_rates').where('configured', '=', 1).execute();
      await upsert(trx, rates, 1);
    });
  }

  /**
   * Sets rates, all or none.
   * @throws Problem 409 `configured`, 422 `invalid-parameter` of a rate between a currency and itself
   */
  async set(rates: readonly Rate[]): Promise<void> {
    const same = rates.find(({ from, to }) => from === to);
    if (same !== undefined) {
      throw new Problem(422, 'invalid-parameter', `to: ${same.from} is always worth one ${same.to}.`, {
        field: 'to',
        hint: 'Give a rate between two currencies.',
      });
    }
    await this.store.write(async (trx) => {
      for (const rate of await configuredAmong(trx, rates)) throw inConfiguration(rate);
      await upsert(trx, rates, 0);
    });
  }

  /** Newest first. */
  async list({ from, to, since, until, limit }: RateQuery): Promise<RateView[]> {
    let query = this.store.db.selectFrom('exchange_rates').selectAll();
    if (from !== undefined) query = query.where('from_currency', '=', from);
    if (to !== undefined) query = query.where('to_currency', '=', to);
    if (since !== undefined) query = query.where('day', '>=', since);
    if (until !== undefined) query = query.where('day', '<=', until);
    const rows = await query
      .orderBy('day', 'desc')
      .orderBy('from_currency')
      .orderBy('to_currency')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...rateOf(row), configured: row.configured === 1 }));
  }

  /** @throws Problem 404 `unknown-rate`, 409 `configured` */
  async delete({ day, from, to }: Omit<Rate, 'rate'>): Promise<void> {
    await this.store.write(async (trx) => {
      const row = await trx
        .selectFrom('exchange_rates')
        .selectAll()
        .where('from_currency', '=', from)
        .where('to_currency', '=', to)
        .where('day', '=', day)
        .executeTakeFirst();
      if (row === undefined) {
        throw new Problem(404, 'unknown-rate', `There is no exchange rate from ${from} to ${to} of ${day}.`, {
          hint: 'Those there are: GET /v1/exchange-rates.',
        });
      }
      if (row.configured === 1) throw inConfiguration(rateOf(row));
      await trx
        .deleteFrom('exchange_rates')
        .where('from_currency', '=', from)
        .where('to_currency', '=', to)
        .where('day', '=', day)
        .execute();
    });
  }

  /**
   * All rates at this moment, for whoever converts many amounts.
   * @param db a transaction, where there is one
   */
  async table(db: Kysely<Tables> = this.store.db): Promise<RateTable> {
    const rows = await db.selectFrom('exchange_rates').selectAll().execute();
    return new RateTable(rows.map(rateOf), this.base);
  }

  /**
   * Converts one amount. @see RateTable.convert
   * @param day e.g. `2027-01-31`
   */
  async convert(amount: number, from: string, to: string, day: string): Promise<Converted> {
    return (await this.table()).convert(amount, from, to, day);
  }
}

function dayOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}

function rateOf({ day, from_currency: from, to_currency: to, rate }: ExchangeRateTable): Rate {
  return { day, from, to, rate };
}

async function configuredAmong(trx: Write, rates: readonly Rate[]): Promise<Rate[]> {
  const rows = await trx.selectFrom('exchange_rates').selectAll().where('configured', '=', 1).execute();
  const keys = new Set(rates.map(keyOf));
  return rows.map(rateOf).filter((rate) => keys.has(keyOf(rate)));
}

function keyOf({ day, from, to }: Rate): string {
  return `${day} ${from} ${to}`;
}

/** The last of several rates for one day and pair wins. */
async function upsert(trx: Write, rates: readonly Rate[], configured: 0 | 1): Promise<void> {
  const rows = [...new Map(rates.map((rate) => [keyOf(rate), rate])).values()];
  for (let at = 0; at < rows.length; at += batch) {
    await trx
      .insertInto('exchange_rates')
      .values(
        rows
          .slice(at, at + batch)
          .map(({ day, from, to, rate }) => ({ day, from_currency: from, to_currency: to, rate, configured })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['from_currency', 'to_currency', 'day'])
          .doUpdateSet((row) => ({ rate: row.ref('excluded.rate'), configured: row.ref('excluded.configured') })),
      )
      .execute();
  }
}

function inConfiguration({ day, from, to }: Rate): Problem {
  const what = `The exchange rate from ${from} to ${to} of ${day}`;
  return new Problem(409, 'configured', `${what} stands in the configuration and is not changed here.`, {
    hint: 'Change it there and restart the daemon, or give one of another day.',
  });
}
