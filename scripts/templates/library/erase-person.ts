import {
  askByMail,
  both,
  branch,
  callDaemon,
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
  makeTable,
  of,
  onPanel,
  question,
  rows,
  settings,
  step,
  stop,
  stopWith,
  table,
  tries,
  values,
  xtream,
  type Template,
} from '..';

const register = 'Erasures';
const asked = form('Erasure asked for', {
  path: 'erase-my-data',
  title: 'Erase my data',
  description: 'Your lines end with it. / تنتهي اشتراكاتك معه.',
  button: 'Ask for it / إرسال الطلب',
  thanks:
    'If we know this address, we have sent a message there: please confirm your request with it. / إذا كنا نعرف هذا العنوان فقد أرسلنا إليه رسالة، يرجى تأكيد الطلب منها.',
  fields: [
    { name: 'email', label: 'E-mail / البريد الإلكتروني', type: 'email' },
    { name: 'language', label: 'Language / اللغة', type: 'dropdown', options: ['English', 'العربية'] },
  ],
  sample: { email: 'nadia@example.com', language: 'العربية' },
});
const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  ['daemonUrl', 'http://127.0.0.1:8095'],
  ['panel', 'main'],
]);
const request = values('Request', {
  number: ['string', `'E-' + $execution.id`],
  email: ['string', `${emailIn(of(asked.name, 'email'))}.toLowerCase()`],
  language: ['string', `${of(asked.name, 'language')} === 'English' ? 'en' : 'ar'`],
  askedAt: ['string', '$now.toUTC().toISO()'],
});
const asking = (field: string): string => first('Request', field);
const usable = question('Usable address?', [is.filled('$json.email')]);
const nothing = done('No address, nothing to do');
const arabicFirst = question('Asks in Arabic?', [is.text(asking('language'), 'ar')]);
const company = inText(first('Settings', 'company'));
const confirmArabic = askByMail('Confirm in Arabic', {
  to: asking('email'),
  subject: `${company}: هل تريد حذف بياناتك؟`,
  message: `طُلب حذف كل ما نحفظه عنك (الطلب ${inText(asking('number'))}). تنتهي معه كل اشتراكاتك ولا يمكن التراجع عنه. إذا لم تطلب ذلك فتجاهل هذه الرسالة.`,
  yes: 'احذف بياناتي',
  no: 'لم أطلب ذلك',
  days: 7,
});
const confirmEnglish = askByMail('Confirm in English', {
  to: asking('email'),
  subject: `${company}: shall we erase your data?`,
  message: `Somebody asked us to erase everything we keep about you (request ${inText(asking('number'))}). All your lines end with it, and it cannot be undone. If it was not you, do nothing.`,
  yes: 'Erase my data',
  no: 'It was not me',
  days: 7,
});
const confirmed = question('Confirmed?', [is.true(`$json.data?.approved ?? false`)]);
const dropped = done('Not confirmed');

const { search, theirs } = linesOf(first('Settings', 'panel'), asking('email'));
const together = step('n8n-nodes-base.aggregate', 'All their lines', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'lines',
  options: {},
});
const lines = `${first('All their lines', 'lines')}.filter((line) => line.id)`;
const approve = askByMail('Ask the operator', {
  to: first('Settings', 'operatorEmail'),
  subject: `Erase ${inText(asking('email'))}? (${inText(asking('number'))})`,
  // n8n escapes it, and keeps its lines.
  message: `${inText(asking('email'))} asked to be erased and confirmed it from this address.\n\nLines that will be deleted on the panel ${inText(first('Settings', 'panel'))}: ${inText(`${lines}.map((line) => line.username).join(', ') || 'none'`)}.\nThen what the sync daemon keeps, the contact in HubSpot, and a proof goes out. This cannot be undone.`,
  yes: 'Erase',
  no: 'Refuse',
  days: 21,
});
const approved = question('Approved?', [is.true(`$json.data?.approved ?? false`)]);
const saidNo = question('Refused?', [is.true(`$json.data?.approved === false`)]);
const refusal = customerMail('Refused', {
  ask: 'Refused in Arabic?',
  to: asking('email'),
  language: asking('language'),
  subject: {
    en: `${company}: your request ${inText(asking('number'))}`,
    ar: `${company}: طلبك ${inText(asking('number'))}`,
  },
  title: { en: 'We cannot erase your data yet', ar: 'لا يمكننا حذف بياناتك الآن' },
  paragraphs: [
    {
      en: 'There is something to settle first, such as an open invoice. We shall write to you about it; answer this message if you hear nothing.',
      ar: 'هناك ما يجب تسويته أولًا، مثل فاتورة مفتوحة. سنكتب إليك بشأنه، وإن لم يصلك شيء فأجب عن هذه الرسالة.',
    },
  ],
});
const refused = done('Refused');

