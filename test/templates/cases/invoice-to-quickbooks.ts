import { quickBooksCompany } from '../../../demo/clouds';
import { renewEvents } from '../../../demo/stripe';
import { withSettings } from '../../../demo/stack';
import type { Cases } from '../cases';
import { now } from '../subscriptions';
import { operator, until } from '../world';

const file = 'invoice-to-quickbooks';
const host = 'quickbooks.api.intuit.com';
const company = `/v3/company/${quickBooksCompany}`;

/** A payment in the books of QuickBooks: customer, invoice, payment. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const requests = () => the().stack.clouds.received(host);
  const made = (entity: string) =>
    requests().filter(
      ({ method, path, status }) =>
        method === 'POST' && path.split('?')[0] === `${company}/${entity}` && status === 200,
    );
  const ready = () => the().use(file, withSettings({ companyId: quickBooksCompany }));
  const paid = (count: number) =>
    until(async () => (made('payment').length >= count ? made('payment') : undefined), `${String(count)} payments`);
  const numberOf = (body: unknown): unknown => (body as { DocNumber?: unknown }).DocNumber;

  beforeAll(ready);

  main('makes customer, invoice and payment, with the invoice’s number', async () => {
    const email = "n.o'hara@example.com";
    await the().pay({ email, name: 'Nora O’Hara' });
    await paid(1);
    await the().settled();
    expect(made('customer')).toMatchObject([
      { body: { DisplayName: `Nora O’Hara (${email})`, PrimaryEmailAddr: { Address: email } } },
    ]);
    const [invoice] = made('invoice');
    expect(invoice?.body).toMatchObject({
      CustomerRef: { value: '101' },
      BillEmail: { Address: email },
      Line: [
        {
          Amount: 18.99,
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' }, Qty: 1 },
        },
      ],
    });
    expect(numberOf(invoice?.body)).toMatch(/^.{1,21}$/);
    const [payment] = made('payment');
    expect(payment?.path).toContain('?requestid=pay101-');
    expect(payment?.body).toMatchObject({
      CustomerRef: { value: '101' },
      TotalAmt: 18.99,
      PaymentRefNum: numberOf(invoice?.body),
      Line: [{ Amount: 18.99, LinkedTxn: [{ TxnId: '101', TxnType: 'Invoice' }] }],
    });
    expect(requests().filter(({ status }) => status >= 400)).toEqual([]);
  });

  also('books the next payment under the same customer', async () => {
    const email = 'regular.books@example.com';
    const { events } = await the().pay({ email });
    await paid(1);
    await the().post(renewEvents(events, { at: now() }));
    await paid(2);
    await the().settled();
    expect(made('customer')).toHaveLength(1);
    expect(made('invoice')).toHaveLength(2);
    expect(new Set(made('invoice').map(({ body }) => numberOf(body))).size).toBe(2);
  });

  failure(
    'names the customer and the invoice when QuickBooks does not answer, and books it once at the next attempt',
    async () => {
      const email = 'later.books@example.com';
      the().stack.clouds.setFault(host, { status: 503, times: 3 });
      await the().pay({ email });
      const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
      expect(told.text).toContain(`"Find invoice" did not work for ${email}, invoice `);
      await paid(1);
      await the().settled();
      expect(made('invoice')).toHaveLength(1);
    },
  );

  also('pays an invoice once whose payment’s answer was lost', async () => {
    const email = 'lost.answer@example.com';
    await the().pay({ email });
    const [payment] = await paid(1);
    await the().settled();
    const open = requests().filter(({ path }) => path.includes('requestid='));
    expect(open).toHaveLength(1);
    const again = await fetch(`${the().stack.clouds.proxyUrl}/${host}${payment?.path ?? ''}`, {
      method: 'POST',
      headers: { authorization: 'Bearer demo-quickbooks-access', 'content-type': 'application/json' },
      body: payment?.rawBody ?? '',
    });
    expect(((await again.json()) as { Payment: unknown }).Payment).toEqual(
      (payment?.response as { Payment: unknown }).Payment,
    );
  });

  also('converts a payment in cash and another currency, once there is an exchange rate', async () => {
    const { call } = the().stack.daemon;
    const email = 'cash.euro@example.com';
    const { id } = await call<{ id: string }>('POST', '/v1/subscriptions', {
      id: 'cash-euro',
      plan: 'standard-monthly',
      customer: { email },
    });
    await call('POST', `/v1/subscriptions/${encodeURIComponent(id)}/payments`, {
      ...{ key: 'R-77', amount: 1000, currency: 'EUR', method: 'cash', invoiceNumber: 'R-77' },
    });
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"Convert" did not work for ${email}, invoice R-77`);
    await call('PUT', '/v1/exchange-rates', { from: 'EUR', to: 'USD', rate: '1.10', day: '2020-01-01' });
    await paid(1);
    await the().settled();
    expect(made('invoice')).toMatchObject([
      {
        body: {
          DocNumber: 'R-77',
          Line: [{ Amount: 11 }],
          CustomerMemo: { value: expect.stringContaining('paid 10 EUR') as string },
        },
      },
    ]);
  });

  restart('the payment is booked once', {
    begin: async () => {
      await ready();
      await the().pay({ email: 'killed.books@example.com' });
    },
    check: async () => {
      await paid(1);
      const own = made('invoice').filter(({ rawBody }) => rawBody.includes('killed.books@example.com'));
      expect(own).toHaveLength(1);
    },
  });
};
