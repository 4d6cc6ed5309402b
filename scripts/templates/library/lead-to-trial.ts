import {
  branch,
  chain,
  customerMail,
  emailIn,
  expression,
  failing,
  first,
  form,
  formEnding,
  inText,
  is,
  loginRows,
  nameIn,
  of,
  phoneIn,
  question,
  rows,
  setting,
  settings,
  step,
  stop,
  tries,
  values,
  xtream,
  type Template,
} from '..';

const asked = form('Trial asked for', {
  path: 'iptv-trial',
  title: 'Try it for a day',
  description: 'Your login comes by e-mail. / تصلك بيانات الدخول بالبريد الإلكتروني.',
  button: 'Start / ابدأ',
  fields: [
    { name: 'name', label: 'Name / الاسم' },
    { name: 'email', label: 'E-mail / البريد الإلكتروني', type: 'email' },
    { name: 'phone', label: 'Phone with country code / الهاتف مع رمز البلد', placeholder: '+961…', required: false },
    { name: 'language', label: 'Language / اللغة', type: 'dropdown', options: ['English', 'العربية'] },
    {
      name: 'interest',
      label: 'What do you want to watch? / ماذا تريد أن تشاهد؟',
      type: 'dropdown',
      options: ['Everything', 'Sports', 'Films and series', 'News'],
      required: false,
    },
  ],
  sample: {
    ...{ name: 'Nadia Haddad', email: 'nadia@example.com', phone: '+96170123456' },
    ...{ language: 'العربية', interest: 'Sports' },
  },
});
const given = (field: string): string => of(asked.name, field);

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  ['serverUrl', 'http://tv.example.com:8080'],
  ['trialPackage', '7'],
  ['newDealStage', 'appointmentscheduled'],
  ['trialDealStage', 'qualifiedtobuy'],
  ['dealAmount', '12.99'],
  ['buyUrl', 'https://www.example.com/plans'],
]);
const lead = values('Lead', {
  email: ['string', `${emailIn(given('email'))}.toLowerCase()`],
  name: ['string', nameIn(given('name'))],
  phone: ['string', phoneIn(given('phone'))],
  language: ['string', `${given('language')} === 'English' ? 'en' : 'ar'`],
  interest: ['string', nameIn(given('interest'))],
  dealName: ['string', `'IPTV trial: ' + ${emailIn(given('email'))}.toLowerCase()`],
});
const ofLead = (field: string): string => of('Lead', field);
const usable = question('Usable e-mail?', [is.filled('$json.email')]);
const askAgain = formEnding(
  'Ask again',
  'Please look at your e-mail address / يرجى التحقق من بريدك',
  'We cannot write to this address. Go back and correct it.<br>لا يمكننا المراسلة على هذا العنوان، يرجى تصحيحه.',
);

const hubspot = (name: string, parameters: Record<string, unknown>): ReturnType<typeof step> =>
  step('n8n-nodes-base.hubspot', name, { authentication: 'appToken', ...parameters }, tries);
const contact = hubspot('HubSpot contact', {
  email: expression(ofLead('email')),
  additionalFields: {
    firstName: expression(`${ofLead('name')}.split(' ')[0]`),
    lastName: expression(`${ofLead('name')}.split(' ').slice(1).join(' ')`),
    lifeCycleStage: 'lead',
    message: `=Asked for a trial on the website. Interest: ${inText(`${ofLead('interest')} || 'not said'`)}. Language: ${inText(ofLead('language'))}`,
    phoneNumber: expression(ofLead('phone')),
  },
  options: {},
});
const deals = hubspot('Find the deal', {
  resource: 'deal',
  operation: 'search',
  returnAll: false,
  limit: 1,
  filterGroupsUi: {
    filterGroupsValues: [
      {
        filtersUi: {
          filterValues: [{ propertyName: 'dealname|string', operator: 'EQ', value: expression(ofLead('dealName')) }],
        },
      },
    ],
  },
  additionalFields: {},
});
deals.more['alwaysOutputData'] = true;
const known = question('Deal there?', [is.filled('$json.id')]);
const newDeal = hubspot('HubSpot deal', {
  resource: 'deal',
  operation: 'create',
  stage: expression(setting('newDealStage')),
  additionalFields: {
    amount: expression(setting('dealAmount')),
    associatedVids: expression(`[${of('HubSpot contact', 'vid')}]`),
    dealName: expression(ofLead('dealName')),
    description: `=Lead from the website. Interest: ${inText(`${ofLead('interest')} || 'not said'`)}`,
  },
});
const deal = values('Deal', { id: ['string', 'String($json.dealId ?? $json.id)'] });