const any = question('Any lines?', [is.above(`${lines}.length`, 0)]);
const list = values('Lines to erase', { lines: ['array', lines] });
const each = step('n8n-nodes-base.splitOut', 'Line by line', { fieldToSplitOut: 'lines', options: {} });
const remove = xtream('Delete line', 'line', 'delete', {
  panel: onPanel(first('Settings', 'panel')),
  line: { __rl: true, mode: 'id', value: expression('$json.id') },
  options: { idempotencyKey: `=erasure:${inText(asking('number'))}/${inText('$json.id')}` },
});
const forgetLine = callDaemon(
  'Erase the line’s traces',
  '/v1/erasures',
  `{ panel: ${first('Settings', 'panel')}, line: ${of('Line by line', 'id')} }`,
);
const forgotten = step('n8n-nodes-base.aggregate', 'All lines erased', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'erased',
  options: {},
});
const forgetPerson = callDaemon('Erase the person’s traces', '/v1/erasures', `{ email: ${asking('email')} }`);
Object.assign(forgetLine.more, tries);
Object.assign(forgetPerson.more, tries);
const hubspot = step(
  'n8n-nodes-base.httpRequest',
  'Erase in HubSpot',
  {
    method: 'POST',
    url: 'https://api.hubapi.com/crm/v3/objects/contacts/gdpr-delete',
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'hubspotAppToken',
    sendBody: true,
    specifyBody: 'json',
    jsonBody: expression(`JSON.stringify({ idProperty: 'email', objectId: ${asking('email')} })`),
    options: {},
  },
  { ...tries, alwaysOutputData: true },
);

const hash = step('n8n-nodes-base.crypto', 'Fingerprint', {
  action: 'hash',
  type: 'SHA256',
  value: expression(asking('email')),
  dataPropertyName: 'sha256',
});
const counted = (field: string): string =>
  `([...($('All lines erased').isExecuted ? ${first('All lines erased', 'erased')} : []), ${first('Erase the person’s traces')}].reduce((sum, one) => sum + (one.${field} ?? 0), 0))`;
const proof = values('Proof', {
  number: ['string', asking('number')],
  sha256: ['string', first('Fingerprint', 'sha256')],
  askedAt: ['string', asking('askedAt')],
  erasedAt: ['string', '$now.toUTC().toISO()'],
  lines: ['number', `${lines}.length`],
  events: ['number', counted('events')],
  messages: ['number', `${counted('inbox')} + ${counted('webhooks')}`],
  others: ['number', `${counted('commands')} + ${counted('others')}`],
});
const proofOf = (field: string): string => of('Proof', field);
const makeRegister = makeTable('Make the register if new', register, [
  ...['number', 'sha256', 'askedAt', 'erasedAt', 'lines', 'events', 'messages', 'others'],
]);
const enter = table.upsert(
  'Enter into the register',
  register,
  { number: expression(proofOf('number')) },
  Object.fromEntries(
    ['number', 'sha256', 'askedAt', 'erasedAt', 'lines', 'events', 'messages', 'others'].map((field) => [
      field,
      expression(`String(${proofOf(field)})`),
    ]),
  ),
);
const mail = customerMail('Proof', {
  ask: 'Proof in Arabic?',
  to: asking('email'),
  language: asking('language'),
  subject: {
    en: `${company}: your data has been erased (${inText(asking('number'))})`,
    ar: `${company}: حُذفت بياناتك (${inText(asking('number'))})`,
  },
  title: { en: 'Your data has been erased', ar: 'حُذفت بياناتك' },
  paragraphs: [
    {
      en: 'We keep amounts and dates of payments, because the law asks for them, and this fingerprint of your address as proof that we did it. This is our last message to you.',
      ar: 'نحتفظ بمبالغ الدفعات وتواريخها لأن القانون يطلبها، وببصمة عنوانك هذه دليلًا على الحذف. هذه آخر رسالة منا إليك.',
    },
  ],
  rows: [
    { label: { en: 'Request', ar: 'الطلب' }, value: both(inText(proofOf('number'))), code: true },
    { label: { en: 'Erased at', ar: 'وقت الحذف' }, value: both(inText(proofOf('erasedAt'))), code: true },
    { label: { en: 'Lines deleted', ar: 'اشتراكات محذوفة' }, value: both(inText(proofOf('lines'))) },
    {
      label: { en: 'Records emptied', ar: 'سجلات مفرغة' },
      value: both(inText(`${proofOf('events')} + ${proofOf('messages')} + ${proofOf('others')}`)),
    },
    { label: { en: 'SHA-256', ar: 'SHA-256' }, value: both(inText(proofOf('sha256'))), code: true },
  ],
});
const finished = done('Erased, with proof');
const who = `${inText(asking('email'))} (request ${inText(asking('number'))})`;
const unasked = stop('Stop: nobody asked', { trigger: null, who });
const unanswered = stopWith(
  'Stop: no answer',
  `Nobody approved or refused in time, or could be asked: ${who}. Run it again.`,
);
const unerased = stop('Stop: not erased', { trigger: null, who });
const unproven = stop('Stop: erased, no proof', { trigger: null, who });

