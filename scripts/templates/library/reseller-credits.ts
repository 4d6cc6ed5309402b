import {
  branch,
  both,
  chain,
  customerMail,
  done,
  emailIn,
  every,
  expression,
  failedStep,
  failing,
  first,
  inText,
  is,
  makeTable,
  of,
  onEvent,
  onlyIf,
  question,
  reason,
  rows,
  setting,
  settings,
  step,
  stop,
  table,
  tellOperator,
  tries,
  values,
  xtream,
  type Template,
} from '..';

const sent = 'Statements sent';
const low = onEvent('Credits are low', ['reseller.credits_low']);
const reseller = (path: string): string => of(low.name, `data.reseller.${path}`);
const monthly = every('First of the month', { field: 'months', triggerAtDayOfMonth: 1, triggerAtHour: 6 });

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  ['buyCreditsUrl', 'https://resellers.example.com/credits'],
  rows.defaultLanguage,
  ['arabicResellers', 'reseller-beirut,reseller-amman'],
]);
const which = question('A warning?', [is.true(`$('${low.name}').isExecuted`)]);
const spoken = (username: string): string =>
  `(${setting('arabicResellers')}.split(',').map((name) => name.trim()).includes(${username}) ? 'ar' : ${setting('defaultLanguage')})`;

const whom = values('Reseller', {
  email: ['string', emailIn(reseller('email'))],
  username: ['string', reseller('username')],
  language: ['string', spoken(reseller('username'))],
});
const reachable = question('Has an e-mail?', [is.filled('$json.email')]);
const warning = customerMail('Warning', {
  to: of('Reseller', 'email'),
  language: of('Reseller', 'language'),
  name: of('Reseller', 'username'),
  subject: {
    en: `${inText(setting('company'))}: ${inText(reseller('credits'))} credits left`,
    ar: `${inText(setting('company'))}: بقي لديك ${inText(reseller('credits'))} من الرصيد`,
  },
  title: { en: 'Your credits are running low', ar: 'رصيدك على وشك النفاد' },
  paragraphs: [
    {
      en: `You have ${inText(reseller('credits'))} credits left. Without credits you can neither make nor renew lines for your customers.`,
      ar: `بقي لديك ${inText(reseller('credits'))} من الرصيد. من دون رصيد لا يمكنك إنشاء اشتراكات لزبائنك أو تجديدها.`,
    },
  ],
  rows: [
    { label: { en: 'Account', ar: 'الحساب' }, value: both(inText(reseller('username'))), code: true },
    { label: { en: 'Credits', ar: 'الرصيد' }, value: both(inText(reseller('credits'))) },
  ],
  button: { label: { en: 'Buy credits', ar: 'شراء رصيد' }, url: inText(setting('buyCreditsUrl')) },
});
const unwarned = stop('Stop: not warned', {
  trigger: low.name,
  who: `the reseller ${inText(first(low.name, 'data.reseller.username'))} (panel ${inText(first(low.name, 'panel'))})`,
});
const unreachable = tellOperator('Tell operator: no address', {
  subject: `${inText(first(low.name, 'data.reseller.username'))} has ${inText(first(low.name, 'data.reseller.credits'))} credits left and no e-mail address`,
  text: `${inText(first(low.name, 'data.message'))}\n\nThe account has no usable e-mail address on the panel, so the reseller was not told.`,
});
const warned = done('Warned');

