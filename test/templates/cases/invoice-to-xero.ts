import { xeroTenant } from '../../../demo/clouds';
import { renewEvents } from '../../../demo/stripe';
import { withSettings } from '../../../demo/stack';
import type { Cases } from '../cases';
import { now } from '../subscriptions';
import { operator, until } from '../world';

const file = 'invoice-to-xero';
const host = 'api.xero.com';
const api = '/api.xro/2.0';

/** A payment in the books of Xero: contact, invoice, payment. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const requests = () => the().stack.clouds.received(host);
  const made = (name: string, method = 'POST') =>
    requests().filter((each) => each.method === method && each.path === `${api}/${name}` && each.status === 200);
  const ready = () => the().use(file, withSettings({ organizationId: xeroTenant }));
  const paid = (count: number) =>
    until(
      async () => (made('Payments', 'PUT').length >= count ? made('Payments', 'PUT') : undefined),
      `${String(count)} payments`,
    );

  beforeAll(ready);

  main('makes contact, approved invoice and payment, in the currency that was paid', async () => {
    const email = 'nora.xero@example.com';
    await the().pay({ email, name: 'Nora "Xero" Haddad' });
    const [payment] = await paid(1);
    await the().settled();
    expect(made('Contacts')).toMatchObject([
      { body: { Contacts: [{ Name: `Nora Xero Haddad (${email})`, EmailAddress: email }] } },
    ]);
    const [invoice] = made('Invoices');
    expect(invoice?.body).toMatchObject({
      Type: 'ACCREC',
      Status: 'AUTHORISED',
      CurrencyCode: 'USD',
      LineAmountTypes: 'Inclusive',
      LineItems: [{ Quantity: '1', UnitAmount: '18.99', LineAmount: '18.99', AccountCode: '200', TaxType: 'NONE' }],
    });
    const [saved] = (invoice?.response as { Invoices: Array<{ InvoiceID: string; Contact: object }> }).Invoices;
    expect(saved?.Contact).toMatchObject({ EmailAddress: email });
    expect(payment).toMatchObject({
      headers: { 'xero-tenant-id': xeroTenant },
      body: { Invoice: { InvoiceID: saved?.InvoiceID }, Account: { Code: '090' }, Amount: 18.99 },
    });
    expect(payment?.headers['idempotency-key']).toContain(saved?.InvoiceID);
    expect(requests().filter(({ status }) => status >= 400)).toEqual([]);
  });

  also('books the next payment under the same contact', async () => {
    const { events } = await the().pay({ email: 'regular.xero@example.com' });
    await paid(1);
    await the().post(renewEvents(events, { at: now() }));
    await paid(2);
    await the().settled();
    expect(made('Contacts')).toHaveLength(1);
    expect(made('Invoices')).toHaveLength(2);
  });

  failure(
    'names the customer when Xero does not take the payment, and pays the same invoice at the next attempt',
    async () => {
      const email = 'later.xero@example.com';
      await the().use(file, withSettings({ organizationId: xeroTenant, bankAccount: '999' }));
      await the().pay({ email });
      const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
      expect(told.text).toContain(`"Record payment" did not work for ${email}, invoice `);
      expect(made('Invoices')).toHaveLength(1);
      await ready();
      await the().settled();
      expect(made('Invoices')).toHaveLength(1);
    },
  );

  restart('the payment is booked once', {
    begin: async () => {
      await ready();
      await the().pay({ email: 'killed.xero@example.com' });
    },
    check: async () => {
      await paid(1);
      const contacts = made('Contacts').filter(({ rawBody }) => rawBody.includes('killed.xero@example.com'));
      expect(contacts).toHaveLength(1);
      expect(made('Invoices').length).toBe(made('Payments', 'PUT').length);
    },
  });
};
