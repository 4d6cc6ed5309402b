import {
  both,
  branch,
  byId,
  byName,
  chain,
  customerMail,
  dateText,
  done,
  expression,
  failing,
  first,
  inText,
  is,
  makeTable,
  of,
  onEvent,
  phoneIn,
  question,
  reason,
  rows,
  setting,
  settings,
  sms,
  stop,
  stripePost,
  table,
  tellOperator,
  values,
  xtream,
  type Template,
} from '..';

const expiring = onEvent('Line expiring', ['line.expiring'], {
  filter: 'data.line.trial = false and data.line.status = "active"',
});
const event = (path: string): string => of(expiring.name, path);

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  rows.portalUrl,
  ['renewalPrice', 'price_monthly'],
  rows.smsSender,
  ['smsFromDaysLeft', 1],
  rows.defaultLanguage,
]);

const panel = byName(expression(event('panel')));
const line = xtream('Get line', 'line', 'get', { panel, line: byId(event('data.line.id')), simplify: false });
const bought = xtream('Find subscription', 'subscription', 'getMany', {
  filters: { lineId: expression(event('data.line.id')), panel },
  limit: 1,
  simplify: false,
});
const found = { ...bought, more: { ...bought.more, alwaysOutputData: true } };
const payer = xtream('Get customer', 'customer', 'get', { customer: byId('$json.customerId') });

const held = `$('${found.name}').first().json`;
const still = question('Still expiring?', [
  is.text(of('Get line', 'expiresAt'), `={{ ${event('data.line.expiresAt')} }}`),
  is.text(of('Get line', 'status'), 'active'),
]);
const nothing = done('Nothing to warn of');
/** Charged without the customer doing anything: what was paid once, or in cash, is not. */
const automatic = question('Charged by itself?', [
  is.true(
    `['active', 'trialing', 'past_due'].includes(${held}.state) && !${held}.cancelAtPeriodEnd && ${held}.source !== 'manual' && !${held}.id.includes(':cus_')`,
  ),
]);
const itself = done('Renews by itself');
const hasPayer = question('Known customer?', [is.filled(`(${held}.customerId ?? '')`)]);

const notes = `[${of('Get line', 'contact')}, ${of('Get line', 'adminNotes')}, ${of('Get line', 'resellerNotes')}].filter((text) => text).join(' ')`;
const person = `($('Get customer').isExecuted ? $('Get customer').first().json : {})`;
const customer = values('Customer', {
  email: [
    'string',
    `${person}.email || (${notes}.match(/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}/) ?? [''])[0]`,
  ],
  phone: ['string', `${phoneIn(`${person}.phone`)} || (${notes}.match(/\\+[1-9]\\d{6,14}(?!\\d)/) ?? [''])[0]`],
  language: [
    'string',
    `(${person}.language || (/[\\u0600-\\u06ff]|(^|\\s)ar(\\s|$)/.test(${notes}) ? 'ar' : /(^|\\s)en(\\s|$)/.test(${notes}) ? 'en' : ${setting('defaultLanguage')})).startsWith('ar') ? 'ar' : 'en'`,
  ],
  daysLeft: ['number', `Math.max(1, Math.ceil(DateTime.fromISO(${of('Get line', 'expiresAt')}).diffNow('days').days))`],
  price: ['string', `${held}.priceId || ${setting('renewalPrice')}`],
});
const to = (field: string): string => of('Customer', field);
const username = inText(of('Get line', 'username'));

const hasEmail = question('Has an e-mail?', [is.filled(to('email'))]);
const byStripe = question('Pay at Stripe?', [is.filled(to('price'))]);
const link = stripePost(
  'Pay link',
  'payment_links',
  {
    'line_items[0][price]': expression(to('price')),
    'line_items[0][quantity]': '1',
    'restrictions[completed_sessions][limit]': '1',
    'metadata[username]': expression(of('Get line', 'username')),
    'metadata[panel]': expression(event('panel')),
  },
  expression(`${event('panel')} + '/' + ${of('Get line', 'id')} + '/' + ${of('Get line', 'expiresAt')}`),
);
const payUrl = `($('Pay link').isExecuted ? $('Pay link').first().json.url + '?prefilled_email=' + encodeURIComponent(${to('email')}) : ${setting('portalUrl')} + '/renew?line=' + encodeURIComponent(${of('Get line', 'username')}))`;

const days = to('daysLeft');
const left = {
  en: inText(`${days} === 1 ? 'within a day' : 'in ' + ${days} + ' days'`),
  ar: inText(
    `${days} === 1 ? 'خلال يوم' : ${days} === 2 ? 'بعد يومين' : ${days} <= 10 ? 'بعد ' + ${days} + ' أيام' : 'بعد ' + ${days} + ' يومًا'`,
  ),
};
const until = dateText(of('Get line', 'expiresAt'));
const company = inText(setting('company'));
const reminder = customerMail('Reminder', {
  to: to('email'),
  language: to('language'),
  subject: { en: `${company}: your line expires ${left.en}`, ar: `${company}: ينتهي اشتراكك ${left.ar}` },
  title: { en: `Your line expires ${left.en}`, ar: `ينتهي اشتراكك ${left.ar}` },
  paragraphs: [
    {
      en: `Your line ${username} expires on ${until.en}. Renew it with one payment; you keep your username and password.`,
      ar: `ينتهي اشتراكك ${username} في ${until.ar}. جدّده بدفعة واحدة؛ يبقى اسم المستخدم وكلمة المرور كما هما.`,
    },
  ],
  rows: [{ label: { en: 'Line', ar: 'الاشتراك' }, value: both(username), code: true }],
  button: { label: { en: 'Renew', ar: 'جدّد' }, url: inText(payUrl) },
  footer: {
    en: 'If you have renewed already, ignore this e-mail.',
    ar: 'إذا كنت قد جدّدت اشتراكك، فتجاهل هذه الرسالة.',
  },
});

