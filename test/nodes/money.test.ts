import { currencies, decimalsOf } from '../../daemon/billing/money';
import { decimalsOf as decimalsInNode, minorUnits } from '../../nodes/XtreamUi/business/money';

/** The node counts decimals as the daemon does: it cannot ask it before it checks what it was given. */

it.each(currencies)('%s has the daemon’s decimals', (currency) => {
  expect(decimalsInNode(currency)).toBe(decimalsOf(currency));
});

it('a hundred cents that were added up as floating point numbers are a dollar', () => {
  let sum = 0;
  for (let count = 0; count < 100; count += 1) sum += 0.01;
  expect(sum).not.toBe(1);
  expect(minorUnits('amount', sum, 'USD')).toBe(100);
});
