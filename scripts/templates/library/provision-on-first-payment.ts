import {
  both,
  branch,
  byId,
  byName,
  carryOut,
  chain,
  customerMail,
  customerNow,
  dateText,
  done,
  expression,
  failing,
  first,
  inText,
  is,
  of,
  onEvent,
  payerOf,
  question,
  reason,
  rows,
  sampleAction,
  setting,
  settings,
  sms,
  step,
  stop,
  tellOperator,
  tries,
  xtream,
  type Step,
  type Template,
} from '..';

/** Why a payment leads to no line; the daemon's words. */
const obstacles = [
  ...['unknown-price', 'ambiguous-price', 'no-email', 'unknown-customer'],
  ...['no-amount', 'unknown-currency', 'bad-period'],
];

const due = onEvent('Somebody has paid', ['service.action_due', 'attention.needed'], {
  filter: `type = "attention.needed" ? data.attention.kind in [${obstacles.map((kind) => `"${kind}"`).join(', ')}] : data.action.kind = "provision"`,
  sample: { data: { action: sampleAction('provision') } },
});
const event = (path: string): string => of(due.name, path);

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  rows.smsSender,
  ['serverUrl', 'http://tv.example.com:8080'],
  rows.portalUrl,
  rows.defaultLanguage,
  rows.arabicCountries,
]);

const servable = question('Can it be served?', [is.text(event('type'), 'service.action_due')]);
const provision = carryOut('Provision', due.name, 'provision');
const made = question('Was a line made?', [is.text(of('Provision', 'state'), 'done')]);
const unwanted = done('Not wanted any more');
const line = xtream('Get line', 'line', 'get', {
  panel: byName(expression(of('Provision', 'panel'))),
  line: byId(of('Provision', 'lineId')),
  simplify: false,
});
const known = xtream('Get customer', 'customer', 'get', { customer: byId(event('data.customer.id')) });
const customer = customerNow('Customer', '$json');
const to = (field: string): string => of('Customer', field);
const login = (field: string): string => of('Get line', field);
const until = `(${event('data.action.until')} ?? ${login('expiresAt')})`;

const contact = step(
  'n8n-nodes-base.hubspot',
  'HubSpot contact',
  {
    authentication: 'appToken',
    email: expression(to('email')),
    additionalFields: {
      country: expression(`${of('Get customer', 'country')} ?? ''`),
      firstName: expression(`${to('name')}.split(' ')[0]`),
      lastName: expression(`${to('name')}.split(' ').slice(1).join(' ')`),
      lifeCycleStage: 'customer',
      message: `=IPTV line ${inText(login('username'))}, expires ${inText(until)} (${inText(event('data.subscription.id'))})`,
      phoneNumber: expression(to('phone')),
    },
    options: {},
  },
  tries,
);
const link: Step = {
  ...xtream('Keep HubSpot id', 'customer', 'setLink', {
    customer: byId(event('data.customer.id')),
    system: 'hubspot',
    externalId: expression(`String(${of('HubSpot contact', 'vid')})`),
  }),
  // One contact of HubSpot that two customers share is kept with the first of them, and keeps nobody waiting.
  more: { onError: 'continueRegularOutput' },
};

const server = inText(setting('serverUrl'));
const playlist = `${server}/get.php?username=${inText(`encodeURIComponent(${login('username')})`)}&password=${inText(`encodeURIComponent(${login('password')})`)}&type=m3u_plus&output=ts`;
const company = inText(setting('company'));
const welcome = customerMail('Welcome', {
  to: to('email'),
  language: to('language'),
  name: to('name'),
  subject: { en: `Welcome to ${company}: your line is ready`, ar: `أهلًا بك في ${company}: اشتراكك جاهز` },
  title: { en: 'Your line is ready', ar: 'اشتراكك جاهز' },
  paragraphs: [
    {
      en: 'Thank you. These are your sign-in details; enter them in your player:',
      ar: 'شكرًا لك. هذه بيانات الدخول، أدخلها في تطبيق المشاهدة:',
    },
  ],
  rows: [
    { label: { en: 'Username', ar: 'اسم المستخدم' }, value: both(inText(login('username'))), code: true },
    { label: { en: 'Password', ar: 'كلمة المرور' }, value: both(inText(login('password'))), code: true },
    { label: { en: 'Server', ar: 'الخادم' }, value: both(server), code: true },
    { label: { en: 'Valid until', ar: 'صالح حتى' }, value: dateText(until) },
    { label: { en: 'Devices at a time', ar: 'عدد الأجهزة' }, value: both(inText(login('maxConnections'))) },
  ],
  button: { label: { en: 'Playlist link', ar: 'رابط قائمة التشغيل' }, url: playlist },
  footer: {
    en: `Manage your subscription: ${inText(setting('portalUrl'))}. Please keep these details to yourself.`,
    ar: `إدارة الاشتراك: ${inText(setting('portalUrl'))}. لا تشارك هذه البيانات مع أحد.`,
  },
});

