import {
  both,
  branch,
  byId,
  byName,
  chain,
  customerMail,
  customerNow,
  done,
  expression,
  failing,
  first,
  inText,
  is,
  makeTable,
  of,
  onEvent,
  question,
  reason,
  rows,
  setting,
  settings,
  sms,
  step,
  stop,
  table,
  tellOperator,
  tries,
  xtream,
  type Template,
} from '..';

const seen = onEvent('Line not used', ['line.inactive', 'line.active_again'], {
  filter: 'data.line.trial = false',
});
const event = (path: string): string => of(seen.name, path);

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  rows.portalUrl,
  rows.smsSender,
  ['hubspotList', 2],
  ['discountCode', 'STAY10'],
  rows.defaultLanguage,
  rows.arabicCountries,
]);

const bought = xtream('Find subscription', 'subscription', 'getMany', {
  filters: { lineId: expression(event('data.line.id')), panel: byName(expression(event('panel'))) },
  limit: 1,
  simplify: false,
});
bought.more = { alwaysOutputData: true };
const isKnown = question('Known customer?', [is.filled(`($json.customerId ?? '')`)]);
const stranger = done('Nobody known for it');
const payer = xtream('Get customer', 'customer', 'get', { customer: byId('$json.customerId') });
const customer = customerNow('Customer', '$json');
const to = (field: string): string => of('Customer', field);

const list = 'Churn risk';
const columns = ['line', 'username', 'email', 'since', 'daysAway', 'written', 'back'];
const make = makeTable('Make the table', list, columns);
const lineKey = `={{ ${event('panel')} }}/{{ ${event('data.line.id')} }}`;
const inactive = question('Away, not back?', [is.text(event('type'), 'line.inactive')]);

const since = expression(event('data.inactive.lastSeenAt'));
const absent = table.absent('Not written to yet?', list, { line: lineKey, since });
const contact = step(
  'n8n-nodes-base.hubspot',
  'HubSpot contact',
  { authentication: 'appToken', email: expression(to('email')), additionalFields: {}, options: {} },
  tries,
);
const enlist = step(
  'n8n-nodes-base.hubspot',
  'Put on the list',
  {
    authentication: 'appToken',
    resource: 'contactList',
    operation: 'add',
    by: 'id',
    id: expression(of('HubSpot contact', 'vid')),
    listId: expression(setting('hubspotList')),
  },
  tries,
);
const company = inText(setting('company'));
const username = inText(event('data.line.username'));
const mail = customerMail('We miss you', {
  to: to('email'),
  language: to('language'),
  name: to('name'),
  subject: { en: `${company}: is everything working?`, ar: `${company}: هل كل شيء على ما يرام؟` },
  title: { en: 'Is everything working?', ar: 'هل كل شيء على ما يرام؟' },
  paragraphs: [
    {
      en: `Nobody has watched on your line ${username} for ${inText(event('data.inactive.days'))} days. If something does not work, answer this e-mail and we mend it.`,
      ar: `لم يُستخدم اشتراكك ${username} منذ ${inText(event('data.inactive.days'))} يومًا. إذا كان هناك خلل، فردّ على هذه الرسالة وسنصلحه.`,
    },
    {
      en: `And if it is the price: ${inText(setting('discountCode'))} takes something off the next payment.`,
      ar: `وإن كان السعر هو السبب: الرمز ${inText(setting('discountCode'))} يخفض الدفعة القادمة.`,
    },
  ],
  rows: [{ label: { en: 'Line', ar: 'الاشتراك' }, value: both(username), code: true }],
  button: { label: { en: 'Your account', ar: 'حسابك' }, url: inText(setting('portalUrl')) },
});
const written = table.upsert(
  'Note it',
  list,
  { line: lineKey, since },
  {
    line: lineKey,
    username: expression(event('data.line.username')),
    email: expression(to('email')),
    since,
    daysAway: expression(`String(${event('data.inactive.days')})`),
    written: expression(event('time')),
    back: '',
  },
);
const hasPhone = question('Has a phone?', [is.filled(to('phone'))]);
const noPhone = done('No phone, done');
const text = sms('Text the customer', {
  to: to('phone'),
  language: to('language'),
  text: {
    en: `${company}: is your line ${username} working? We have written to ${inText(to('email'))}`,
    ar: `${company}: هل يعمل اشتراكك ${username}؟ كتبنا إلى ${inText(to('email'))}`,
  },
});
const noSms = tellOperator('Tell operator: no SMS', {
  subject: `The SMS to ${inText(first('Customer', 'email'))} was not sent`,
  text: `The e-mail was sent, but not the SMS to ${inText(first('Customer', 'phone'))}.\n\nTwilio says: ${inText(reason)}`,
});