const trial = xtream('Create trial line', 'line', 'createTrial', {
  packageId: { __rl: true, mode: 'id', value: expression(setting('trialPackage')) },
  // Only what stays the same for this contact: a key stands for one command, and a form may be sent again with another phone or language.
  additionalFields: {
    adminNotes: expression(`[${ofLead('email')}, 'HubSpot ' + ${of('HubSpot contact', 'vid')}].join(' · ')`),
    contact: expression(ofLead('email')),
  },
  options: { idempotencyKey: `=lead:hubspot-${inText(of('HubSpot contact', 'vid'))}` },
});
const lasting = question('Trial not over?', [
  is.true(`DateTime.fromISO($json.expiresAt ?? '').toMillis() > $now.toMillis()`),
]);
const noted = xtream('Note phone and language', 'line', 'update', {
  line: { __rl: true, mode: 'id', value: expression(of('Create trial line', 'id')) },
  updateFields: {
    adminNotes: expression(
      `[${ofLead('email')}, ${ofLead('phone')}, ${ofLead('language')}, 'HubSpot ' + ${of('HubSpot contact', 'vid')}].filter((part) => part).join(' · ')`,
    ),
  },
  options: {},
});
const over = formEnding(
  'Had a trial before',
  'You have had your trial / لقد استخدمت التجربة من قبل',
  `There is one trial for each person. Choose a plan: <a href="${inText(setting('buyUrl'))}">${inText(setting('buyUrl'))}</a><br>تجربة واحدة لكل شخص. اختر اشتراكًا من الرابط أعلاه.`,
);
const qualified = hubspot('Deal: trial runs', {
  resource: 'deal',
  operation: 'update',
  dealId: { __rl: true, mode: 'id', value: expression(of('Deal', 'id')) },
  updateFields: {
    description: `=Trial line ${inText(of('Create trial line', 'username'))} until ${inText(of('Create trial line', 'expiresAt'))}`,
    stage: expression(setting('trialDealStage')),
  },
});
const welcome = customerMail('Login', {
  to: ofLead('email'),
  language: ofLead('language'),
  name: ofLead('name'),
  subject: {
    en: `${inText(setting('company'))}: your trial is ready`,
    ar: `${inText(setting('company'))}: تجربتك جاهزة`,
  },
  title: { en: 'Your trial is ready', ar: 'تجربتك جاهزة' },
  paragraphs: [
    {
      en: 'Enter this login in your player, or open the playlist link in it.',
      ar: 'أدخل بيانات الدخول هذه في المشغل، أو افتح فيه رابط القائمة.',
    },
  ],
  rows: loginRows((field) => of('Create trial line', field)),
  button: { label: { en: 'See the plans', ar: 'الاشتراكات' }, url: inText(setting('buyUrl')) },
});
const sent = formEnding(
  'Login sent',
  'Look into your mailbox / تفقد بريدك',
  `We have sent your login to ${inText(first('Lead', 'email'))}.<br>أرسلنا بيانات الدخول إلى بريدك.`,
);
const who = `the lead ${inText(first('Lead', 'name'))}, ${inText(first('Lead', 'email'))} ${inText(first('Lead', 'phone'))}`;
const noContact = stop('Stop: not in HubSpot', { trigger: null, who });
const noTrial = stop('Stop: no trial', { trigger: null, who });

export const leadToTrial: Template = {
  file: 'lead-to-trial',
  id: 'xtreamLeads',
  name: 'Turn website leads into HubSpot deals and IPTV trials',
  overview: {
    about:
      'A form for your website: who fills it in becomes a contact and a deal in HubSpot and gets a trial line by e-mail at once. For operators of Xtream UI, XUI.ONE and XC_VM panels who sell with HubSpot.',
    how: [
      '**Trial asked for** is a form with an address of its own, in English and Arabic. Link to it or put it into a frame.',
      'The lead becomes a HubSpot contact, or updates the one with this address, and gets one deal.',
      '**Create trial line** makes the line, once for each contact, however often the form is sent.',
      'The deal moves on to the next stage and names the line; the login goes out by e-mail, never onto the page.',
    ],
    note: 'HubSpot comes first, so that no lead is lost when the panel does not answer: the error workflow names the lead. Who has had a trial is sent to your plans.',
    setup: [
      'Connect credentials: HubSpot (private app: contacts and deals, read and write), Xtream UI Sync API, SMTP.',
      'Fill in **Settings**: company, server, id of the panel’s trial package, stages and amount of deals, where plans are bought.',
      'Take the form’s address from **Trial asked for**.',
    ],
  },
  canvas: [
    [
      {
        title: '1. The form',
        text: 'Fields, texts and address of the page. An address nobody can write to is asked for again.',
        rows: [
          [asked, filledIn, lead, usable],
          [null, null, null, askAgain],
        ],
      },
      {
        title: '2. Contact and deal in HubSpot',
        text: 'Both are found again when the form is sent twice.',
        rows: [
          [contact, deals, known, null, deal],
          [null, noContact, null, newDeal],
        ],
      },
    ],
    [
      {
        title: '3. The trial line',
        text: 'The contact is the idempotency key. E-mail, phone and language go into the notes, where the other templates find them.',
        rows: [
          [trial, lasting, noted, qualified],
          [noTrial, over],
        ],
      },
      {
        title: '4. The login, by e-mail only',
        text: 'So that the address is a real one.',
        rows: [
          [null, welcome.arabic, sent],
          [welcome.ask, null],
          [null, welcome.english],
        ],
      },
    ],
  ],
  links: [
    chain(asked, filledIn, lead, usable),
    branch(usable, [contact, deals, known], askAgain),
    branch(known, deal, [newDeal, deal]),
    chain(deal, trial, lasting),
    branch(lasting, [noted, qualified, welcome.ask], over),
    welcome.links(sent, noTrial),
    failing([contact, deals, newDeal], noContact),
    failing([trial, noted, qualified], noTrial),
  ],
};
