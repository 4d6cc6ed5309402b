import type { Cases } from '../cases';
import { operator, until, type PanelLine } from '../world';

const host = 'cedar-tv.my.salesforce.com';

/** Accounts and opportunities in Salesforce. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const requests = (part: string) =>
    the()
      .stack.clouds.received(host)
      .filter(({ method, path }) => method === 'PATCH' && path.includes(part));
  const accounts = (email: string) => requests(`/sobjects/account/Xtream_Customer__c/${email}`);
  const opportunities = () => requests('/sobjects/opportunity/Xtream_Payment__c/');

  main(
    'makes the account and the won opportunity of a payment, and keeps the line’s state in the account',
    async () => {
      const email = 'sales.one@example.com';
      const { events } = await the().pay({ email, name: 'Layla Haddad', phone: '+96170123456', country: 'LB' });
      await the().settled();
      const invoice = String(events.find(({ type }) => type === 'invoice.paid')?.data.object['id']);
      expect(accounts(email)).toMatchObject([
        { status: 201, body: { Name: 'Layla Haddad', Phone: '+96170123456', BillingCountry: 'LB', Type: 'Customer' } },
      ]);
      const [opportunity] = opportunities();
      expect(decodeURIComponent(opportunity?.path ?? '')).toContain(`stripe:${invoice}`);
      expect(opportunity).toMatchObject({
        status: 201,
        body: { StageName: 'Closed Won', Amount: 18.99, AccountId: expect.stringMatching(/^001/) as string },
      });

      const line = await the().panel<PanelLine>('POST', 'lines', { package_id: 1, contact: email });
      const updated = await until(async () => requests('/sobjects/account/001')[0], 'the account to be updated');
      expect(updated).toMatchObject({
        status: 204,
        body: { IPTV_Username__c: line.username, IPTV_Status__c: 'active', IPTV_Panel__c: 'main' },
      });
      await the().settled();
    },
  );

  also('leaves lines of who never paid alone', async () => {
    await the().panel('POST', 'lines', { package_id: 1, contact: 'nobody.pays@example.com' });
    await until(async () => the().stack.clouds.received(host)[0], 'the search');
    await the().settled();
    expect(
      the()
        .stack.clouds.received(host)
        .map(({ method, status }) => [method, status]),
    ).toEqual([['GET', 200]]);
  });

  failure('names the customer while Salesforce is down, and books it once afterwards', async () => {
    const email = 'sales.outage@example.com';
    the().stack.clouds.setFault(host, { status: 503, times: 3 });
    await the().pay({ email });
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"Salesforce account" did not work for ${email}`);
    await until(async () => opportunities()[0], 'the opportunity after the outage');
    await the().settled();
    expect(opportunities()).toHaveLength(1);
  });

  const caught = 'sales.caught@example.com';
  restart('the payment is booked after n8n is back', {
    async begin() {
      await the().pay({ email: caught });
    },
    async check() {
      await until(async () => accounts(caught).find(({ status }) => status < 300 && status > 0), 'the account');
    },
  });
};
