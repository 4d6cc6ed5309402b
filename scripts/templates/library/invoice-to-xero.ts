import {
  branch,
  chain,
  done,
  expression,
  failing,
  invoiceNow,
  is,
  of,
  onPayment,
  payerIn,
  question,
  setting,
  settings,
  step,
  stop,
  tries,
  values,
  type Step,
  type Template,
} from '..';

const trigger = 'Paid';
const paid = onPayment(trigger);
const filledIn = settings([
  ['organizationId', '00000000-0000-0000-0000-000000000000'],
  ['salesAccount', '200'],
  ['bankAccount', '090'],
  ['taxType', 'NONE'],
]);
const said = invoiceNow('Payment', trigger);
const pay = (field: string): string => of('Payment', field);

const organizationId = expression(setting('organizationId'));
/** Xero's filters are texts in double quotes. */
const literal = (code: string): string => `'"' + ${code}.replace(/"/g, '') + '"'`;
const search = (name: string, resource: string, where: string): Step =>
  step(
    'n8n-nodes-base.xero',
    name,
    { resource, operation: 'getAll', organizationId, limit: 1, options: { where: expression(where) } },
    { ...tries, alwaysOutputData: true },
  );
const find = search('Find invoice', 'invoice', `'InvoiceNumber==' + ${literal(pay('number'))}`);
const isBooked = question('Booked already?', [is.filled(`$json.InvoiceID ?? ''`)]);
const findContact = search(
  'Find contact',
  'contact',
  `${pay('email')} ? 'EmailAddress==' + ${literal(pay('email'))} : 'Name==' + ${literal(pay('name'))}`,
);
const isKnown = question('Known contact?', [is.filled(`$json.ContactID ?? ''`)]);
const createContact = step('n8n-nodes-base.xero', 'Create contact', {
  resource: 'contact',
  organizationId,
  name: expression(pay('name')),
  additionalFields: { emailAddress: expression(pay('email')) },
});
const create = step('n8n-nodes-base.xero', 'Create invoice', {
  resource: 'invoice',
  organizationId,
  type: 'ACCREC',
  contactId: expression('$json.ContactID'),
  lineItemsUi: {
    lineItemsValues: [
      {
        description: expression(`[${pay('item')}, ${pay('period')}].filter((part) => part).join(', ')`),
        quantity: 1,
        unitAmount: expression(`String(${pay('amount')})`),
        accountCode: expression(setting('salesAccount')),
        taxType: expression(setting('taxType')),
        lineAmount: expression(`String(${pay('amount')})`),
      },
    ],
  },
  additionalFields: {
    currency: expression(pay('currency')),
    date: expression(pay('day')),
    dueDate: expression(pay('day')),
    invoiceNumber: expression(pay('number')),
    lineAmountType: 'Inclusive',
    reference: expression(of(trigger, 'idempotencyKey')),
    status: 'AUTHORISED',
  },
});
const isOpen = question('Still open?', [is.above('Number($json.AmountDue)', 0)]);
const payment = values('Payment of it', {
  key: ['string', `('payment/' + $json.InvoiceID + '/' + ${pay('number')}).slice(0, 128)`],
  body: [
    'object',
    `{ Invoice: { InvoiceID: $json.InvoiceID }, Account: { Code: ${setting('bankAccount')} }, Date: ${pay('day')}, Amount: Number($json.AmountDue), Reference: ${pay('number')} }`,
  ],
});
const settle = step(
  'n8n-nodes-base.httpRequest',
  'Record payment',
  {
    method: 'PUT',
    url: 'https://api.xero.com/api.xro/2.0/Payments',
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'xeroOAuth2Api',
    sendHeaders: true,
    headerParameters: {
      parameters: [
        { name: 'Xero-tenant-id', value: organizationId },
        { name: 'Idempotency-Key', value: expression('$json.key') },
        { name: 'Accept', value: 'application/json' },
      ],
    },
    sendBody: true,
    specifyBody: 'json',
    jsonBody: expression('JSON.stringify($json.body)'),
    options: {},
  },
  tries,
);
const finished = done('Booked and paid');
const before = done('Was booked before');
const noInvoice = stop('Stop: no invoice', { trigger, who: payerIn(trigger) });
const noPayment = stop('Stop: invoice open', { trigger, who: payerIn(trigger) });

export const invoiceToXero: Template = {
  file: 'invoice-to-xero',
  id: 'xtreamXero',
  name: 'Book IPTV payments in Xero as paid invoices',
  overview: {
    about:
      'Every payment, of whatever provider or in cash, becomes a contact, an approved invoice and its payment in Xero. For operators of Xtream UI, XUI.ONE and XC_VM panels who would rather not type their books.',
    how: [
      '**Paid** hears of each payment from the sync daemon, once.',
      'The invoice is looked for by its number, then the contact by e-mail; what is missing is created.',
      '**Create invoice** books it in the currency it was paid in, approved and with the tax included.',
      '**Record payment** pays what is due of it into your bank or clearing account, under a key by which Xero knows a repetition.',
    ],
    note: 'Repeated runs find what they made before: no invoice and no payment is booked twice. Refunds and chargebacks are not booked.',
    setup: [
      'Connect credentials: Xtream UI Sync API, Xero OAuth2 (also in **Record payment**).',
      'Fill in **Settings**: the organisation’s id, the code of your sales account, the code of the account the money is in, the tax type. **Find invoice** lists the organisations when you switch its *Organization* to *Fixed*.',
      'Switch on the currencies you are paid in, or book only your own by a filter in **Paid**.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What was paid',
        text: 'Number, amount, day and customer, as books want them.',
        rows: [[paid, filledIn, said]],
      },
      {
        title: '2. Invoice',
        text: 'Looked for by its number first, so that it is made once.',
        rows: [
          [find, isBooked, null, null, null],
          [null, findContact, isKnown, null, create],
          [null, noInvoice, null, createContact],
        ],
      },
      {
        title: '3. Payment',
        text: 'For what is due of the invoice, into the account the money is in.',
        rows: [
          [isOpen, payment, settle, finished],
          [null, before],
          [null, null, noPayment],
        ],
      },
    ],
  ],
  links: [
    chain(paid, filledIn, said, find, isBooked),
    branch(isBooked, isOpen, [findContact, isKnown]),
    branch(isKnown, create, [createContact, create]),
    chain(create, isOpen),
    branch(isOpen, [payment, settle, finished], before),
    failing([find, findContact, createContact, create], noInvoice),
    failing([settle], noPayment),
  ],
};
