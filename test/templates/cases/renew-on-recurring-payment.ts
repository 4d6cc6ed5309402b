import { objectsAfter, renewEvents, type Subscription } from '../../../demo/stripe';
import type { Cases } from '../cases';
import { day, go, lineOf, now, subscribe, type Subscribed } from '../subscriptions';
import { operator, until } from '../world';

const file = 'renew-on-recurring-payment';
const killed = 'killed.while.renewing@example.com';

/** Paid again: the line lasts longer, and a receipt says so. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const paidUntil = ({ sent }: Subscribed): number => {
    const found = [...objectsAfter(sent).values()].find(({ object }) => object === 'subscription') as Subscription;
    return found.items.data[0].current_period_end;
  };
  const pay = (customer: Subscribed) => go(the(), customer, renewEvents(customer.sent, { at: now() }));

  main('lets the line last until the new period ends and a day, and sends a receipt with the invoice', async () => {
    const customer = await subscribe(the(), { email: 'renews@example.com', name: 'ليلى حداد', locale: 'ar' });
    await pay(customer);
    const mail = await the().stack.mail.waitFor(({ to }) => to.includes('renews@example.com'));
    await the().settled();
    expect((await lineOf(the(), customer.line.id)).exp_date).toBe(paidUntil(customer) + day);
    expect(mail.subject).toBe('Cedar TV: تم الدفع، اشتراكك مستمر');
    expect(mail.html).toContain('dir="rtl"');
    expect(mail.text).toContain('18.99 USD');
    expect(mail.text).toMatch(/https:\/\/\S+/);
    expect(the().mailsTo('renews@example.com')).toHaveLength(1);
  });

  also('renews once and sends one receipt when Stripe sends everything twice', async () => {
    const customer = await subscribe(the(), { email: 'twice@example.com' });
    await pay(customer);
    await the().stack.mail.waitFor(({ to }) => to.includes('twice@example.com'));
    await the().post(customer.sent);
    await the().settled();
    expect((await lineOf(the(), customer.line.id)).exp_date).toBe(paidUntil(customer) + day);
    expect(the().mailsTo('twice@example.com')).toHaveLength(1);
  });

  failure('says whose line could not be renewed', async () => {
    const customer = await subscribe(the(), { email: 'gone@example.com' });
    await the().panelRefuses(['edit_line'], async () => {
      await pay(customer);
      await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    });
    await the().settled();
    const [told] = the().mailsTo(operator);
    expect(told?.text).toContain(`"Renew" did not work for gone@example.com, ${customer.id}`);
    expect(the().mailsTo('gone@example.com')).toEqual([]);
    expect((await the().runs(file)).slice(-2).map(({ status }) => status)).toContain('error');
  });

  let caught: Subscribed | undefined;
  restart('one receipt', {
    async begin() {
      caught = await subscribe(the(), { email: killed });
      await pay(caught);
    },
    async check() {
      const receipts = the()
        .mailsTo(killed)
        .filter(({ subject }) => subject.includes('paid'));
      expect(receipts).toHaveLength(1);
      if (caught) expect((await lineOf(the(), caught.line.id)).exp_date).toBe(paidUntil(caught) + day);
    },
  });
};