export const erasePerson: Template = {
  file: 'erase-person',
  id: 'xtreamErasure',
  name: 'Erase a person under the GDPR on request, with proof',
  overview: {
    about:
      'A customer asks to be forgotten: lines on the panel, what the sync daemon keeps, the contact in HubSpot. With a confirmation, your approval, and a proof that holds no personal data. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      '**Erasure asked for** is a form. The request must be confirmed from the address itself.',
      'You get the lines that belong to it by e-mail, and approve or refuse.',
      'Lines are deleted on the panel first; then the daemon erases what it kept of them and of the person; then HubSpot.',
      'The register *Erasures* keeps number, times, counts and a SHA-256 of the address; the person gets them as proof.',
    ],
    note: 'Every step can be repeated: use *Retry* on a failed run. n8n keeps no data of runs that succeeded. Stripe, backups and other systems are yours to look after.',
    setup: [
      'Connect credentials: Xtream UI Sync API (panel nodes and both HTTP requests to the daemon), HubSpot (private app), SMTP.',
      'Fill in **Settings**: company, addresses, the daemon’s address, the panel’s name.',
      'Take the form’s address from **Erasure asked for**.',
    ],
  },
  settings: { saveDataSuccessExecution: 'none', saveManualExecutions: false },
  canvas: [
    [
      {
        title: '1. The request',
        text: 'The page says the same whoever asks.',
        rows: [
          [asked, filledIn, request, usable],
          [null, null, null, nothing],
        ],
      },
      {
        title: '2. Confirmed from the address itself',
        text: 'The run waits for a week at most.',
        rows: [
          [null, confirmArabic, confirmed, dropped],
          [arabicFirst, null],
          [null, confirmEnglish, unasked],
        ],
      },
    ],
    [
      {
        title: '3. You approve',
        text: 'With the lines that have this address as contact or in their notes. Open invoices are a reason to refuse.',
        rows: [
          [search, theirs, together, approve, approved],
          [null, null, null, unanswered, saidNo, refusal.ask],
        ],
      },
      {
        title: 'Refused',
        text: 'The person hears of it.',
        rows: [[refusal.arabic, refused], [refusal.english]],
      },
    ],
    [
      {
        title: '4. Erase, from the panel outwards',
        text: 'First the lines, else the daemon would learn of them again. Then the daemon’s traces, then HubSpot.',
        rows: [
          [any, list, each, remove, forgetLine, forgotten],
          [null, null, forgetPerson, hubspot, unerased],
        ],
      },
      {
        title: '5. The proof',
        text: 'Into the register without the address, then to the person.',
        rows: [
          [hash, proof, makeRegister, enter, null, mail.arabic, finished],
          [null, null, null, unproven, mail.ask, mail.english],
        ],
      },
    ],
  ],
  links: [
    chain(asked, filledIn, request, usable),
    branch(usable, arabicFirst, nothing),
    branch(arabicFirst, [confirmArabic, confirmed], [confirmEnglish, confirmed]),
    failing([confirmArabic, confirmEnglish], unasked),
    branch(confirmed, [search, theirs, together, approve, approved], dropped),
    branch(approved, any, saidNo),
    // Neither: nobody answered in time, or the question could not be asked. That is no refusal.
    branch(saidNo, refusal.ask, unanswered),
    refusal.links(refused, unasked),
    branch(any, [list, each, remove, forgetLine, forgotten, forgetPerson], forgetPerson),
    chain(forgetPerson, hubspot, hash, proof, makeRegister, enter, mail.ask),
    mail.links(finished, unproven),
    failing([search, approve, remove, forgetLine, forgetPerson, hubspot], unerased),
    failing([makeRegister, enter], unproven),
  ],
};
