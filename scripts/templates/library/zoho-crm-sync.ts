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
  ['apiDomain', 'https://www.zohoapis.com'],
  ['wonStage', 'Closed Won'],
  ['failedStage', 'Negotiation/Review'],
]);
const paid = question('A payment?', [is.true(`!!${data('billing')}`)]);
const amount = `(${billing('amount')} === null ? 0 : ${billing('amount')} / ${minorUnits(`${billing('currency')} ?? 'USD'`)})`;
const payment = values('Payment', {
  email: ['string', `${emailIn(billing('customer.email'))}.toLowerCase()`],
  firstName: ['string', `${nameIn(billing('customer.name'))}.split(' ').slice(0, -1).join(' ')`],
  lastName: ['string', `${nameIn(billing('customer.name'))}.split(' ').pop() || ${emailIn(billing('customer.email'))}`],
  phone: ['string', phoneIn(billing('customer.phone'))],
  title: ['string', `(${billing('planName')} ?? 'IPTV') + ' · ' + (${billing('key')} ?? ${of(event.name, 'id')})`],
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

const zoho = (name: string, parameters: Record<string, unknown>): Step =>
  step('n8n-nodes-base.zohoCrm', name, parameters, tries);
const custom = (list: Record<string, string>): object => ({
  customFields: {
    customFields: Object.entries(list).map(([fieldId, code]) => ({ fieldId, value: expression(code) })),
  },
});
const contact = zoho('Zoho contact', {
  resource: 'contact',
  operation: 'upsert',
  lastName: expression(ofPayment('lastName')),
  additionalFields: {
    Email: expression(ofPayment('email')),
    First_Name: expression(ofPayment('firstName')),
    Phone: expression(ofPayment('phone')),
    ...custom({ IPTV_Plan: `${billing('planName')} ?? ''` }),
  },
});
const deal = zoho('Zoho deal', {
  resource: 'deal',
  operation: 'upsert',
  dealName: expression(ofPayment('title')),
  stage: expression(ofPayment('stage')),
  additionalFields: {
    Amount: expression(ofPayment('amount')),
    Closing_Date: expression(ofPayment('day')),
    Description: `=${inText(ofPayment('email'))}, ${inText(`${billing('currency')} ?? ''`)} by ${inText(`${billing('method')} ?? ${billing('provider')}`)}${inText(`${billing('failureReason')} ? ': ' + ${billing('failureReason')} : ''`)}`,
    ...custom({ Xtream_Customer: ofPayment('email') }),
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
const find = step(
  'n8n-nodes-base.httpRequest',
  'Find the contact',
  {
    url: `=${inText(first('Settings', 'apiDomain'))}/crm/v2/Contacts/search`,
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'zohoOAuth2Api',
    sendQuery: true,
    queryParameters: { parameters: [{ name: 'email', value: expression(of('Line', 'email')) }] },
    options: {},
  },
  { ...tries, alwaysOutputData: true },
);
const there = question('Contact there?', [is.filled('$json.data?.[0]?.id')]);
const noContact = done('Has not paid yet');
const update = zoho('Update the contact', {
  resource: 'contact',
  operation: 'update',
  contactId: expression('$json.data[0].id'),
  updateFields: custom({
    IPTV_Username: of('Line', 'username'),
    IPTV_Status: of('Line', 'status'),
    IPTV_Expires: of('Line', 'expires'),
  }),
});
const updated = done('Up to date');
const notUpdated = stop('Stop: contact not updated', {
  trigger: event.name,
  who: `line ${inText(first(event.name, 'data.line.username'))} (panel ${inText(first(event.name, 'panel'))})`,
});

export const zohoCrmSync: Template = {
  file: 'zoho-crm-sync',
  id: 'xtreamZohoCrm',
  name: 'Sync IPTV customers and payments to Zoho CRM contacts and deals',
  overview: {
    about:
      'Each customer is a contact in Zoho CRM, each invoice a deal, won when it is paid. Sales sees there whether the line is active and until when. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'A payment that succeeded or failed, or a change of a line, comes from the sync daemon.',
      'A payment: the contact with this e-mail address is made or updated, then the deal of this invoice. One that failed first and was paid later is the same deal, moved to *Closed Won*.',
      'A line: its customer’s contact gets username, status and expiry, if there is one.',
      'Zoho finds contacts by e-mail and deals by name, and the invoice is part of the name: repetitions make nothing twice.',
    ],
    note: 'In Zoho, set *Deal Name* as a unique field, or the deal’s upsert makes another one.',
    setup: [
      'In Zoho CRM make text fields on Contacts: `IPTV_Plan`, `IPTV_Username`, `IPTV_Status`, the date `IPTV_Expires`; on Deals: `Xtream_Customer`. Mark *Deal Name* as unique.',
      'Connect credentials: Xtream UI Sync API, Zoho OAuth2 (scope `ZohoCRM.modules.ALL`).',
      'Fill in **Settings**: the API’s address of your region, your stages.',
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
        text: 'Contact first, then the deal.',
        rows: [
          [payment, known, contact, deal, booked],
          [null, nobody, null, unbooked],
        ],
      },
    ],
    [
      {
        title: '3. The line',
        text: 'Only contacts that are there: who never paid is no customer of sales.',
        under: '2. The payment',
        rows: [
          [read, lineOf, theirs, find, there, update, updated],
          [null, null, unknown, notUpdated, noContact],
        ],
      },
    ],
  ],
  links: [
    chain(event, filledIn, paid),
    branch(paid, [payment, known], [read, lineOf, theirs]),
    branch(known, [contact, deal, booked], nobody),
    branch(theirs, [find, there], unknown),
    branch(there, [update, updated], noContact),
    failing([contact, deal], unbooked),
    failing([read, find, update], notUpdated),
  ],
};
