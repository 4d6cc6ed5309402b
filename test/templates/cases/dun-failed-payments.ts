import { failEvents, renewEvents } from '../../../demo/stripe';
import type { Cases } from '../cases';
import { day, go, lineOf, now, subscribe } from '../subscriptions';
import { operator, until } from '../world';

const file = 'dun-failed-payments';
const killed = 'killed.while.dunning@example.com';

/** A payment fails: the customer hears of it, is switched off, and on again when they pay. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const sms = () => the().stack.clouds.received('api.twilio.com');
  const subjects = (email: string) =>
    the()
      .mailsTo(email)
      .map(({ subject }) => subject);

  main('reminds by mail and SMS, switches off with the pay link, and on again when it is paid', async () => {
    const email = 'unpaid@example.com';
    const customer = await subscribe(the(), { email, phone: '+447700900200' }, { paidAt: now() - 20 * day });
    await go(the(), customer, failEvents(customer.sent, { at: now() - 8 * day }));
    await the().stack.mail.waitFor(({ subject, to }) => to.includes(email) && subject.includes('switched off'));
    await the().settled();
    expect((await lineOf(the(), customer.line.id)).enabled).toBe(0);
    expect(subjects(email).sort()).toEqual([
      'Cedar TV: your line is switched off',
      'Cedar TV: your payment did not go through',
    ]);
    expect(sms()).toMatchObject([{ status: 201, body: { To: '+447700900200' } }]);
    const invoice = customer.sent.find(({ type }) => type === 'invoice.payment_failed')?.data.object;
    const payUrl = String(invoice?.['hosted_invoice_url']);
    expect(JSON.stringify(sms()[0]?.body)).toContain(payUrl);
    for (const { html } of the().mailsTo(email)) expect(html).toContain(`href="${payUrl}"`);

    await go(the(), customer, renewEvents(customer.sent, { at: now() }));
    await the().stack.mail.waitFor(({ subject, to }) => to.includes(email) && subject.includes('works again'));
    expect((await lineOf(the(), customer.line.id)).enabled).toBe(1);
  });

  also('switches nobody off who has paid while n8n was down', async () => {
    const email = 'paid.late@example.com';
    const customer = await subscribe(the(), { email }, { paidAt: now() - 20 * day });
    const { client } = the().stack.n8n;
    await client.deactivate(the().idOf(file));
    await go(the(), customer, failEvents(customer.sent, { at: now() - 8 * day }));
    await until(async () => {
      const { state } = await the().stack.daemon.call<{ state: string }>('GET', `/v1/subscriptions/${customer.id}`);
      return state === 'suspended' ? state : undefined;
    }, 'a suspension that is due');
    await go(the(), customer, renewEvents(customer.sent, { at: now() }));
    await client.activate(the().idOf(file));
    await until(async () => {
      const runs = await the().runs(file);
      return runs.at(-1)?.items('Suspend')[0]?.json['state'] === 'withdrawn' ? true : undefined;
    }, 'the run that comes too late');
    await the().settled();
    expect((await lineOf(the(), customer.line.id)).enabled).toBe(1);
    expect(subjects(email)).toEqual([]);
  });

  also('writes Arabic to who speaks it, and mails the reminder that no SMS can carry', async () => {
    const email = 'nosms.dunning@example.com';
    the().stack.clouds.setFault('api.twilio.com', { status: 503, times: 10 });
    const customer = await subscribe(
      the(),
      { email, phone: '+96170123000', country: 'LB', locale: 'ar' },
      { paidAt: now() - 20 * day },
    );
    await go(the(), customer, failEvents(customer.sent, { at: now() - 4 * day }));
    await until(async () => the().mailsTo(email)[1], 'two reminders by mail');
    await the().settled();
    expect(subjects(email)).toEqual(['Cedar TV: لم تنجح دفعتك', 'Cedar TV: لم تنجح دفعتك']);
  });

  failure('says for whom a suspension did not work', async () => {
    const email = 'nobody.off@example.com';
    const customer = await subscribe(the(), { email }, { paidAt: now() - 20 * day });
    const told = await the().panelRefuses(['disable_line', 'edit_line'], async () => {
      await go(the(), customer, failEvents(customer.sent, { at: now() - 8 * day }));
      return await until(
        async () =>
          the()
            .mailsTo(operator)
            .find(({ text }) => text.includes('"Suspend" did not work')),
        'a mail to the operator',
      );
    });
    await the().settled();
    expect(told.text).toContain(`did not work for ${email}, ${customer.id}`);
    expect(subjects(email)).not.toContain('Cedar TV: your line is switched off');
  });

  restart('each message once', {
    async begin() {
      const customer = await subscribe(the(), { email: killed }, { paidAt: now() - 20 * day });
      await go(the(), customer, failEvents(customer.sent, { at: now() - day / 24 }));
    },
    async check() {
      const reminders = subjects(killed).filter((subject) => subject.includes('did not go through'));
      expect(reminders).toHaveLength(1);
    },
  });
};
