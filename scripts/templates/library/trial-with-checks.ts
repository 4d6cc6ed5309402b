import {
  branch,
  chain,
  customerMail,
  dateText,
  done,
  emailIn,
  every,
  expression,
  failedStep,
  failing,
  first,
  form,
  formEnding,
  inText,
  is,
  loginRows,
  makeTable,
  nameIn,
  of,
  onPanel,
  onEvent,
  onlyIf,
  phoneIn,
  question,
  reason,
  rows,
  setting,
  settings,
  step,
  stop,
  table,
  tellOperator,
  values,
  ways,
  xtream,
  type Template,
} from '..';

const trials = 'Trials';
const asked = form('Trial asked for', {
  path: 'free-trial',
  title: 'Free trial',
  description: 'One for each person. / تجربة واحدة لكل شخص.',
  button: 'Start / ابدأ',
  headers: true,
  fields: [
    { name: 'name', label: 'Name / الاسم' },
    { name: 'email', label: 'E-mail / البريد الإلكتروني', type: 'email' },
    { name: 'phone', label: 'Phone with country code / الهاتف مع رمز البلد', placeholder: '+961…' },
    { name: 'language', label: 'Language / اللغة', type: 'dropdown', options: ['English', 'العربية'] },
  ],
  sample: {
    ...{ name: 'Nadia Haddad', email: 'Nadia+tv@example.com', phone: '+961 70 123456', language: 'العربية' },
    headers: { 'x-forwarded-for': '192.0.2.10', 'user-agent': 'Mozilla/5.0' },
  },
});
const given = (field: string): string => of(asked.name, field);
const hour = every('Every hour', { field: 'hours', hoursInterval: 1 });
const bought = onEvent('Became a customer', ['line.trial_converted', 'payment.succeeded'], {
  filter: 'type = "line.trial_converted" or data.billing.firstPayment',
});

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  ['serverUrl', 'http://tv.example.com:8080'],
  ['buyUrl', 'https://www.example.com/plans'],
  ['panel', 'main'],
  ['trialPackage', '7'],
  ['sameAddressDays', 30],
  ['tipsAfterHours', 3],
  ['offerHoursBeforeEnd', 6],
  [
    'disposableDomains',
    'mailinator.com,guerrillamail.com,10minutemail.com,tempmail.com,temp-mail.org,yopmail.com,trashmail.com,sharklasers.com,getnada.com,dispostable.com,maildrop.cc,throwawaymail.com,fakeinbox.com,mohmal.com,emailondeck.com,mintemail.com,spamgourmet.com,moakt.com,mailnesia.com,tempail.com',
  ],
]);
const started = ways(
  'What started this?',
  [
    { label: 'Form', when: [is.true(`$('${asked.name}').isExecuted`)] },
    { label: 'Clock', when: [is.true(`$('${hour.name}').isExecuted`)] },
  ],
  'Sale',
);

/** The mailbox behind an address: no `+tag`, and no dots at Google, where they mean nothing. */
const mailbox = (address: string): string =>
  `${address}.toLowerCase().replace(/\\+[^@]*@/, '@').replace(/^([^@]+)@(gmail|googlemail)\\.com$/, (whole, name) => name.replaceAll('.', '') + '@gmail.com')`;
