import {
  askByMail,
  branch,
  chain,
  done,
  expression,
  failing,
  first,
  inText,
  is,
  mailPage,
  mailParts,
  moneyText,
  onEvent,
  question,
  rows,
  settings,
  step,
  stop,
  tries,
  values,
  xtream,
  type Template,
} from '..';

const trigger = 'Compared';
const compared = onEvent(trigger, ['reconciliation.completed'], { filter: 'data.reconciliation.findings > 0' });
const run = (field: string): string => first(trigger, `data.reconciliation.${field}`);
const filledIn = settings([rows.company, rows.senderEmail, rows.operatorEmail, ['fixOnly', 'sure']]);
const setting = (name: string): string => first('Settings', name);
const reconciliation = { reconciliation: { __rl: true, mode: 'id', value: expression(run('id')) } };
const together = (name: string): ReturnType<typeof step> =>
  step('n8n-nodes-base.aggregate', name, {
    aggregate: 'aggregateAllItemData',
    destinationFieldName: 'findings',
    options: {},
  });

const find = xtream('Get findings', 'reconciliation', 'get', { ...reconciliation, format: 'findings' });
const all = together('All findings');
const findings = first('All findings', 'findings');
const isOpen = `['open', 'failed'].includes(finding.state) && finding.fix.do !== 'none'`;
const plan = values('What to fix', {
  fixable: ['array', `${findings}.filter((finding) => ${isOpen} && (finding.sure || ${setting('fixOnly')} === 'all'))`],
  byHand: [
    'array',
    `${findings}.filter((finding) => !(${isOpen} && (finding.sure || ${setting('fixOnly')} === 'all')))`,
  ],
});
const planned = (field: 'fixable' | 'byHand'): string => first('What to fix', field);
const any = question('Anything to fix?', [is.above('$json.fixable.length', 0)]);

const money = `${run('leakedPerMonth')} === null ? 'an unknown amount' : ${moneyText(run('leakedPerMonth'), run('currency'))}`;
const lineOf = `(finding.username ?? finding.subject) + ': ' + finding.found + ' Expected: ' + finding.expected`;
/** A list for a plain text: at most so many, and how many more there are. */
const listed = (list: string, text: string, atMost: number): string =>
  `${list}.slice(0, ${String(atMost)}).map((finding) => '- ' + ${text}).concat(${list}.length > ${String(atMost)} ? ['and ' + (${list}.length - ${String(atMost)}) + ' more'] : []).join('\\n')`;
const ask = askByMail('Ask the operator', {
  to: setting('operatorEmail'),
  subject: `Reconciliation: fix ${inText(`${planned('fixable')}.length`)} of ${inText(`${findings}.length`)} findings?`,
  message: [
    `Provider, ledger and panel do not agree in ${inText(`${findings}.length`)} places, which lose ${inText(money)} a month.`,
    `These will be fixed:`,
    inText(listed(planned('fixable'), `${lineOf} + ' Fix: ' + finding.fixInWords`, 100)),
    `Left to you, and in the report: ${inText(`${planned('byHand')}.length`)}. Without an answer within a day nothing is changed, and the next night asks again.`,
  ].join('\n\n'),
  yes: 'Fix them',
  no: 'Change nothing',
  days: 1,
});
const approved = question('Approved?', [is.true(`$json.data?.approved ?? false`)]);

const fix = xtream('Fix findings', 'reconciliation', 'fix', {
  ...reconciliation,
  which: 'chosen',
  findings: expression(`${planned('fixable')}.map((finding) => finding.id)`),
});
const left = `($json.fixes.due ?? 0) + ($json.fixes.begun ?? 0)`;
const carried = question('All carried out?', [is.number(left, 0), is.atLeast('$runIndex', 30)], 'or');
const pause = step('n8n-nodes-base.wait', 'Wait a minute', { amount: 1, unit: 'minutes' });
const look = xtream('Look again', 'reconciliation', 'get', { ...reconciliation, format: 'summary' });

const outcome = xtream('Get outcome', 'reconciliation', 'get', { ...reconciliation, format: 'findings' });
const everything = together('Outcome');
const now = first('Outcome', 'findings');
const count = (states: readonly string[]): string =>
  `${now}.filter((finding) => ${JSON.stringify(states).replace(/"/g, "'")}.includes(finding.state)).length`;
const told = values('Figures', {
  fixed: ['number', count(['fixed'])],
  gone: ['number', count(['gone'])],
  failed: ['number', count(['failed'])],
  underWay: ['number', count(['due', 'begun'])],
  open: ['number', count(['open'])],
});
const figure = (field: string): string => inText(first('Figures', field));
const file = xtream('Report as CSV', 'reconciliation', 'get', { ...reconciliation, format: 'csv' });

const escape = (code: string): string => `String(${code} ?? '').replace(/&/g, '&amp;').replace(/</g, '&lt;')`;
const cell = (code: string): string =>
  `'<td style="padding:8px 10px;border-top:1px solid #e0e4ea">' + ${code} + '</td>'`;