const open = table.get('Written to?', list, { line: lineKey, back: '' });
const won = table.upsert(
  'Note the return',
  list,
  { line: lineKey, since: expression('$json.since') },
  {
    back: expression(event('time')),
    daysAway: expression(`String(${event('data.inactive.days')})`),
  },
);
const returned = step(
  'n8n-nodes-base.hubspot',
  'HubSpot contact again',
  { authentication: 'appToken', email: expression(to('email')), additionalFields: {}, options: {} },
  tries,
);
const delist = step(
  'n8n-nodes-base.hubspot',
  'Take from the list',
  {
    authentication: 'appToken',
    resource: 'contactList',
    operation: 'remove',
    id: expression(of('HubSpot contact again', 'vid')),
    listId: expression(setting('hubspotList')),
  },
  tries,
);

const who = `line ${inText(first(seen.name, 'data.line.username'))} (panel ${inText(first(seen.name, 'panel'))})`;
const unknown = stop('Stop: not looked up', { trigger: seen.name, who });
const failed = stop('Stop: not written to', { trigger: seen.name, who });
const unmeasured = stop('Stop: return not noted', { trigger: seen.name, who });

export const churnRisk: Template = {
  file: 'churn-risk',
  id: 'xtreamChurn',
  name: 'Win back customers who stopped watching',
  overview: {
    about:
      'Whoever stops watching will soon stop paying. They are written to in time, sales sees them on a HubSpot list, and what it brings is measured. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The sync daemon sees when nobody has watched on a line for 14 and 30 days (its configuration says which), and when somebody does again.',
      'The customer who pays for the line gets an e-mail in English or Arabic, and an SMS if there is a phone number, once for each time they stay away.',
      'The contact goes on a static HubSpot list for as long as they are away.',
      'The Data Table *Churn risk* has a row for each: since when, when written to, when back. Rows with *back* filled in are what the workflow won.',
    ],
    note: 'Lines nobody is known for, such as those of resellers, are left alone. A failed SMS does not repeat the e-mail.',
    setup: [
      'In the daemon’s configuration switch on `watch.connections`. In HubSpot make a static list.',
      'Connect credentials: Xtream UI Sync API, HubSpot, SMTP, Twilio.',
      'Fill in **Settings**: the list’s number, the code of a discount.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Whose line is it?',
        text: 'The customer the daemon knows for the line.',
        rows: [
          [seen, filledIn, bought, isKnown, payer, customer, make],
          [null, null, unknown, null, stranger],
        ],
      },
      {
        title: '2. Away or back?',
        text: 'The same line is told of again after 30 days.',
        rows: [[inactive]],
      },
    ],
    [
      {
        title: '3. Away: write to them, once',
        text: 'The table remembers who was written to since when. HubSpot first, because it can be repeated.',
        rows: [
          [null, null, null, null, mail.english, null, null, text, noSms],
          [absent, contact, enlist, mail.ask, null, written, hasPhone],
          [null, failed, null, null, mail.arabic, null, null, noPhone],
        ],
      },
    ],
    [
      {
        title: '4. Back: measure it',
        text: 'Only those who were written to count.',
        rows: [
          [open, won, returned, delist],
          [null, unmeasured],
        ],
      },
    ],
  ],
  links: [
    chain(seen, filledIn, bought, isKnown),
    failing([bought, payer, make], unknown),
    branch(isKnown, [payer, customer, make, inactive], stranger),
    branch(inactive, [absent, contact, enlist, mail.ask], open),
    failing([absent, contact, enlist, written], failed),
    mail.links(written, failed),
    chain(written, hasPhone),
    branch(hasPhone, text, noPhone),
    failing([text], noSms),
    chain(open, won, returned, delist),
    failing([open, won, returned, delist], unmeasured),
  ],
};