const usableAddress = emailIn(given('email'));
const applicant = values('Applicant', {
  email: ['string', `${usableAddress}.toLowerCase()`],
  mailbox: ['string', mailbox(usableAddress)],
  domain: ['string', `${usableAddress}.toLowerCase().split('@').pop()`],
  phone: ['string', phoneIn(given('phone'))],
  ip: ['string', `(${given('headers')}?.['x-forwarded-for'] ?? '').split(',')[0].trim()`],
  name: ['string', nameIn(given('name'))],
  language: ['string', `${given('language')} === 'English' ? 'en' : 'ar'`],
});
const of8 = (field: string): string => of('Applicant', field);
const reachable = question('Real address and phone?', [
  is.filled('$json.email'),
  is.filled('$json.phone'),
  is.false(
    `${setting('disposableDomains')}.split(',').some((domain) => $json.domain === domain.trim() || $json.domain.endsWith('.' + domain.trim()))`,
  ),
]);
const askAgain = formEnding(
  'Ask again',
  'Please use your own address and phone / استخدم بريدك وهاتفك',
  'We need an e-mail address that lasts, and a phone number with country code. Go back and correct them.<br>نحتاج إلى بريد إلكتروني دائم ورقم هاتف مع رمز البلد.',
);
const makeList = makeTable('Make the list if new', trials, [
  ...['mailbox', 'phone', 'ip', 'email', 'name', 'language', 'panel', 'lineId', 'username'],
  ...['askedAt', 'endsAt', 'stage', 'state'],
]);
const earlier = table.get(
  'Earlier trials',
  trials,
  {
    mailbox: expression(of8('mailbox')),
    phone: expression(of8('phone')),
    ip: expression(`${of8('ip')} || 'unknown'`),
  },
  { alwaysOutput: true, any: true },
);
const together = step('n8n-nodes-base.aggregate', 'All of them', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'rows',
  options: {},
});
const had = question('Had one?', [
  is.true(
    `$json.rows.some((row) => row.mailbox && (row.mailbox === ${first('Applicant', 'mailbox')} || row.phone === ${first('Applicant', 'phone')} || Date.parse(row.askedAt) > Date.now() - ${first('Settings', 'sameAddressDays')} * 86400000))`,
  ),
]);
const refuse = formEnding(
  'Had a trial before',
  'You have had your trial / لقد استخدمت التجربة من قبل',
  `There is one trial for each person and household. Choose a plan: ${inText(first('Settings', 'buyUrl'))}<br>تجربة واحدة لكل شخص ومنزل. اختر اشتراكًا من الرابط أعلاه.`,
);
const create = xtream('Create trial line', 'line', 'createTrial', {
  panel: onPanel(first('Settings', 'panel')),
  packageId: { __rl: true, mode: 'id', value: expression(first('Settings', 'trialPackage')) },
  additionalFields: {
    adminNotes: expression(
      `[${first('Applicant', 'email')}, ${first('Applicant', 'phone')}, ${first('Applicant', 'language')}].join(' · ')`,
    ),
    contact: expression(first('Applicant', 'email')),
  },
  options: { idempotencyKey: `=trial:${inText('$execution.id')}` },
});
const note = table.upsert(
  'Note the trial',
  trials,
  { mailbox: expression(first('Applicant', 'mailbox')) },
  {
    mailbox: expression(first('Applicant', 'mailbox')),
    phone: expression(first('Applicant', 'phone')),
    ip: expression(first('Applicant', 'ip')),
    email: expression(first('Applicant', 'email')),
    name: expression(first('Applicant', 'name')),
    language: expression(first('Applicant', 'language')),
    panel: expression(first('Settings', 'panel')),
    lineId: expression('$json.id'),
    username: expression('$json.username'),
    askedAt: expression('$now.toUTC().toISO()'),
    endsAt: expression(`$json.expiresAt ?? ''`),
    stage: 'login',
    state: 'running',
  },
);
const login = customerMail('Login', {
  to: first('Applicant', 'email'),
  language: first('Applicant', 'language'),
  name: first('Applicant', 'name'),
  subject: {
    en: `${inText(first('Settings', 'company'))}: your free trial is ready`,
    ar: `${inText(first('Settings', 'company'))}: تجربتك المجانية جاهزة`,
  },
  title: { en: 'Your free trial is ready', ar: 'تجربتك المجانية جاهزة' },
  paragraphs: [
    {
      en: 'Enter this login in your player, or open the playlist link in it.',
      ar: 'أدخل بيانات الدخول هذه في المشغل، أو افتح فيه رابط القائمة.',
    },
  ],
  rows: loginRows((field) => first('Create trial line', field)),
});
const sent = formEnding(
  'Login sent',
  'Look into your mailbox / تفقد بريدك',
  `We have sent your login to ${inText(first('Applicant', 'email'))}.<br>أرسلنا بيانات الدخول إلى بريدك.`,
);
const noTrial = stop('Stop: no trial', {
  trigger: null,
  who: `${inText(first('Applicant', 'email'))}, ${inText(first('Applicant', 'phone'))}, who asked for a trial`,
});