const makeSent = makeTable('Make the list if new', sent, ['reseller', 'month']);
const month = values('Last month', {
  from: ['string', `$now.minus({ months: 1 }).startOf('month').toISO()`],
  to: ['string', `$now.startOf('month').toISO()`],
  month: ['string', `$now.minus({ months: 1 }).toFormat('yyyy-MM')`],
});
const movements = xtream('Get credit log', 'creditLog', 'getMany', {
  returnAll: true,
  filters: { from: expression(of('Last month', 'from')), to: expression(of('Last month', 'to')) },
});
Object.assign(movements.more, { ...tries, alwaysOutputData: true });
const movementsAll = step('n8n-nodes-base.aggregate', 'All movements', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'entries',
  options: {},
});
const lines = xtream('Get lines', 'line', 'getMany', { returnAll: true });
Object.assign(lines.more, { ...tries, alwaysOutputData: true });
const linesAll = step(
  'n8n-nodes-base.summarize',
  'Count by reseller',
  {
    fieldsToSummarize: { values: [{ aggregation: 'count', field: 'id' }] },
    fieldsToSplitBy: 'ownerId, status',
    options: {},
  },
  { alwaysOutputData: true },
);
const counts = step('n8n-nodes-base.aggregate', 'All counts', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'counts',
  options: {},
});
const users = xtream('Get accounts', 'user', 'getMany', { returnAll: true });
Object.assign(users.more, tries);
const onlyResellers = onlyIf('Resellers with an address', [
  is.true('$json.reseller && $json.enabled'),
  is.filled(emailIn('$json.email')),
]);
const fresh = table.absent('Not sent yet', sent, {
  reseller: expression('$json.username'),
  month: expression(first('Last month', 'month')),
});

const own = `${first('All movements', 'entries')}.filter((entry) => entry.id && entry.userId === $json.id)`;
const count = (condition: string): string =>
  `${first('All counts', 'counts')}.filter((count) => count.ownerId === $json.id && (${condition})).reduce((sum, count) => sum + count.count_id, 0)`;
const statement = values('Statement', {
  email: ['string', emailIn('$json.email')],
  username: ['string', '$json.username'],
  language: [
    'string',
    `(${first('Settings', 'arabicResellers')}.split(',').map((name) => name.trim()).includes($json.username) ? 'ar' : ${first('Settings', 'defaultLanguage')})`,
  ],
  credits: ['number', '$json.credits'],
  added: ['number', `${own}.reduce((sum, entry) => sum + Math.max(entry.amount ?? 0, 0), 0)`],
  spent: ['number', `${own}.reduce((sum, entry) => sum + Math.max(-(entry.amount ?? 0), 0), 0)`],
  movements: ['number', `${own}.length`],
  active: ['number', count(`count.status === 'active'`)],
  lines: ['number', count('true')],
});
const monthName = (language: 'en' | 'ar'): string =>
  inText(`DateTime.fromISO(${first('Last month', 'from')}).setLocale('${language}').toFormat('LLLL yyyy')`);
const ofStatement = (path: string): string => of('Statement', path);
const mail = customerMail('Statement', {
  ask: 'Reads Arabic?',
  to: ofStatement('email'),
  language: ofStatement('language'),
  name: ofStatement('username'),
  subject: {
    en: `${inText(first('Settings', 'company'))}: your statement for ${monthName('en')}`,
    ar: `${inText(first('Settings', 'company'))}: كشف حسابك لشهر ${monthName('ar')}`,
  },
  title: { en: `Statement for ${monthName('en')}`, ar: `كشف الحساب لشهر ${monthName('ar')}` },
  paragraphs: [
    {
      en: 'This is what happened on your account last month.',
      ar: 'هذا ما حدث في حسابك خلال الشهر الماضي.',
    },
  ],
  rows: [
    { label: { en: 'Account', ar: 'الحساب' }, value: both(inText(ofStatement('username'))), code: true },
    { label: { en: 'Credits now', ar: 'الرصيد الحالي' }, value: both(inText(ofStatement('credits'))) },
    { label: { en: 'Credits added', ar: 'رصيد مضاف' }, value: both(inText(ofStatement('added'))) },
    { label: { en: 'Credits spent', ar: 'رصيد مستخدم' }, value: both(inText(ofStatement('spent'))) },
    { label: { en: 'Bookings', ar: 'عدد العمليات' }, value: both(inText(ofStatement('movements'))) },
    { label: { en: 'Active lines', ar: 'اشتراكات فعالة' }, value: both(inText(ofStatement('active'))) },
    { label: { en: 'Lines in all', ar: 'مجموع الاشتراكات' }, value: both(inText(ofStatement('lines'))) },
  ],
  button: { label: { en: 'Buy credits', ar: 'شراء رصيد' }, url: inText(first('Settings', 'buyCreditsUrl')) },
});
const note = table.insert('Note it as sent', sent, {
  reseller: expression(ofStatement('username')),
  month: expression(first('Last month', 'month')),
});
const unread = stop('Stop: no statements', {
  trigger: null,
  who: `the resellers' statements of ${inText(`$now.minus({ months: 1 }).toFormat('yyyy-MM')`)}`,
});
const unsent = tellOperator('Tell operator: not sent', {
  subject: `A reseller's statement of ${inText(first('Last month', 'month'))} was not sent`,
  text: `"${inText(failedStep)}" did not work: ${inText(reason)}\n\nThe other resellers are not affected. Run the workflow by hand: who has a statement already gets no second one.`,
});

