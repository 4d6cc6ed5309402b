import fc from 'fast-check';
import { addDuration, instantFromUnix, unixFromInstant, type Duration } from '../../../panel';
import { currencies, RateTable } from '../money';
import { prorate, split, type Offer, type PaidPeriod, type Proration, type ProrationRequest } from './index';

const month: Duration = { amount: 1, unit: 'months' };
const basic: PaidPeriod = {
  plan: 'Basic',
  amount: 1000,
  currency: 'USD',
  start: '2027-01-01T00:00:00Z',
  end: '2027-02-01T00:00:00Z',
};
const premium: Offer = { plan: 'Premium', amount: 2000, currency: 'USD', duration: month };

function changed(more: Partial<ProrationRequest> = {}): Proration {
  const found = prorate({
    from: basic,
    to: premium,
    way: 'charge',
    at: '2027-01-16T12:00:00Z',
    timeZone: 'UTC',
    ...more,
  });
  if ('problem' in found) throw new Error(found.message);
  return found;
}

describe('splitting an amount', () => {
  it('gives each its share and loses nothing', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer(), weights, (amount, each) => {
        const total = each.reduce((sum, weight) => sum + weight, 0n);
        fc.pre(total > 0n);
        const parts = split(amount, each);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        parts.forEach((part, index) => {
          const share = (BigInt(Math.abs(amount)) * (each[index] ?? 0n)) / total;
          expect(Math.abs(Math.abs(part) - Number(share))).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it('gives what is left over to the largest remainders', () => {
    expect(split(100, [1n, 1n, 1n])).toEqual([33, 33, 34]);
    expect(split(-100, [2n, 1n])).toEqual([-67, -33]);
  });
});

describe('a change of plan that is charged', () => {
  it('credits what is left and charges the rest of the period', () => {
    expect(changed()).toMatchObject({
      credit: 500,
      charge: 1000,
      due: 500,
      currency: 'USD',
      newPeriodEnd: basic.end,
      explanation:
        '15 days 12 h of 31 days of Basic are left, worth $5.00. Premium until 2027-02-01T00:00:00Z costs $10.00. $5.00 are due.',
    });
  });

  it('owes the customer where the new plan costs less', () => {
    const found = changed({ to: { ...premium, plan: 'Small', amount: 400 } });
    expect(found).toMatchObject({ credit: 500, charge: 200, due: -300 });
    expect(found.explanation).toContain('$3.00 are owed to the customer');
  });

  it('in the first second credits and charges all', () => {
    expect(changed({ at: basic.start })).toMatchObject({ credit: 1000, charge: 2000, due: 1000 });
  });

  it('in the last second is worth next to nothing, and after it nothing', () => {
    expect(changed({ at: '2027-01-31T23:59:59Z' })).toMatchObject({
      credit: 0,
      charge: 0,
      due: 0,
      remainingSeconds: 1,
    });
    expect(changed({ at: '2027-03-01T00:00:00Z' })).toMatchObject({ credit: 0, charge: 0, newPeriodEnd: basic.end });
  });

  it('starts anew where the new plan is paid for another length of time', () => {
    const yearly = { ...premium, plan: 'Yearly', amount: 10_000, duration: { amount: 1, unit: 'years' } as const };
    expect(changed({ to: yearly })).toMatchObject({
      credit: 500,
      charge: 10_000,
      due: 9500,
      newPeriodEnd: '2028-01-16T12:00:00Z',
    });
  });

  it.each([
    ['31 January to 28 February', '2027-01-31T00:00:00Z', '2027-02-28T00:00:00Z'],
    ['28 February to 31 March', '2027-02-28T00:00:00Z', '2027-03-31T00:00:00Z'],
    ['29 February of a leap year to 31 March', '2028-02-29T00:00:00Z', '2028-03-31T00:00:00Z'],
  ])('keeps the period from %s, a month for all providers', (_what, start, end) => {
    expect(changed({ from: { ...basic, start, end }, at: start })).toMatchObject({ charge: 2000, newPeriodEnd: end });
  });

  it('counts the hour that a clock change takes away or gives', () => {
    const beirut = {
      from: { ...basic, start: '2027-03-14T22:00:00Z', end: '2027-04-14T21:00:00Z' },
      timeZone: 'Asia/Beirut',
    };
    const found = changed({ ...beirut, at: beirut.from.start });
    expect(found).toMatchObject({ charge: 2000, newPeriodEnd: beirut.from.end, periodSeconds: 31 * 86_400 - 3600 });
  });

  it('is in the new plan’s currency, by the exchange rate', () => {
    const rates = {
      table: new RateTable([{ day: '2027-01-01', from: 'USD', to: 'KWD', rate: '0.3075' }], 'USD'),
      day: '2027-01-16',
    };
    const to = { ...premium, amount: 5000, currency: 'KWD' };
    expect(changed({ to, rates })).toMatchObject({ credit: 1538, charge: 2500, due: 962, currency: 'KWD' });
  });

  const seconds = { start: unixFromInstant(basic.start), end: unixFromInstant(basic.end) };
  const moment = fc.integer({ min: seconds.start, max: seconds.end - 1 });
  const amount = fc.integer({ min: 0, max: 10_000_000 });

  it('after change and change again, costs exactly what was used', () => {
    fc.assert(
      fc.property(amount, fc.array(fc.tuple(moment, amount), { maxLength: 6 }), (first, changes) => {
        let from: PaidPeriod = { ...basic, amount: first };
        let paid = first;
        let used = 0;
        for (const [at, price] of changes.sort(([a], [b]) => a - b)) {
          const found = changed({ from, to: { ...premium, amount: price }, at: instantFromUnix(at) });
          used += from.amount - found.credit;
          paid += found.due;
          from = { ...from, amount: found.charge, since: instantFromUnix(at) };
        }
        expect(paid).toBe(used + from.amount);
      }),
    );
  });

  it('is within a minor unit of the exact value, in every currency, and never above the price', () => {
    fc.assert(
      fc.property(amount, amount, moment, fc.constantFrom(...currencies), (paid, price, at, currency) => {
        const found = changed({
          from: { ...basic, amount: paid, currency },
          to: { ...premium, amount: price, currency },
          at: instantFromUnix(at),
        });
        const share = (seconds.end - at) / (seconds.end - seconds.start);
        expect(Math.abs(found.credit - paid * share)).toBeLessThanOrEqual(1);
        expect(Math.abs(found.charge - price * share)).toBeLessThanOrEqual(1);
        expect(found.credit).toBeLessThanOrEqual(paid);
        expect(found.due).toBe(found.charge - found.credit);
      }),
    );
  });

  it('to the same plan costs nothing', () => {
    fc.assert(
      fc.property(amount, moment, (price, at) => {
        const to = { ...premium, amount: price };
        expect(changed({ from: { ...basic, amount: price }, to, at: instantFromUnix(at) }).due).toBe(0);
      }),
    );
  });
});

describe('a change of plan that converts the time left', () => {
  const convert = (more: Partial<ProrationRequest> = {}) => changed({ way: 'convert', ...more });

  it('buys half the time at twice the price, and nothing is due', () => {
    const found = convert({ at: '2027-01-02T00:00:00Z' });
    expect(found).toMatchObject({ due: 0, newPeriodEnd: '2027-01-17T00:00:00Z' });
    expect(found.explanation).toContain('They buy Premium until 2027-01-17T00:00:00Z');
  });

  it('a whole period is worth a whole period, whatever the month', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Beirut', 'Europe/London', 'America/New_York');
    const starts = fc.integer({
      min: unixFromInstant('2026-01-01T00:00:00Z'),
      max: unixFromInstant('2030-01-01T00:00:00Z'),
    });
    fc.assert(
      fc.property(starts, zones, fc.integer({ min: 1, max: 24 }), (unix, timeZone, months) => {
        const start = instantFromUnix(unix);
        const duration: Duration = { amount: months, unit: 'months' };
        const end = addDuration(start, duration, timeZone);
        const to = { ...premium, amount: 1000, duration };
        expect(convert({ from: { ...basic, start, end }, to, at: start, timeZone }).newPeriodEnd).toBe(end);
      }),
    );
  });

  it('of 31 January into two cheaper months ends on 31 March', () => {
    const from = { ...basic, start: '2027-01-31T00:00:00Z', end: '2027-02-28T00:00:00Z' };
    const found = convert({ from, to: { ...premium, amount: 500 }, at: from.start });
    expect(found.newPeriodEnd).toBe('2027-03-31T00:00:00Z');
  });

  it('of a year that ends on a leap day', () => {
    const from = { ...basic, amount: 12_000, start: '2027-02-28T00:00:00Z', end: '2028-02-28T00:00:00Z' };
    const found = convert({ from, to: { ...premium, amount: 1000 }, at: from.start });
    expect(found.newPeriodEnd).toBe('2028-02-28T00:00:00Z');
  });

  it('goes by credits of a panel', () => {
    const from = { ...basic, amount: 1.5, currency: null };
    const found = convert({ from, to: { ...premium, amount: 3, currency: null }, at: '2027-01-11T00:00:00Z' });
    expect(found).toMatchObject({ credit: 1.0161, due: 0, currency: null, newPeriodEnd: '2027-01-21T12:00:00Z' });
  });

  it('never takes time away or gives it, but for the part of a second', () => {
    const price = fc.integer({ min: 1, max: 100_000 });
    const left = fc.integer({ min: 1, max: 30 * 86_400 });
    fc.assert(
      fc.property(price, price, left, (old, now, remaining) => {
        // Days of 24 hours have one length, so that the exact value can be told.
        const end = unixFromInstant(basic.start) + 30 * 86_400;
        const at = end - remaining;
        const found = prorate({
          from: { ...basic, amount: old, end: instantFromUnix(end) },
          to: { ...premium, amount: now, duration: { amount: 30, unit: 'days' } },
          way: 'convert',
          at: instantFromUnix(at),
          timeZone: 'UTC',
        });
        if ('problem' in found) return expect(found.problem).toBe('too-late');
        const exact = at + (remaining * old) / now;
        expect(Math.abs(unixFromInstant(found.newPeriodEnd) - exact)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('what cannot be calculated', () => {
  it.each([
    ['a period that ends before it starts', { from: { ...basic, end: '2026-12-01T00:00:00Z' } }, 'bad-period'],
    ['an amount below 0', { from: { ...basic, amount: -1 } }, 'bad-amount'],
    ['a part of a cent', { to: { ...premium, amount: 0.5 } }, 'bad-amount'],
    ['conversion into what costs nothing', { to: { ...premium, amount: 0 }, way: 'convert' }, 'no-price'],
    ['conversion of nothing', { at: basic.end, way: 'convert' }, 'nothing-left'],
    ['two currencies without a rate', { to: { ...premium, currency: 'EUR' } }, 'currencies-differ'],
    ['money into credits', { to: { ...premium, currency: null } }, 'currencies-differ'],
    ['time past what panels store', { to: { ...premium, amount: 1 }, way: 'convert' }, 'too-late'],
  ] as const)('%s is a problem that says what to do', (_what, more, problem) => {
    const asked = { from: basic, to: premium, way: 'charge', at: '2027-01-16T12:00:00Z', timeZone: 'UTC' } as const;
    expect(prorate({ ...asked, ...more })).toMatchObject({ problem, hint: expect.stringMatching(/\S/) as string });
  });
});
