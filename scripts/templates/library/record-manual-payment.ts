import {
  both,
  branch,
  byName,
  byId,
  chain,
  customerFields,
  customerMail,
  dateText,
  expression,
  failing,
  first,
  form,
  formEnding,
  inText,
  is,
  of,
  question,
  rows,
  setting,
  settings,
  stop,
  values,
  xtream,
  type Template,
} from '..';

const entered = form('Payment entered', {
  path: 'record-payment',
  title: 'Record a payment',
  description: 'Cash, bank or crypto. The line is made or renewed at once, and the customer gets a receipt.',
  button: 'Record',
  fields: [
    { name: 'email', label: 'Customer’s e-mail', type: 'email' },
    { name: 'name', label: 'Name', required: false },
    { name: 'phone', label: 'Phone with country code', placeholder: '+961…', required: false },
    { name: 'language', label: 'Language', type: 'dropdown', options: ['English', 'العربية'] },
    { name: 'plan', label: 'Plan', placeholder: 'standard-monthly' },
    { name: 'amount', label: 'Amount', placeholder: '12.99' },
    { name: 'currency', label: 'Currency', placeholder: 'USD' },
    { name: 'method', label: 'Paid by', type: 'dropdown', options: ['Cash', 'Bank', 'Crypto', 'Card', 'Other'] },
    { name: 'receipt', label: 'Receipt number', placeholder: 'R-1042' },
    {
      name: 'subscription',
      label: 'Subscription, if it is one of a provider',
      placeholder: 'stripe:sub_…',
      required: false,
    },
    { name: 'note', label: 'Note', required: false },
  ],
  sample: {
    ...{ email: 'nadia@example.com', name: 'Nadia Haddad', phone: '+96170123456', language: 'العربية' },
    ...{ plan: 'standard-monthly', amount: '12.99', currency: 'USD', method: 'Cash', receipt: 'R-1042' },
    ...{ subscription: '', note: 'paid at the counter' },
  },
});
const given = (field: string): string => of(entered.name, field);

const filledIn = settings([rows.company, rows.senderEmail, rows.portalUrl, rows.defaultLanguage, rows.arabicCountries]);

const asCustomer = `({ email: ${given('email')}, name: ${given('name')}, phone: ${given('phone')}, language: ${given('language')} === 'English' ? 'en' : 'ar', country: null })`;
const payment = values('Payment', {
  ...customerFields(asCustomer),
  plan: ['string', `String(${given('plan')} ?? '').trim()`],
  amount: ['string', `String(${given('amount')} ?? '').trim().replace(',', '.')`],
  currency: ['string', `String(${given('currency')} ?? '').trim().toUpperCase()`],
  method: ['string', `String(${given('method')} ?? 'Cash').toLowerCase()`],
  receipt: ['string', `String(${given('receipt')} ?? '').trim()`],
  subscription: ['string', `String(${given('subscription')} ?? '').trim()`],
  note: ['string', `String(${given('note')} ?? '').trim()`],
});
const said = (field: string): string => of(payment.name, field);

const ofProvider = question('Of a provider?', [is.filled(said('subscription'))]);
const create = xtream('Create subscription', 'subscription', 'create', {
  plan: byName(expression(said('plan'))),
  email: expression(said('email')),
  additionalFields: {
    fullName: expression(said('name')),
    phone: expression(said('phone')),
    language: expression(said('language')),
  },
  // The same customer and plan are one subscription, which the next payment makes longer.
  options: { idempotencyKey: expression(`${said('email')}.toLowerCase() + '/' + ${said('plan')}`) },
});
const record = xtream('Record payment', 'subscription', 'recordPayment', {
  subscription: byId(`${said('subscription')} || $json.id`),
  amount: expression(said('amount')),
  currency: expression(said('currency')),
  method: expression(said('method')),
  additionalFields: { invoiceNumber: expression(said('receipt')), note: expression(said('note')) },
  options: { idempotencyKey: expression(said('receipt')) },
});
const known = xtream('Get subscription', 'subscription', 'get', {
  subscription: byId(of(record.name, 'subscription')),
  simplify: false,
});

