import { changePlanEvents } from '../../../demo/stripe';
import type { Cases } from '../cases';
import { runFrom } from '../runs';
import { go, lineOf, now, subscribe } from '../subscriptions';
import { operator, until } from '../world';

const file = 'change-plan-with-proration';
const killed = 'killed.while.upgrading@example.com';

/** Another plan at the provider is another package on the panel. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  // A minute ago: of two messages of one second nobody knows which is newer.
  const monthly = () => ({ priceId: 'price_monthly', amount: 1299, paidAt: now() - 60 });
  const upgrade = async (email: string, locale = 'en') => {
    const customer = await subscribe(the(), { email, locale }, monthly());
    const to = { at: now(), priceId: 'price_family', amount: 1899, nickname: 'Family' };
    await go(the(), customer, changePlanEvents(customer.sent, to));
    return customer;
  };

  main('gives the line what the new plan gives, and tells customer and operator', async () => {
    const email = 'bigger@example.com';
    const { line } = await upgrade(email, 'ar');
    await the().stack.mail.waitFor(({ to }) => to.includes(operator));
    await the().settled();
    expect(await lineOf(the(), line.id)).toMatchObject({ package_id: 5, max_connections: 4 });
    expect(the().mailsTo(email)).toMatchObject([{ subject: 'Cedar TV: باقتك الآن family-monthly' }]);
    expect(the().mailsTo(email)[0]?.html).toContain('18.99 USD');
    expect(the().mailsTo(operator)).toMatchObject([{ subject: `${email} changed to family-monthly` }]);
  });

  also('shows what another plan would cost, and changes nothing', async () => {
    const customer = await subscribe(the(), { email: 'curious@example.com' }, monthly());
    const shown = await runFrom(the(), file, 'Preview asked for', {
      items: [{ subscription: customer.id, plan: 'family-monthly', submittedAt: new Date().toISOString() }],
    });
    expect(shown.items('Preview plan change')[0]?.json).toMatchObject({ from: 'standard-monthly', currency: 'USD' });
    expect(await lineOf(the(), customer.line.id)).toEqual(customer.line);
  });

  failure('says whose line could not be changed', async () => {
    const email = 'gone.upgrade@example.com';
    const customer = await subscribe(the(), { email }, monthly());
    const to = { at: now(), priceId: 'price_family', amount: 1899, nickname: 'Family' };
    const told = await the().panelRefuses(['edit_line'], async () => {
      await go(the(), customer, changePlanEvents(customer.sent, to));
      return await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    });
    expect(told.text).toContain(`"Apply plan" did not work for ${email}, ${customer.id}`);
    expect(the().mailsTo(email)).toEqual([]);
  });

  restart('one mail', {
    async begin() {
      await upgrade(killed);
    },
    async check() {
      expect(
        the()
          .mailsTo(killed)
          .filter(({ subject }) => subject.includes('you now have')),
      ).toHaveLength(1);
    },
  });
};
