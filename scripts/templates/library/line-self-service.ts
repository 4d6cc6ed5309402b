import {
  askByMail,
  both,
  branch,
  chain,
  customerMail,
  done,
  emailIn,
  expression,
  failing,
  first,
  form,
  inText,
  linesOf,
  is,
  onPanel,
  question,
  rows,
  settings,
  step,
  stop,
  tries,
  values,
  ways,
  xtream,
  type CustomerMail,
  type Template,
} from '..';

const wishes = {
  status: 'Status / الحالة',
  playlist: 'Playlist and QR code / القائمة ورمز QR',
  password: 'New password / كلمة مرور جديدة',
} as const;
const asked = form('Help asked for', {
  path: 'my-line',
  title: 'My line / اشتراكي',
  description: 'We answer by e-mail. / نجيب بالبريد الإلكتروني.',
  button: 'Send / إرسال',
  thanks: 'If we know this address, the answer is on its way there. / إذا كنا نعرف هذا العنوان فالجواب في طريقه إليه.',
  fields: [
    { name: 'email', label: 'E-mail / البريد الإلكتروني', type: 'email' },
    { name: 'username', label: 'Username, if you have several lines / اسم المستخدم', required: false },
    { name: 'wish', label: 'What do you need? / ماذا تحتاج؟', type: 'dropdown', options: Object.values(wishes) },
    { name: 'language', label: 'Language / اللغة', type: 'dropdown', options: ['English', 'العربية'] },
  ],
  sample: { email: 'nadia@example.com', username: '', wish: wishes.playlist, language: 'العربية' },
});
const given = (field: string): string => first(asked.name, field);
const filledIn = settings([
  rows.company,
  rows.senderEmail,
  ['panel', 'main'],
  ['playerUrl', 'http://tv.example.com:8080'],
]);
const setting = (name: string): string => first('Settings', name);
const request = values('Request', {
  email: ['string', `${emailIn(given('email'))}.toLowerCase()`],
  username: ['string', `String(${given('username')} ?? '').trim()`],
  language: ['string', `${given('language')} === 'English' ? 'en' : 'ar'`],
});
const asking = (field: string): string => first('Request', field);
const usable = question('Usable address?', [is.filled('$json.email')]);
const { search, theirs } = linesOf(
  setting('panel'),
  asking('email'),
  `(${asking('username')} === '' || $json.username === ${asking('username')})`,
);
const one = step('n8n-nodes-base.limit', 'One line', { maxItems: 1 });
const known = question('Theirs?', [is.filled(`String($json.id ?? '')`)]);
const nothing = done('Nothing to tell');
const line = (field: string): string => first('One line', field);
const wish = ways(
  'What is wanted?',
  [
    { label: 'Status', when: [is.text(given('wish'), wishes.status)] },
    { label: 'New password', when: [is.text(given('wish'), wishes.password)] },
  ],
  'Playlist',
);

const company = inText(setting('company'));
const expiry = (language: 'en' | 'ar', never: string): string =>
  inText(
    `${line('expiresAt')} ? DateTime.fromISO(${line('expiresAt')}).setLocale('${language}').toFormat('d MMMM yyyy') : '${never}'`,
  );
const until = { en: expiry('en', 'no end'), ar: expiry('ar', 'بلا نهاية') };
const lineRows = [
  { label: { en: 'Username', ar: 'اسم المستخدم' }, value: both(inText(line('username'))), code: true },
  { label: { en: 'Valid until', ar: 'صالح حتى' }, value: until },
  { label: { en: 'Devices at once', ar: 'أجهزة في وقت واحد' }, value: both(inText(line('maxConnections'))) },
];
const status = customerMail('Status', {
  ask: 'Status in Arabic?',
  to: asking('email'),
  language: asking('language'),
  subject: { en: `${company}: your line`, ar: `${company}: اشتراكك` },
  title: { en: 'This is your line', ar: 'هذا اشتراكك' },
  paragraphs: [
    {
      en: `It is ${inText(`({ active: 'on', expired: 'expired', disabled: 'switched off', banned: 'blocked' })[${line('status')}] ?? ${line('status')}`)}.`,
      ar: `حالته: ${inText(`({ active: 'فعّال', expired: 'منتهٍ', disabled: 'موقوف', banned: 'محظور' })[${line('status')}] ?? ${line('status')}`)}.`,
    },
  ],
  rows: lineRows,
});