const reachable = question('Has a phone?', [is.filled(to('phone'))]);
const text = sms('Text the customer', {
  to: to('phone'),
  language: to('language'),
  text: {
    en: `${company}: your line is ready. Username ${inText(login('username'))}. The password is in the e-mail to ${inText(to('email'))}`,
    ar: `${company}: اشتراكك جاهز. اسم المستخدم ${inText(login('username'))}. كلمة المرور في البريد المرسل إلى ${inText(to('email'))}`,
  },
});
const noPhone = done('No phone, done');
const unsentText = tellOperator('Tell operator: no SMS', {
  subject: `The SMS to ${inText(first('Customer', 'email'))} was not sent`,
  text: `The line ${inText(first('Get line', 'username'))} was created and the welcome e-mail was sent, but not the SMS to ${inText(first('Customer', 'phone'))}.\n\nTwilio says: ${inText(reason)}\n\nNothing is repeated: send the text by hand if it matters.`,
});

const obstacle = (field: string): string => inText(event(`data.attention.${field}`));
const cannot = tellOperator('Tell operator: no line', {
  lastResort: false,
  subject: `A payment could not be served: ${obstacle('kind')}`,
  text: `${obstacle('message')}\n\nWhat to do: ${obstacle('fix')}\n\nNo line was touched. Once it is mended the line is made by itself; nothing need be sent again.\n${obstacle('about')} (${obstacle('id')})`,
});
const untold = stop('Stop: operator not told', {
  trigger: due.name,
  who: inText(first(due.name, 'subject')),
});
const who = payerOf(due.name);
const noLine = stop('Stop: no line or contact', { trigger: due.name, who });
const noWelcome = stop('Stop: no welcome', {
  trigger: due.name,
  who: `${who}, line ${inText(first('Get line', 'username'))}`,
});

export const provisionOnFirstPayment: Template = {
  file: 'provision-on-first-payment',
  id: 'xtreamProvision',
  name: 'Provision an IPTV line on the first payment',
  overview: {
    about:
      'A customer pays for the first time, at Stripe, PayPal, any other provider of yours or in cash; a minute later they can watch. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The sync daemon checks the provider’s message, finds the plan its price stands for, and says that a line is due: once, whatever comes twice or late.',
      '**Provision** makes the line as the plan says, until the paid period ends and the plan’s grace. The action has a key, so a repeated run never makes a second line.',
      'HubSpot gets or updates the contact; the customer gets a welcome e-mail in English or Arabic, and an SMS if there is a phone number.',
      'What cannot be served, for lack of a plan or an address, is told to the operator with what to do, and goes on by itself once it is mended.',
    ],
    note: 'Steps that cannot be taken back come last. If one does not work, the run stops, says for whom, and is tried again; what was done before is found done.',
    setup: [
      'Tell the daemon your plans: which price gives which package.',
      'Connect credentials: Xtream UI Sync API (trigger and Xtream UI nodes), HubSpot, SMTP, Twilio.',
      'Fill in **Settings**.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Who paid',
        text: 'A line is due for a first payment or a trial. **Settings**: your company and addresses. What cannot be served is told to the operator.',
        rows: [
          [due, filledIn, servable],
          [null, null, cannot],
          [null, null, untold],
        ],
      },
      {
        title: '2. The line',
        text: 'Made as the plan says, or found made. A first payment that was given back meanwhile makes none.',
        rows: [
          [provision, made, line],
          [null, unwanted, null],
        ],
      },
      {
        title: '3. The contact',
        text: 'The customer as the daemon knows them now. The contact is found by its e-mail address; its id is kept for other workflows.',
        rows: [
          [known, customer, contact, link],
          [null, noLine],
        ],
      },
    ],
    [
      {
        title: '4. Tell the customer',
        text: 'Last, because mails cannot be taken back. A failed SMS does not repeat the e-mail: the operator is told instead.',
        rows: [
          [null, welcome.arabic, null, text, unsentText],
          [welcome.ask, null, reachable],
          [null, welcome.english, null, noPhone],
          [null, noWelcome],
        ],
      },
    ],
  ],
  links: [
    chain(due, filledIn, servable),
    branch(servable, provision, cannot),
    failing([cannot], untold),
    chain(provision, made),
    branch(made, [line, known, customer, contact, link, welcome.ask], unwanted),
    failing([provision, line, known, contact], noLine),
    welcome.links(reachable, noWelcome),
    branch(reachable, text, noPhone),
    failing([text], unsentText),
  ],
};
