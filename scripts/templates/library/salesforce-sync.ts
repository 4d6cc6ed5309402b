import {
  branch,
  chain,
  done,
  emailIn,
  expression,
  failing,
  first,
  inText,
  is,
  minorUnits,
  nameIn,
  of,
  onEvent,
  phoneIn,
  question,
  settings,
  step,
  stop,
  tries,
  values,
  xtream,
  type Step,
  type Template,
} from '..';

const event = onEvent('Payment or line', [
  ...(['payment.succeeded', 'payment.failed', 'line.created', 'line.renewed', 'line.expired'] as const),
  ...(['line.suspended', 'line.resumed', 'line.trial_converted'] as const),
]);
const data = (path: string): string => of(event.name, `data.${path}`);
const billing = (path: string): string => data(`billing.${path}`);

const filledIn = settings([
  ['wonStage', 'Closed Won'],
  ['failedStage', 'Negotiation/Review'],
  ['customerType', 'Customer'],
]);
const paid = question('A payment?', [is.true(`!!${data('billing')}`)]);
const amount = `(${billing('amount')} === null ? 0 : ${billing('amount')} / ${minorUnits(`${billing('currency')} ?? 'USD'`)})`;
const payment = values('Payment', {
  email: ['string', `${emailIn(billing('customer.email'))}.toLowerCase()`],
  name: ['string', `${nameIn(billing('customer.name'))} || ${emailIn(billing('customer.email'))}.toLowerCase()`],
  phone: ['string', phoneIn(billing('customer.phone'))],
  country: ['string', `${billing('customer.country')} ?? ''`],
  key: ['string', `${billing('key')} ?? ${of(event.name, 'id')}`],
  title: [
    'string',
    `(${billing('planName')} ?? 'IPTV') + ' ' + (${billing('invoice')}?.number ?? ${billing('key')} ?? '')`,
  ],
  amount: ['number', amount],
  day: ['string', `${of(event.name, 'time')}.slice(0, 10)`],
  stage: [
    'string',
    `${of(event.name, 'type')} === 'payment.succeeded' ? ${of('Settings', 'wonStage')} : ${of('Settings', 'failedStage')}`,
  ],
});
const known = question('Has an e-mail?', [is.filled('$json.email')]);
const nobody = stop('Stop: nobody to book', { trigger: event.name });
const ofPayment = (field: string): string => of('Payment', field);

const salesforce = (name: string, parameters: Record<string, unknown>, more: object = {}): Step =>
  step('n8n-nodes-base.salesforce', name, parameters, { ...tries, ...more });
const custom = (list: Record<string, string>): object => ({
  customFieldsUi: {
    customFieldsValues: Object.entries(list).map(([fieldId, code]) => ({ fieldId, value: expression(code) })),
  },
});
const account = salesforce('Salesforce account', {
  resource: 'account',
  operation: 'upsert',
  externalId: 'Xtream_Customer__c',
  externalIdValue: expression(ofPayment('email')),
  name: expression(ofPayment('name')),
  additionalFields: {
    billingCountry: expression(ofPayment('country')),
    phone: expression(ofPayment('phone')),
    type: expression(of('Settings', 'customerType')),
    ...custom({ IPTV_Plan__c: `${billing('planName')} ?? ''` }),
  },
});
const opportunity = salesforce('Salesforce opportunity', {
  resource: 'opportunity',
  operation: 'upsert',
  externalId: 'Xtream_Payment__c',
  externalIdValue: expression(ofPayment('key')),
  name: expression(ofPayment('title')),
  closeDate: expression(ofPayment('day')),
  stageName: expression(ofPayment('stage')),
  additionalFields: {
    accountId: { __rl: true, mode: 'id', value: expression(of('Salesforce account', 'id')) },
    amount: expression(ofPayment('amount')),
    description: `=${inText(`${billing('currency')} ?? ''`)} by ${inText(`${billing('method')} ?? ${billing('provider')}`)}${inText(`${billing('failureReason')} ? ': ' + ${billing('failureReason')} : ''`)}`,
    type: 'New Business',
  },
});
const booked = done('Booked');
const unbooked = stop('Stop: not booked', { trigger: event.name });