const arabicFirst = question('Confirm in Arabic?', [is.text(asking('language'), 'ar')]);
const confirmArabic = askByMail('Ask in Arabic', {
  to: asking('email'),
  subject: `${company}: كلمة مرور جديدة؟`,
  message: `طُلبت كلمة مرور جديدة للاشتراك ${inText(line('username'))}. ستتوقف الكلمة الحالية عن العمل على كل أجهزتك. إذا لم تطلب ذلك فتجاهل هذه الرسالة.`,
  yes: 'كلمة مرور جديدة',
  no: 'لم أطلب ذلك',
  days: 1,
});
const confirmEnglish = askByMail('Ask in English', {
  to: asking('email'),
  subject: `${company}: a new password?`,
  message: `Somebody asked for a new password of the line ${inText(line('username'))}. The one you have stops working on all your devices. If it was not you, do nothing.`,
  yes: 'New password',
  no: 'It was not me',
  days: 1,
});
const confirmed = question('Confirmed?', [is.true(`$json.data?.approved ?? false`)]);
const dropped = done('Not confirmed');
const byId = { __rl: true, mode: 'id', value: expression(line('id')) };
const reset = xtream('Reset password', 'line', 'resetPassword', {
  panel: onPanel(setting('panel')),
  line: byId,
  options: { idempotencyKey: `=self-service:${inText('$execution.id')}` },
});
const links = xtream('Get playlist links', 'line', 'getPlaylistLinks', {
  panel: onPanel(setting('panel')),
  line: byId,
  additionalFields: { baseUrl: expression(setting('playerUrl')) },
});
Object.assign(links.more, tries);
const code = xtream('Get QR code', 'line', 'getQrCode', {
  panel: onPanel(setting('panel')),
  line: byId,
  additionalFields: { baseUrl: expression(setting('playerUrl')) },
});
Object.assign(code.more, tries);
const link = (field: string): string => first('Get playlist links', field);
const playlist = `${link('m3uMpegtsUrl')} ?? ${link('m3uHlsUrl')}`;
const access: CustomerMail = customerMail('Access', {
  ask: 'Access in Arabic?',
  to: asking('email'),
  language: asking('language'),
  subject: { en: `${company}: how to watch`, ar: `${company}: كيف تشاهد` },
  title: { en: 'Your playlist', ar: 'قائمتك' },
  paragraphs: [
    {
      en: 'Put the address into your player, or scan the attached QR code with it. Whoever has them can watch in your place: do not pass them on.',
      ar: 'ضع العنوان في المشغّل أو امسح رمز QR المرفق. من يملكهما يشاهد بدلًا منك، فلا تعطهما لأحد.',
    },
  ],
  rows: [
    ...lineRows,
    { label: { en: 'Server', ar: 'الخادم' }, value: both(inText(link('server'))), code: true },
    {
      label: { en: 'Password', ar: 'كلمة المرور' },
      value: both(inText(`decodeURIComponent(${link('playerApiUrl')}.match(/[?&]password=([^&]*)/)[1])`)),
      code: true,
    },
    { label: { en: 'Playlist', ar: 'القائمة' }, value: both(inText(playlist)), code: true },
    { label: { en: 'Programme guide', ar: 'دليل البرامج' }, value: both(inText(link('epgUrl'))), code: true },
  ],
});
for (const mail of [access.arabic, access.english]) {
  mail.parameters['options'] = { ...(mail.parameters['options'] as object), attachments: 'data' };
}
const answered = done('Answered');
const who = `the line of ${inText(asking('email'))}`;
const notLooked = stop('Stop: nothing looked up', { trigger: null, who });
const notReset = stop('Stop: password not reset', { trigger: null, who });
const notSent = stop('Stop: no answer', { trigger: null, who });

export const lineSelfService: Template = {
  file: 'line-self-service',
  id: 'xtreamSelfService',
  name: 'Let customers look after their IPTV line themselves with a form',
  overview: {
    about:
      'Status, a new password, the playlist with its QR code: a form for what support is asked most. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      '**Help asked for** is a form. The page says the same whoever asks; answers go by e-mail to the address alone.',
      'Lines are those that have the address as contact or in their notes.',
      'A new password must be confirmed from the address first, so that nobody can lock others out.',
      'Answers are in Arabic or English, with the QR code as a picture for the player.',
    ],
    note: 'n8n keeps no data of runs that succeeded, because they hold passwords. A customer with several lines names one, else it is the first.',
    setup: [
      'Connect credentials: Xtream UI Sync API, SMTP.',
      'Fill in **Settings**: company, sender, the panel’s name, the address players connect to.',
      'Link the address of **Help asked for** on your website.',
    ],
  },
  settings: { saveDataSuccessExecution: 'none', saveManualExecutions: false },
  canvas: [
    [
      {
        title: '1. Whose line',
        text: 'An address nobody knows gets no answer, and the page does not tell.',
        rows: [
          [asked, filledIn, request, usable, search, theirs, one, known],
          [null, null, null, null, notLooked, null, null, nothing],
        ],
      },
      {
        title: '2. What for',
        text: 'Each wish has its way.',
        rows: [[wish, null]],
      },
    ],
    [
      {
        title: '3. New password',
        text: 'Confirmed from the address itself; the run waits for a day at most.',
        rows: [
          [null, confirmArabic, confirmed, dropped],
          [arabicFirst, null, reset],
          [null, confirmEnglish, notReset],
        ],
      },
      {
        title: '4. Playlist and QR code',
        text: 'Last, because mails cannot be taken back.',
        rows: [
          [links, code, access.ask, access.arabic, answered],
          [null, null, null, access.english],
          [null, notSent],
        ],
      },
      {
        title: 'Status',
        text: 'Without a password.',
        rows: [
          [status.ask, status.arabic],
          [null, status.english],
        ],
      },
    ],
  ],
  links: [
    chain(asked, filledIn, request, usable),
    branch(usable, [search, theirs, one, known], nothing),
    branch(known, wish, nothing),
    branch(wish, status.ask, arabicFirst, links),
    status.links(answered, notSent),
    branch(arabicFirst, [confirmArabic, confirmed], [confirmEnglish, confirmed]),
    branch(confirmed, [reset, links], dropped),
    chain(links, code, access.ask),
    access.links(answered, notSent),
    failing([search], notLooked),
    failing([confirmArabic, confirmEnglish, reset], notReset),
    failing([links, code], notSent),
  ],
};