const running = table.get('Running trials', trials, { state: 'running' });
const hoursSince = `(Date.now() - Date.parse($json.askedAt)) / 3600000`;
const hoursLeft = `($json.endsAt ? (Date.parse($json.endsAt) - Date.now()) / 3600000 : 1e9)`;
const due = values(
  'What is due',
  {
    due: [
      'string',
      `${hoursLeft} < -48 ? 'over' : ['login', 'tips'].includes($json.stage) && ${hoursLeft} <= ${setting('offerHoursBeforeEnd')} ? 'offer' : $json.stage === 'login' && ${hoursSince} >= ${setting('tipsAfterHours')} ? 'tips' : ''`,
    ],
  },
  { keep: true },
);
const dueNow = onlyIf('Something due?', [is.filled('$json.due')]);
const whatDue = ways(
  'Tips or offer?',
  [
    { label: 'Tips', when: [is.text('$json.due', 'tips')] },
    { label: 'Offer', when: [is.text('$json.due', 'offer')] },
  ],
  'Over',
);
const ofRow = (field: string): string => of('Something due?', field);
const tips = customerMail('Tips', {
  ask: 'Tips in Arabic?',
  to: ofRow('email'),
  language: ofRow('language'),
  name: ofRow('name'),
  subject: {
    en: `${inText(setting('company'))}: get the most out of your trial`,
    ar: `${inText(setting('company'))}: كيف تستفيد من تجربتك`,
  },
  title: { en: 'Is it running?', ar: 'هل يعمل كل شيء؟' },
  paragraphs: [
    {
      en: 'Any player that opens M3U links or Xtream logins will do: on a television, a box, a phone or a computer. If the picture stops, try a cable instead of WLAN.',
      ar: 'يكفي أي مشغل يقبل روابط M3U أو دخول Xtream: على التلفاز أو الجهاز أو الهاتف أو الحاسوب. إذا توقفت الصورة، جرّب كابلًا بدل الواي فاي.',
    },
    {
      en: `Your username is ${inText(ofRow('username'))}. Your trial ends on ${dateText(ofRow('endsAt')).en}.`,
      ar: `اسم المستخدم ${inText(ofRow('username'))}. تنتهي تجربتك في ${dateText(ofRow('endsAt')).ar}.`,
    },
  ],
});
const offer = customerMail('Offer', {
  ask: 'Offer in Arabic?',
  to: ofRow('email'),
  language: ofRow('language'),
  name: ofRow('name'),
  subject: {
    en: `${inText(setting('company'))}: your trial is ending`,
    ar: `${inText(setting('company'))}: تجربتك على وشك الانتهاء`,
  },
  title: { en: 'Stay with us', ar: 'ابقَ معنا' },
  paragraphs: [
    {
      en: 'Your trial is ending. With a plan you keep watching, on more devices and with all channels.',
      ar: 'تجربتك على وشك الانتهاء. مع الاشتراك تواصل المشاهدة على أجهزة أكثر وبكل القنوات.',
    },
  ],
  button: {
    label: { en: 'Choose a plan', ar: 'اختر اشتراكًا' },
    url: `${inText(setting('buyUrl'))}?email=${inText(`encodeURIComponent(${ofRow('email')})`)}`,
  },
});
const moved = table.update(
  'Note what was sent',
  trials,
  { mailbox: expression(ofRow('mailbox')) },
  { stage: expression(ofRow('due')) },
);
const overNow = table.update('Close the trial', trials, { mailbox: expression(ofRow('mailbox')) }, { state: 'over' });
const notDripped = tellOperator('Tell operator: no mail', {
  subject: 'A mail about a trial was not sent',
  text: `"${inText(failedStep)}" did not work: ${inText(reason)}\n\nThe next hour tries it again.`,
});
const unread = stop('Stop: list not kept', { trigger: null, who: 'the list of trials' });

const buyer = `(${of(bought.name, 'data.billing.customer.email')} ?? '')`;
const find = table.get(
  'Trial of the buyer',
  trials,
  {
    mailbox: expression(`${of(bought.name, 'data.billing')} ? (${mailbox(emailIn(buyer))} || 'none') : 'none'`),
    lineId: expression(`${of(bought.name, 'data.line.id')} ?? 'none'`),
  },
  { any: true },
);
const open = onlyIf('Still counted?', [
  is.notText('$json.state', 'converted'),
  is.true(`${of(bought.name, 'data.billing')} ? true : $json.panel === ${of(bought.name, 'panel')}`),
]);
const two = question('Trial line left over?', [
  is.true(`${of(bought.name, 'type')} === 'payment.succeeded' && Date.parse($json.endsAt || '2000') > Date.now()`),
]);
const off = xtream('Switch the trial off', 'line', 'disable', {
  panel: onPanel(of('Still counted?', 'panel')),
  line: { __rl: true, mode: 'id', value: expression(of('Still counted?', 'lineId')) },
  options: { idempotencyKey: `=${inText(of(bought.name, 'idempotencyKey'))}/trial-off` },
});
const converted = table.update(
  'Note the sale',
  trials,
  { mailbox: expression(of('Still counted?', 'mailbox')) },
  { state: 'converted', stage: 'converted' },
);
const tell = tellOperator('Tell operator: sold', {
  subject: `Trial converted: ${inText(first('Still counted?', 'email'))}`,
  text: `${inText(first('Still counted?', 'name'))} (${inText(first('Still counted?', 'email'))}) asked for a trial on ${inText(`${first('Still counted?', 'askedAt')}.slice(0, 10)`)} and is a customer now. The mails about the trial end.`,
});
const finished = done('Sale noted');
const notConverted = stop('Stop: sale not noted', { trigger: bought.name });