const bySms = question('Text as well?', [
  is.filled(to('phone')),
  is.true(`${to('daysLeft')} <= ${setting('smsFromDaysLeft')}`),
]);
const text = sms('Text the customer', {
  to: to('phone'),
  language: to('language'),
  text: {
    en: `${company}: your line ${username} expires soon. Renew: ${inText(payUrl)}`,
    ar: `${company}: ينتهي اشتراكك ${username} قريبًا. للتجديد: ${inText(payUrl)}`,
  },
});
const noSms = done('No SMS, done');
const smsFailed = tellOperator('Tell operator: no SMS', {
  subject: `The SMS for line ${inText(first('Get line', 'username'))} was not sent`,
  text: `The reminder went to ${inText(first('Customer', 'email'))} by e-mail, but not by SMS to ${inText(first('Customer', 'phone'))}.\n\nTwilio says: ${inText(reason)}`,
});

const list = 'Lines without an address';
const lineKey = `={{ ${event('panel')} }}/{{ ${event('data.line.id')} }}`;
const row = { line: lineKey, expires: expression(event('data.line.expiresAt')) };
const make = makeTable('Make the list', list, ['line', 'expires']);
const absent = table.absent('Not on the list?', list, row);
const tell = tellOperator('Tell operator: no address', {
  lastResort: false,
  subject: `Line ${username} expires ${left.en} and has no e-mail address`,
  text: `Nobody was warned: neither a customer in the daemon nor the contact and notes of line ${username} (id ${inText(of('Get line', 'id'))}, owner ${inText(`${event('data.line.ownerName')} ?? 'unknown'`)}) hold an e-mail address.\nIt expires on ${until.en}.\n\nPut the customer's address into the line's contact field, and the next warning reaches them. This line is reported once for each expiry date.`,
});
const put = table.insert('Put on the list', list, row);

const who = `line ${inText(first(expiring.name, 'data.line.username'))} (panel ${inText(first(expiring.name, 'panel'))})`;
const unread = stop('Stop: line not read', { trigger: expiring.name, who });
const unsent = stop('Stop: no reminder', { trigger: expiring.name, who });
const unreported = stop('Stop: not reported', { trigger: expiring.name, who });

export const warnBeforeExpiry: Template = {
  file: 'warn-before-expiry',
  id: 'xtreamWarnExpiry',
  name: 'Warn customers before their IPTV line expires',
  overview: {
    about:
      'Customers who hear of it in time, and can pay with one click, renew. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The sync daemon watches expiry dates and raises an event 7, 3 and 1 days ahead (its configuration says which). Trials and disabled lines are left out.',
      'The line is read again: whoever renewed meanwhile, or is charged by itself, is not written to.',
      'The customer is the one the daemon knows for the line, else whose address stands in its contact or notes.',
      'Stripe makes a pay link for this line and this expiry: paying it extends the line, whatever address is typed.',
      'The reminder goes out with the days left, in English or Arabic, and by SMS too when the end is close.',
      'Lines without an address are reported to the operator, once for each expiry date.',
    ],
    setup: [
      'Connect credentials: Xtream UI Sync API (trigger and Xtream UI nodes), Stripe, SMTP, Twilio.',
      'Fill in **Settings**. `renewalPrice` is the Stripe price of customers the daemon knows none of; empty: they get a link to `portalUrl`.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Is it really about to expire?',
        text: 'The event may be hours old when n8n was down, so the line is read again, and who pays for it.',
        rows: [
          [expiring, filledIn, line, still, found, automatic],
          [null, null, unread, nothing, null, itself],
        ],
      },
      {
        title: '2. Whose is it?',
        text: 'The daemon’s customer, else what the line’s contact and notes say: whom to warn, and in which language.',
        rows: [
          [hasPayer, null, customer, hasEmail],
          [null, payer],
        ],
      },
    ],
    [
      {
        title: '3. Remind the customer',
        text: 'With a pay link of their own; an SMS when `smsFromDaysLeft` or fewer days are left. A failed SMS does not repeat the e-mail: the operator is told.',
        rows: [
          [null, link, null, reminder.english, null, text, smsFailed],
          [byStripe, null, reminder.ask, null, bySms],
          [null, null, null, reminder.arabic, null, noSms],
          [null, null, null, unsent],
        ],
      },
    ],
    [
      {
        title: '4. No address: tell the operator, once',
        text: 'A data table remembers which line was reported for which expiry date. It is made on first use.',
        rows: [
          [make, absent, tell, put],
          [null, unreported],
        ],
      },
    ],
  ],
  links: [
    chain(expiring, filledIn, line, still),
    failing([line, found, payer], unread),
    branch(still, [found, automatic], nothing),
    branch(automatic, itself, hasPayer),
    branch(hasPayer, [payer, customer], customer),
    chain(customer, hasEmail),
    branch(hasEmail, byStripe, make),
    branch(byStripe, [link, reminder.ask], reminder.ask),
    failing([link], unsent),
    reminder.links(bySms, unsent),
    branch(bySms, text, noSms),
    failing([text], smsFailed),
    chain(make, absent, tell, put),
    failing([make, absent, tell, put], unreported),
  ],
};
