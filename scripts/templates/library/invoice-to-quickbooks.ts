import {
  branch,
  chain,
  decimalIn,
  done,
  expression,
  failing,
  invoiceNow,
  inText,
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
  xtream,
  type Step,
  type Template,
} from '..';

const trigger = 'Paid';
const paid = onPayment(trigger);
const filledIn = settings([
  ['companyId', '9130000000000000'],
  ['currency', 'USD'],
  ['itemId', '1'],
  ['taxCode', 'NON'],
  ['apiUrl', 'https://quickbooks.api.intuit.com'],
]);
const said = invoiceNow('Payment', trigger);
const pay = (field: string): string => of('Payment', field);

const inOwn = question('In the company’s currency?', [is.true(`${pay('currency')} === ${setting('currency')}`)]);
const convert = xtream('Convert', 'exchangeRate', 'convert', {
  amount: expression(`String(${pay('amount')})`),
  from: expression(pay('currency')),
  to: expression(setting('currency')),
  day: expression(pay('day')),
});
const invoice = values('Invoice', {
  amount: ['number', `$('Convert').isExecuted ? ${decimalIn('$json.amount', setting('currency'))} : ${pay('amount')}`],
  memo: [
    'string',
    `[${pay('item')}, ${pay('period')}, ${pay('currency')} === ${setting('currency')} ? '' : 'paid ' + ${pay('amount')} + ' ' + ${pay('currency')}].filter((part) => part).join(', ')`,
  ],
});
const booked = (field: string): string => of('Invoice', field);

/** QuickBooks' query language: a quote within a text is written with a backslash. */
const literal = (code: string): string => `'\\'' + ${code}.replace(/'/g, '\\\\\\'') + '\\''`;
const search = (name: string, resource: string, where: string): Step =>
  step(
    'n8n-nodes-base.quickbooks',
    name,
    { resource, operation: 'getAll', limit: 1, filters: { query: expression(where) } },
    { ...tries, alwaysOutputData: true },
  );
const find = search('Find invoice', 'invoice', `'WHERE DocNumber = ' + ${literal(pay('number'))}`);
const isBooked = question('Booked already?', [is.filled(`$json?.Id ?? ''`)]);
const findCustomer = search(
  'Find customer',
  'customer',
  `${pay('email')} ? 'WHERE PrimaryEmailAddr = ' + ${literal(pay('email'))} : 'WHERE DisplayName = ' + ${literal(pay('name'))}`,
);
const isKnown = question('Known customer?', [is.filled(`$json?.Id ?? ''`)]);
const createCustomer = step('n8n-nodes-base.quickbooks', 'Create customer', {
  operation: 'create',
  displayName: expression(pay('name')),
  additionalFields: { PrimaryEmailAddr: expression(pay('email')) },
});
const create = step('n8n-nodes-base.quickbooks', 'Create invoice', {
  resource: 'invoice',
  operation: 'create',
  CustomerRef: expression('$json.Id'),
  Line: [
    {
      DetailType: 'SalesItemLineDetail',
      itemId: expression(setting('itemId')),
      Amount: expression(booked('amount')),
      Description: expression(booked('memo')),
      TaxCodeRef: expression(setting('taxCode')),
      Qty: 1,
    },
  ],
  additionalFields: {
    DocNumber: expression(pay('number')),
    TxnDate: expression(pay('day')),
    DueDate: expression(pay('day')),
    BillEmail: expression(pay('email')),
    CustomerMemo: expression(booked('memo')),
  },
});
const isOpen = question('Still open?', [is.above('Number($json.Balance)', 0)]);
const settle = step(
  'n8n-nodes-base.httpRequest',
  'Record payment',
  {
    method: 'POST',
    url: `=${inText(setting('apiUrl'))}/v3/company/${inText(setting('companyId'))}/payment`,
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'quickBooksOAuth2Api',
    sendQuery: true,
    queryParameters: {
      parameters: [
        { name: 'requestid', value: expression(`('pay' + $json.Id + '-' + ${pay('number')}).slice(0, 50)`) },
      ],
    },
    sendBody: true,
    specifyBody: 'json',
    jsonBody: expression(
      `JSON.stringify({ CustomerRef: { value: $json.CustomerRef.value }, TotalAmt: Number($json.Balance), TxnDate: ${pay('day')}, PaymentRefNum: ${pay('number')}, Line: [{ Amount: Number($json.Balance), LinkedTxn: [{ TxnId: $json.Id, TxnType: 'Invoice' } ] } ] })`,
    ),
    options: {},
  },
  tries,
);
const finished = done('Booked and paid');
const before = done('Was booked before');
const noAmount = stop('Stop: not converted', { trigger, who: payerIn(trigger) });
const noInvoice = stop('Stop: no invoice', { trigger, who: payerIn(trigger) });
const noPayment = stop('Stop: invoice open', { trigger, who: payerIn(trigger) });

export const invoiceToQuickBooks: Template = {
  file: 'invoice-to-quickbooks',
  id: 'xtreamQuickBooks',
  name: 'Book IPTV payments in QuickBooks as paid invoices',
  overview: {
    about:
      'Every payment, of whatever provider or in cash, becomes a customer, an invoice and its payment in QuickBooks Online. For operators of Xtream UI, XUI.ONE and XC_VM panels who would rather not type their books.',
    how: [
      '**Paid** hears of each payment from the sync daemon, once.',
      'A payment in another currency is converted with the exchange rate of its day, as the daemon keeps it.',
      'The invoice is looked for by its number, then the customer by e-mail; what is missing is created.',
      '**Record payment** pays the invoice, under an id by which QuickBooks knows a repetition.',
    ],
    note: 'Repeated runs find what they made before: no invoice and no payment is booked twice. Amounts are what was paid, tax included.',
    setup: [
      'Connect credentials: Xtream UI Sync API, QuickBooks Online OAuth2 (also in **Record payment**).',
      'In QuickBooks, switch on *Custom transaction numbers* (Account and settings, Sales).',
      'Fill in **Settings**: the company id and currency, the id of the service item you sell, the tax code. A sandbox has another `apiUrl`.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What was paid',
        text: 'Number, amount, day and customer. **Convert** is for other currencies than the company’s.',
        rows: [
          [paid, filledIn, said, inOwn, null, invoice],
          [null, null, null, null, convert],
          [null, null, null, null, noAmount],
        ],
      },
    ],
    [
      {
        title: '2. Invoice',
        text: 'Looked for by its number first, so that it is made once.',
        rows: [
          [find, isBooked, null, null, null],
          [null, findCustomer, isKnown, null, create],
          [null, noInvoice, null, createCustomer],
        ],
      },
      {
        title: '3. Payment',
        text: 'For what is open of the invoice.',
        rows: [
          [isOpen, settle, finished],
          [null, before],
          [null, noPayment],
        ],
      },
    ],
  ],
  links: [
    chain(paid, filledIn, said, inOwn),
    branch(inOwn, invoice, [convert, invoice]),
    chain(invoice, find, isBooked),
    branch(isBooked, isOpen, [findCustomer, isKnown]),
    branch(isKnown, create, [createCustomer, create]),
    chain(create, isOpen),
    branch(isOpen, [settle, finished], before),
    failing([convert], noAmount),
    failing([find, findCustomer, createCustomer, create], noInvoice),
    failing([settle], noPayment),
  ],
};