export const resellerCredits: Template = {
  file: 'reseller-credits',
  id: 'xtreamResellers',
  name: 'Warn resellers of low credits and send them a monthly statement',
  overview: {
    about:
      'Resellers hear of it before their credits run out, and get a statement on the first of each month. For operators of Xtream UI, XUI.ONE and XC_VM panels who sell through resellers.',
    how: [
      '**Credits are low**: the sync daemon saw a reseller fall below the threshold. It tells again only after the credits were above it.',
      'The reseller gets an e-mail in Arabic or English; who has no address on the panel is reported to the operator.',
      '**First of the month** reads the credit log of the month before, all lines and all accounts, and adds them up for each reseller.',
      'Each reseller gets one statement a month: *Statements sent* remembers them, so running it again sends only what is missing.',
    ],
    note: 'A warning that cannot be sent is tried again by the daemon. One statement that cannot be sent does not keep the others.',
    setup: [
      'Set `watch.resellers.lowCredits` in the daemon’s configuration (50 unless set).',
      'Connect credentials: Xtream UI Sync API, SMTP.',
      'Fill in **Settings**: company, addresses, where credits are bought, which accounts are written to in Arabic.',
      'With several panels, choose one in each **Get …** node.',
    ],
  },
  canvas: [
    [
      {
        title: '1. A warning, or the first of the month',
        text: 'Both triggers share the **Settings**.',
        rows: [[low, filledIn, which], [monthly]],
      },
      {
        title: '2. Warn of low credits',
        text: 'In the reseller’s language. Without an address, the operator hears of it.',
        rows: [
          [whom, reachable, null, warning.arabic, warned],
          [null, unreachable, warning.ask, warning.english],
          [null, null, null, unwarned],
        ],
      },
    ],
    [
      {
        title: '3. What the month was like',
        text: 'Three readings of the panel, each brought together into one item, so that everything is asked for once.',
        rows: [
          [makeSent, month, movements, movementsAll, lines, linesAll, counts],
          [null, null, null, null, unread],
        ],
      },
    ],
    [
      {
        title: '4. Who gets a statement',
        text: 'Resellers that are switched on and have an address, if they have none for this month yet.',
        rows: [[users, onlyResellers, fresh, statement]],
      },
      {
        title: '5. Send it, then note it',
        text: 'One that fails does not keep the others.',
        rows: [
          [null, mail.arabic, note],
          [mail.ask, null, unsent],
          [null, mail.english],
        ],
      },
    ],
  ],
  links: [
    chain(low, filledIn, which),
    chain(monthly, filledIn),
    branch(which, [whom, reachable], makeSent),
    branch(reachable, warning.ask, unreachable),
    warning.links(warned, unwarned),
    chain(
      makeSent,
      month,
      movements,
      movementsAll,
      lines,
      linesAll,
      counts,
      users,
      onlyResellers,
      fresh,
      statement,
      mail.ask,
    ),
    mail.links(note, unsent),
    failing([makeSent, movements, lines, users, fresh], unread),
    failing([note], unsent),
  ],
};
