import fc from 'fast-check';
import { subscribed } from '../testing/facts';
import type { BillingFact } from '../fact';
import type { Told } from './fold';
import { mergedTold } from './newest';
import { toldOf } from './told';

const second = '2027-01-01T00:00:00Z';
const update = (
  id: string,
  priceId: string,
  before?: BillingFact['before'],
  changes: Partial<BillingFact> = {},
): Told => {
  const { billing, ...rest } = subscribed('active', second, null, { priceId, providerEventId: id });
  return toldOf({ ...rest, billing, ...(before === undefined ? {} : { before }), ...changes })!;
};
const created = (id: string, priceId: string): Told => update(id, priceId, undefined, { type: 'subscription.created' });
const after = (all: readonly Told[]): Told | null =>
  all.reduce<Told | null>((known, next) => mergedTold(next, known) ?? known, null);

describe('of two messages of one second', () => {
  it('a change of plan in the second in which the subscription was made is the newer', () => {
    const all = [created('evt_z', 'monthly'), update('evt_a', 'family')];
    expect(after(all)).toMatchObject({ priceId: 'family' });
    expect(after(all.reverse())).toMatchObject({ priceId: 'family' });
  });

  it('the one that says the other was before it is the newer', () => {
    const all = [update('evt_z', 'family', { priceId: 'monthly' }), update('evt_a', 'sports', { priceId: 'family' })];
    expect(after(all)).toMatchObject({ priceId: 'sports' });
    expect(after(all.reverse())).toMatchObject({ priceId: 'sports' });
  });

  it('a change taken back within it leaves what was there', () => {
    const all = [
      created('evt_3', 'monthly'),
      update('evt_2', 'family', { priceId: 'monthly' }),
      update('evt_1', 'monthly', { priceId: 'family' }),
    ];
    expect(after(all)).toMatchObject({ priceId: 'monthly' });
  });

  it('and of many: the end is the same in whatever order, and however often they come', () => {
    const prices = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 });
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 6, maxLength: 6 });
    const course = fc.record({ prices, ids }).chain((given) => {
      const all = given.prices.map((price, index) => {
        const id = given.ids[index] ?? '';
        const previous = given.prices[index - 1];
        return previous === undefined ? created(id, price) : update(id, price, { priceId: previous });
      });
      const count = all.length * 2;
      return fc.record({
        last: fc.constant(given.prices.at(-1)),
        order: fc.shuffledSubarray([...all, ...all], { minLength: count, maxLength: count }),
      });
    });
    fc.assert(
      fc.property(course, ({ last, order }) => {
        expect(after(order)).toMatchObject({ priceId: last });
      }),
    );
  });

  it('the same once more is no news', () => {
    const known = after([created('evt_1', 'monthly'), update('evt_2', 'family', { priceId: 'monthly' })]);
    expect(mergedTold(created('evt_1', 'monthly'), known)).toBeNull();
    expect(mergedTold(update('evt_2', 'family', { priceId: 'monthly' }), known)).toBeNull();
  });
});