const table = `'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 18px;border:1px solid #e0e4ea;border-radius:8px;font-size:13px;line-height:1.4">' + ${now}.slice(0, 100).map((finding) => '<tr>' + ${cell(`'<b><bdi>' + ${escape('finding.username ?? finding.subject')} + '</bdi></b><br>' + ${escape('finding.kind')}`)} + ${cell(`${escape('finding.found')} + ' ' + ${escape('finding.fixInWords')}`)} + ${cell(`${escape('finding.state')} + (finding.message ? '<br>' + ${escape('finding.message')} : '')`)} + '</tr>').join('') + '</table>'`;
const figures = [
  { label: 'Fixed', value: figure('fixed') },
  { label: 'Agreed by itself meanwhile', value: figure('gone') },
  { label: 'Could not be fixed', value: figure('failed') },
  { label: 'Under way', value: figure('underWay') },
  { label: 'Not touched', value: figure('open') },
  { label: 'Lost in a month, before', value: inText(money) },
];
const mail = step(
  'n8n-nodes-base.emailSend',
  'Send report',
  {
    fromEmail: expression(setting('senderEmail')),
    toEmail: expression(setting('operatorEmail')),
    subject: `=Reconciliation: ${figure('fixed')} fixed, ${figure('failed')} failed, ${figure('open')} left`,
    emailFormat: 'both',
    text: `=${figures.map(({ label, value }) => `${label}: ${value}`).join('\n')}\n\n${inText(listed(now, `${lineOf} + ' Fix: ' + finding.fixInWords + ' [' + finding.state + ']'`, 100))}\n\nAll of them are in the attached table.`,
    html: `=${mailPage(
      inText(setting('company')),
      [
        mailParts.title('Provider, ledger and panel, compared'),
        mailParts.table(figures),
        mailParts.paragraph('The first of them; all are in the attached table.'),
        inText(table),
      ].join('\n'),
      inText(run('id')),
    )}`,
    options: { appendAttribution: false, attachments: 'data' },
  },
  tries,
);
const reported = done('Reported');
const failedToLook = stop('Stop: findings not read', { trigger, who: `the reconciliation ${inText(run('id'))}` });
const failedToFix = stop('Stop: not fixed', { trigger, who: `the reconciliation ${inText(run('id'))}` });
const failedToTell = stop('Stop: no report', { trigger, who: `the reconciliation ${inText(run('id'))}` });

export const nightlyReconciliation: Template = {
  file: 'nightly-reconciliation',
  id: 'xtreamReconcile',
  name: 'Reconcile payments and IPTV lines every night, fix on approval',
  overview: {
    about:
      'Who pays and has no service, who has service and does not pay, lines nobody knows: found every night, listed with what they cost, and fixed when you press a button. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The sync daemon compares billing provider, ledger and panel every night at half past four (`billing.reconcile.cron` in its configuration). **Compared** starts when anything was found.',
      '**Ask the operator** sends what would be fixed, with two buttons, and waits for a day.',
      '**Fix findings** sets right what you approved. What agrees by itself meanwhile is left alone.',
      '**Send report** says what became of each finding, with a table to open in a spreadsheet.',
    ],
    note: 'Nothing is changed without the button. `fixOnly` in **Settings** is `sure` or `all`; `all` also takes away what may have been a favour. A repeated run fixes nothing twice.',
    setup: [
      'Connect credentials: Xtream UI Sync API, SMTP.',
      'Fill in **Settings**: company, sender, your address, what may be fixed.',
      'Give the daemon your provider’s API key, so that it can read all subscriptions.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What does not agree',
        text: 'The night’s findings, and which of them may be fixed. The others need a person.',
        rows: [
          [compared, filledIn, find, all, plan, any],
          [null, null, failedToLook],
        ],
      },
      {
        title: '2. You approve',
        text: 'No answer within a day means no.',
        rows: [[ask, approved]],
      },
    ],
    [
      {
        title: '3. Fix',
        text: 'Each finding is a command that happens once. Many take a while: half an hour at most is waited for.',
        rows: [[fix, carried, null], [null, pause, look], [failedToFix]],
      },
      {
        title: '4. Report',
        text: 'What became of each finding. Last, because mails cannot be taken back.',
        rows: [
          [outcome, everything, told, file, mail, reported],
          [null, failedToTell],
        ],
      },
    ],
  ],
  links: [
    chain(compared, filledIn, find, all, plan, any),
    branch(any, [ask, approved], outcome),
    branch(approved, [fix, carried], outcome),
    branch(carried, outcome, [pause, look, carried]),
    chain(outcome, everything, told, file, mail, reported),
    failing([find, ask], failedToLook),
    failing([fix, look], failedToFix),
    failing([outcome, file, mail], failedToTell),
  ],
};