const to = said;
const company = inText(setting('company'));
const receipt = customerMail('Receipt', {
  to: to('email'),
  language: to('language'),
  name: to('name'),
  subject: {
    en: `${company}: receipt ${inText(said('receipt'))}`,
    ar: `${company}: إيصال ${inText(said('receipt'))}`,
  },
  title: { en: 'We have received your payment', ar: 'استلمنا دفعتك' },
  paragraphs: [{ en: 'Thank you. Keep this e-mail as your receipt.', ar: 'شكرًا لك. احتفظ بهذه الرسالة إيصالًا.' }],
  rows: [
    { label: { en: 'Receipt', ar: 'الإيصال' }, value: both(inText(said('receipt'))), code: true },
    {
      label: { en: 'Amount', ar: 'المبلغ' },
      value: both(`${inText(said('amount'))} ${inText(said('currency'))}`),
      code: true,
    },
    { label: { en: 'Paid until', ar: 'مدفوع حتى' }, value: dateText(of(known.name, 'paidUntil')) },
  ],
  button: { label: { en: 'Your account', ar: 'حسابك' }, url: inText(setting('portalUrl')) },
});

const recorded = formEnding(
  'Recorded',
  'Recorded',
  `${inText(first(payment.name, 'amount'))} ${inText(first(payment.name, 'currency'))} of ${inText(first(payment.name, 'email'))}: paid until ${inText(first(known.name, 'paidUntil'))}.`,
);
const who = `${inText(first(payment.name, 'email'))}, receipt ${inText(first(payment.name, 'receipt'))}`;
const notRecorded = stop('Stop: not recorded', { trigger: null, who });
const noReceipt = stop('Stop: recorded, no receipt', { trigger: null, who });

export const recordManualPayment: Template = {
  file: 'record-manual-payment',
  id: 'xtreamManualPay',
  name: 'Record a payment made in cash, by bank or in crypto',
  overview: {
    about:
      'Somebody pays at the counter, by transfer or in crypto: a form records it, and it counts like a payment by card. For operators of Xtream UI, XUI.ONE and XC_VM panels whose customers do not all pay online.',
    how: [
      'Whoever took the money fills in the form, which asks for your n8n password.',
      '**Create subscription** finds the customer’s subscription to the plan, or makes it. Give the id of a provider’s subscription to pay one of those in cash.',
      '**Record payment** enters the payment under its receipt number: entered twice, it counts once. The daemon then says that a line is due to be made, renewed or switched on again, as for any payment.',
      'The customer gets a receipt in English or Arabic; the form says until when is paid.',
    ],
    note: 'A wrong plan, currency or amount is refused before anything is recorded, and the form can be sent again with the same receipt number.',
    setup: [
      'Connect credentials: Xtream UI Sync API, SMTP. Put the plans and currencies you use into the form as dropdowns.',
      'Fill in **Settings**, and choose who may open the form: n8n users, or a password of its own.',
      'Publish *Provision* and *Renew*, too: they make and renew the line.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What was paid',
        text: 'A form for your staff. **Payment**: what was entered, tidied.',
        rows: [[entered, filledIn, payment]],
      },
      {
        title: '2. Record it',
        text: 'Customer and plan name the subscription, the receipt number the payment: a repetition changes nothing.',
        rows: [
          [ofProvider, null, record, known],
          [null, create, null, null],
          [null, null, notRecorded],
        ],
      },
    ],
    [
      {
        title: '3. Receipt',
        text: 'Last, because mails cannot be taken back. Then the form says what was recorded.',
        rows: [
          [receipt.ask, receipt.english, recorded],
          [null, receipt.arabic],
          [null, noReceipt],
        ],
      },
    ],
  ],
  links: [
    chain(entered, filledIn, payment, ofProvider),
    branch(ofProvider, record, [create, record]),
    chain(record, known, receipt.ask),
    failing([create, record, known], notRecorded),
    receipt.links(recorded, noReceipt),
  ],
};
entered.parameters['authentication'] = 'n8nUserAuth';