export const trialWithChecks: Template = {
  file: 'trial-with-checks',
  id: 'xtreamTrials',
  name: 'Give IPTV trials from a form, with abuse checks, drip mails and conversion',
  overview: {
    about:
      'Trials without the people who take a new one every day: one for each mailbox, phone and internet address. Mails lead the customer to a plan. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      '**Trial asked for** is a form. Disposable addresses are refused; `name+1@…` and `n.a.m.e@gmail.com` count as the same mailbox.',
      'The data table *Trials* knows who had one. Who is new gets a trial line; the login comes by e-mail only.',
      'Every hour: tips after some hours, an offer before the end.',
      'Who pays, or whose trial line is made a paid one, is marked converted: the mails end, and a trial line beside the new one is switched off.',
    ],
    setup: [
      'Connect credentials: Xtream UI Sync API, SMTP.',
      'Fill in **Settings**: company, server, panel and trial package, where plans are bought, hours of the mails, disposable domains.',
      'Let the proxy before n8n set `X-Forwarded-For`: without it, internet addresses are not compared.',
      'Take the form’s address from **Trial asked for**.',
    ],
  },
  canvas: [
    [
      {
        title: '1. A form, a clock, a sale',
        text: 'All three share the **Settings**.',
        rows: [[asked, filledIn, makeList, started], [hour], [bought]],
      },
      {
        title: '2. Who asks?',
        text: 'Mailbox, phone and internet address are compared with all trials so far.',
        rows: [
          [applicant, reachable, earlier, together, had],
          [null, askAgain, null, null, refuse],
        ],
      },
    ],
    [
      {
        title: '3. Trial line and login',
        text: 'Noted before the e-mail, so that a second form finds it.',
        rows: [
          [create, note, null, login.arabic, sent],
          [null, null, login.ask, null],
          [null, noTrial, null, login.english],
        ],
      },
    ],
    [
      {
        title: '4. Every hour: is a mail due?',
        text: 'Each trial gets each mail once. Two days after its end it is closed.',
        rows: [
          [running, due, dueNow, whatDue, overNow],
          [null, null, null, unread],
        ],
      },
      {
        title: '5. Tips, then the offer',
        text: 'Two texts in two languages. What cannot be sent comes again an hour later.',
        rows: [
          [tips.ask, tips.arabic, tips.english, moved],
          [offer.ask, offer.arabic, offer.english, notDripped],
        ],
      },
    ],
    [
      {
        title: '6. Sold',
        text: 'By e-mail address for a payment, by line for a converted trial. A trial line beside a paid one is switched off.',
        rows: [
          [find, open, two, off, converted, tell, finished],
          [null, null, null, notConverted],
        ],
      },
    ],
  ],
  links: [
    chain(asked, filledIn, makeList, started),
    chain(hour, filledIn),
    chain(bought, filledIn),
    branch(started, [applicant, reachable], running, find),
    branch(reachable, [earlier, together, had], askAgain),
    branch(had, refuse, create),
    chain(create, note, login.ask),
    login.links(sent, noTrial),
    failing([earlier, create, note], noTrial),
    chain(running, due, dueNow, whatDue),
    branch(whatDue, tips.ask, offer.ask, overNow),
    tips.links(moved, notDripped),
    offer.links(moved, notDripped),
    failing([makeList, running, moved, overNow], unread),
    chain(find, open, two),
    branch(two, [off, converted], converted),
    chain(converted, tell, finished),
    failing([find, off, converted], notConverted),
  ],
};
