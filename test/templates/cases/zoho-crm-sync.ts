import type { Cases } from '../cases';
import { operator, until, type PanelLine } from '../world';

const host = 'www.zohoapis.com';

/** Contacts and deals in Zoho CRM. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  type Sent = { data: Array<Record<string, unknown>> };
  const requests = (method: string, path: string) =>
    the()
      .stack.clouds.received(host)
      .filter((request) => request.method === method && request.path.toLowerCase().startsWith(path));
  const contacts = (email: string) =>
    requests('POST', '/crm/v2/contacts/upsert').filter(({ body }) => (body as Sent).data[0]?.['Email'] === email);
  const deals = () => requests('POST', '/crm/v2/deals/upsert');

  main('makes the contact and the won deal of a payment, and keeps the line’s state in the contact', async () => {
    const email = 'zoho.one@example.com';
    const { events } = await the().pay({ email, name: 'Layla Haddad', phone: '+96170123456', country: 'LB' });
    await the().settled();
    const invoice = String(events.find(({ type }) => type === 'invoice.paid')?.data.object['id']);
    expect(contacts(email)).toMatchObject([
      { status: 200, body: { data: [{ First_Name: 'Layla', Last_Name: 'Haddad', Phone: '+96170123456' }] } },
    ]);
    expect(deals()).toMatchObject([
      {
        status: 200,
        body: {
          data: [
            {
              Deal_Name: expect.stringContaining(`stripe:${invoice}`) as string,
              ...{ Stage: 'Closed Won', Amount: 18.99, Xtream_Customer: email },
            },
          ],
        },
      },
    ]);

    const line = await the().panel<PanelLine>('POST', 'lines', { package_id: 1, contact: email });
    const updated = await until(async () => requests('PUT', '/crm/v2/contacts/')[0], 'the contact to be updated');
    expect(updated).toMatchObject({
      status: 200,
      body: { data: [{ IPTV_Username: line.username, IPTV_Status: 'active' }] },
    });
    await the().settled();
  });

  also('leaves lines of who never paid alone', async () => {
    await the().panel('POST', 'lines', { package_id: 1, contact: 'nobody.pays@example.com' });
    await until(async () => requests('GET', '/crm/v2/contacts/search')[0], 'the search');
    await the().settled();
    expect(
      the()
        .stack.clouds.received(host)
        .filter(({ method }) => method !== 'GET'),
    ).toEqual([]);
  });

  failure('names the customer while Zoho is down, and books it once afterwards', async () => {
    const email = 'zoho.outage@example.com';
    the().stack.clouds.setFault(host, { status: 500, times: 1 });
    await the().pay({ email });
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"Zoho contact" did not work for ${email}`);
    await until(async () => deals()[0], 'the deal after the outage');
    await the().settled();
    expect(deals()).toHaveLength(1);
  });

  const caught = 'zoho.caught@example.com';
  restart('the payment is booked after n8n is back', {
    async begin() {
      await the().pay({ email: caught });
    },
    async check() {
      await until(async () => contacts(caught).find(({ status }) => status === 200), 'the contact');
    },
  });
};
