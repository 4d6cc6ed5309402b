import { FakeClock, openTestStore, type TestStore } from '../../testing';
import { moneyMigrations, Rates, type Rate } from './index';

describe('the table of exchange rates', () => {
  let test: TestStore;
  let rates: Rates;
  const clock = new FakeClock();
  beforeEach(async () => {
    test = await openTestStore(moneyMigrations);
    rates = new Rates({ store: test.store, clock, base: 'USD', timeZone: 'Asia/Beirut' });
  });
  afterEach(() => test.close());

  const rate = (day: string, text: string): Rate => ({ day, from: 'USD', to: 'LBP', rate: text });

  it('keeps rates as they were written', async () => {
    await rates.set([rate('2027-01-01', '89500.123456789012345678')]);
    expect(await rates.list({ limit: 10 })).toEqual([
      { ...rate('2027-01-01', '89500.123456789012345678'), configured: false },
    ]);
  });

  it('takes a later word for the same day', async () => {
    await rates.set([rate('2027-01-01', '1'), rate('2027-01-01', '2')]);
    await rates.set([rate('2027-01-01', '3')]);
    expect(await rates.convert(100, 'USD', 'LBP', '2027-01-01')).toMatchObject({ amount: 300 });
  });

  it('takes thousands at once', async () => {
    const start = Date.parse('2020-01-01T00:00:00Z');
    const days = Array.from({ length: 2500 }, (_, at) => new Date(start + at * 86_400_000).toISOString().slice(0, 10));
    await rates.set(days.map((day) => rate(day, '5')));
    expect(await rates.list({ since: '2026-01-01', until: '2026-01-31', limit: 100 })).toHaveLength(31);
  });

  it('of the configuration come and go with it, and are changed there only', async () => {
    await rates.set([rate('2027-01-02', '2')]);
    await rates.configure([rate('2027-01-01', '1')]);
    await expect(rates.set([rate('2027-01-03', '3'), rate('2027-01-01', '9')])).rejects.toMatchObject({
      code: 'configured',
    });
    await expect(rates.delete(rate('2027-01-01', ''))).rejects.toMatchObject({ code: 'configured', status: 409 });
    await rates.configure([]);
    expect((await rates.list({ limit: 10 })).map(({ day }) => day)).toEqual(['2027-01-02']);
  });

  it('knows the day in the operator’s time zone', () => {
    expect(rates.dayOf('2027-06-30T21:30:00Z')).toBe('2027-07-01');
  });
});