const read = xtream('Get line', 'line', 'get', {
  panel: { __rl: true, mode: 'name', value: expression(of(event.name, 'panel')) },
  line: { __rl: true, mode: 'id', value: expression(data('line.id')) },
  simplify: false,
});
Object.assign(read.more, tries);
const all = `[$json.contact, $json.adminNotes, $json.resellerNotes].filter((part) => part).join(' · ')`;
const lineOf = values('Line', {
  email: [
    'string',
    `${emailIn(`(${all}.match(/[^\\s@<>"·,;]+@[^\\s@<>"·,;]+\\.[^\\s@<>"·,;]+/) ?? [''])[0]`)}.toLowerCase()`,
  ],
  username: ['string', '$json.username'],
  status: ['string', '$json.status'],
  expires: ['string', `($json.expiresAt ?? '2099-12-31').slice(0, 10)`],
});
const theirs = question('Whose line?', [is.filled('$json.email')]);
const unknown = done('Nobody known');
const find = salesforce(
  'Find the account',
  {
    resource: 'account',
    operation: 'getAll',
    returnAll: false,
    limit: 1,
    options: {
      conditionsUi: {
        conditionValues: [
          {
            field: 'Xtream_Customer__c',
            operation: 'equal',
            value: expression(`${of('Line', 'email')}.replace(/'/g, "\\\\'")`),
          },
        ],
      },
      fields: 'Id,Name,Xtream_Customer__c',
    },
  },
  { alwaysOutputData: true },
);
const there = question('Account there?', [is.filled('$json.Id')]);
const noAccount = done('Has not paid yet');
const update = salesforce('Update the account', {
  resource: 'account',
  operation: 'update',
  accountId: expression('$json.Id'),
  updateFields: custom({
    IPTV_Username__c: of('Line', 'username'),
    IPTV_Status__c: of('Line', 'status'),
    IPTV_Expires__c: of('Line', 'expires'),
    IPTV_Panel__c: of(event.name, 'panel'),
  }),
});
const updated = done('Up to date');
const notUpdated = stop('Stop: account not updated', {
  trigger: event.name,
  who: `line ${inText(first(event.name, 'data.line.username'))} (panel ${inText(first(event.name, 'panel'))})`,
});

export const salesforceSync: Template = {
  file: 'salesforce-sync',
  id: 'xtreamSalesforce',
  name: 'Sync IPTV customers and payments to Salesforce accounts and opportunities',
  overview: {
    about:
      'Each customer is an account in Salesforce, each invoice an opportunity, won when it is paid. Sales sees there whether the line is active and until when. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'A payment that succeeded or failed, or a change of a line, comes from the sync daemon.',
      'A payment: the account with this e-mail address is made or updated, then the opportunity of this invoice. One that failed first and was paid later is the same opportunity, moved to *Closed Won*.',
      'A line: its customer’s account gets username, status and expiry, if there is one.',
      'Upserts by external ids make repetitions harmless: no account and no opportunity comes twice.',
    ],
    note: 'Amounts come in the invoice’s currency, in its own decimals.',
    setup: [
      'In Salesforce make text fields, external ids and unique: `Xtream_Customer__c` on Account, `Xtream_Payment__c` on Opportunity.',
      'On Account make text fields `IPTV_Plan__c`, `IPTV_Username__c`, `IPTV_Status__c`, `IPTV_Panel__c` and the date `IPTV_Expires__c`.',
      'Connect credentials: Xtream UI Sync API, Salesforce OAuth2.',
      'Fill in **Settings**: your stages and the account type.',
    ],
  },
  canvas: [
    [
      {
        title: '1. A payment or a line',
        text: 'The address is what joins both: the customer’s at the billing provider, contact or notes of the line.',
        rows: [[event, filledIn, paid]],
      },
      {
        title: '2. The payment',
        text: 'Account first, then its opportunity.',
        rows: [
          [payment, known, account, opportunity, booked],
          [null, nobody, null, unbooked],
        ],
      },
    ],
    [
      {
        title: '3. The line',
        text: 'Only accounts that are there: who never paid is no customer of sales.',
        under: '2. The payment',
        rows: [
          [read, lineOf, theirs, find, there, update, updated],
          [null, null, unknown, notUpdated, noAccount],
        ],
      },
    ],
  ],
  links: [
    chain(event, filledIn, paid),
    branch(paid, [payment, known], [read, lineOf, theirs]),
    branch(known, [account, opportunity, booked], nobody),
    branch(theirs, [find, there], unknown),
    branch(there, [update, updated], noAccount),
    failing([account, opportunity], unbooked),
    failing([read, find, update], notUpdated),
  ],
};
