import {
  chain,
  done,
  every,
  expression,
  failing,
  first,
  inText,
  mailPage,
  mailParts,
  minorUnits,
  of,
  rows,
  settings,
  step,
  stop,
  tries,
  values,
  type Template,
} from '..';

const monday = every('Monday morning', {
  ...{ field: 'weeks', weeksInterval: 1, triggerAtHour: 8, triggerAtMinute: 0 },
  triggerAtDay: [1] as unknown as number,
});
const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  ['daemonUrl', 'http://127.0.0.1:8095'],
  ['spreadsheetId', ''],
  ['sheet', 'Weekly report'],
  ['weeks', 8],
]);
const setting = (name: string): string => first('Settings', name);

const calendar = values('Weeks', {
  weeks: [
    'array',
    `Array.from({ length: ${setting('weeks')} }, (_, back) => $now.startOf('week').minus({ weeks: ${setting('weeks')} - back })).map((monday) => ({ week: monday.toFormat('kkkk-\\'W\\'WW'), from: monday.toUTC().toISO({ suppressMilliseconds: true }), to: monday.plus({ weeks: 1 }).toUTC().toISO({ suppressMilliseconds: true }) }))`,
  ],
});
const each = step('n8n-nodes-base.splitOut', 'Week by week', { fieldToSplitOut: 'weeks', options: {} });
const report = step(
  'n8n-nodes-base.httpRequest',
  'Get revenue report',
  {
    url: `=${inText(setting('daemonUrl'))}/v1/reports/revenue`,
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'xtreamUiSyncApi',
    sendQuery: true,
    queryParameters: {
      parameters: [
        { name: 'from', value: expression('$json.from') },
        { name: 'to', value: expression('$json.to') },
      ],
    },
    options: {},
  },
  tries,
);
const decimals = minorUnits('$json.currency');
const figures = values('Figures of the week', {
  week: ['string', of('Week by week', 'week')],
  currency: ['string', '$json.currency'],
  revenue: ['number', `$json.paid.amount / (${decimals})`],
  payments: ['number', '$json.paid.count'],
  refunds: ['number', `$json.refunded.amount / (${decimals})`],
  failed: ['number', `($json.failed.amount - $json.failed.recoveredAmount) / (${decimals})`],
  monthly: ['number', `Math.round($json.monthly.atEnd) / (${decimals})`],
  subscriptions: ['number', '$json.subscriptions.atEnd'],
  begun: ['number', '$json.subscriptions.begun'],
  ended: ['number', '$json.subscriptions.ended'],
});
const sheet = step(
  'n8n-nodes-base.googleSheets',
  'Enter into the sheet',
  {
    operation: 'appendOrUpdate',
    documentId: { __rl: true, mode: 'id', value: expression(setting('spreadsheetId')) },
    sheetName: { __rl: true, mode: 'name', value: expression(setting('sheet')) },
    columns: {
      mappingMode: 'autoMapInputData',
      value: {},
      matchingColumns: ['week'],
      schema: [],
      attemptToConvertTypes: false,
      convertFieldsToString: false,
    },
    options: {},
  },
  tries,
);
const together = step('n8n-nodes-base.aggregate', 'All weeks', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'weeks',
  options: {},
});

const weeks = first('All weeks', 'weeks');
const last = `${weeks}.at(-1)`;
const before = `${weeks}.at(-2)`;
const reports = `$('Get revenue report').all().at(-1).json`;
const amount = (code: string): string => `(${code}).toFixed(2) + ' ' + ${last}.currency`;
const change = (field: string): string =>
  `(${before} && ${before}.${field} ? (${last}.${field} >= ${before}.${field} ? ' (+' : ' (') + Math.round((${last}.${field} / ${before}.${field} - 1) * 100) + ' %)' : '')`;
const escape = (code: string): string => `String(${code}).replace(/&/g, '&amp;').replace(/</g, '&lt;')`;
/** Bars as table cells: mail programs show no SVG, and a picture of another service would get the figures. */
const bars = (list: string, label: string, value: string, shown: string): string =>
  `'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 18px;font-size:13px;line-height:1.3">' + ${list}.map((one) => '<tr><td style="padding:3px 10px 3px 0;white-space:nowrap;color:#5b6675" width="110"><bdi>' + ${escape(label)} + '</bdi></td><td style="padding:3px 0"><table role="presentation" cellpadding="0" cellspacing="0" width="' + Math.max(1, Math.round(100 * ${value} / Math.max(1, ...${list}.map((other) => ${value.replaceAll('one.', 'other.')})))) + '%"><tr><td style="background:#1f6feb;height:14px;border-radius:3px;font-size:1px">&nbsp;</td></tr></table></td><td style="padding:3px 0 3px 10px;white-space:nowrap;text-align:right;font-weight:bold" width="90">' + ${escape(shown)} + '</td></tr>').join('') + '</table>'`;
const table = [
  { label: 'Revenue', value: inText(`${amount(`${last}.revenue`)} + ${change('revenue')}`) },
  { label: 'Payments', value: inText(`${last}.payments + ${change('payments')}`) },
  { label: 'Given back', value: inText(amount(`${last}.refunds`)) },
  { label: 'Failed and still open', value: inText(amount(`${last}.failed`)) },
  { label: 'Monthly revenue (MRR)', value: inText(`${amount(`${last}.monthly`)} + ${change('monthly')}`) },
  {
    label: 'Paying subscriptions',
    value: inText(`${last}.subscriptions + ', ' + ${last}.begun + ' new, ' + ${last}.ended + ' lost'`),
  },
];
const plans = `${reports}.byPlan.slice(0, 8)`;
const perPlan = `(one.amount / ${minorUnits(`${last}.currency`)}).toFixed(2)`;
const heading = (text: string): string => `<h2 style="margin:0 0 8px;font-size:16px;color:#16324f">${text}</h2>`;
const missing = `${reports}.withoutRate.length === 0 ? '' : 'Not counted, because there is no exchange rate: ' + ${reports}.withoutRate.map((one) => one.count + ' payments in ' + one.currency).join(', ')`;
const mail = step(
  'n8n-nodes-base.emailSend',
  'Send report',
  {
    fromEmail: expression(setting('senderEmail')),
    toEmail: expression(setting('operatorEmail')),
    subject: `=${inText(setting('company'))}, ${inText(`${last}.week`)}: ${inText(amount(`${last}.revenue`))}, ${inText(`${last}.subscriptions`)} subscriptions`,
    emailFormat: 'both',
    text: `=${table.map(({ label, value }) => `${label}: ${value}`).join('\n')}\n\nRevenue by week\n${inText(`${weeks}.map((one) => one.week + ': ' + one.revenue.toFixed(2)).join('\\n')`)}\n\nRevenue by plan\n${inText(`${plans}.map((one) => (one.plan ?? 'no plan') + ': ' + ${perPlan}).join('\\n')`)}\n\n${inText(missing)}`,
    html: `=${mailPage(
      `${inText(setting('company'))}, week ${inText(`${last}.week`)}`,
      [
        mailParts.title('The week in figures'),
        mailParts.table(table),
        heading('Revenue by week'),
        inText(bars(weeks, 'one.week', 'one.revenue', 'one.revenue.toFixed(2)')),
        heading('Paying subscriptions by week'),
        inText(bars(weeks, 'one.week', 'one.subscriptions', 'one.subscriptions')),
        heading('Revenue by plan'),
        inText(bars(plans, `(one.plan ?? 'no plan')`, 'one.amount', perPlan)),
      ].join('\n'),
      inText(missing),
    )}`,
    options: { appendAttribution: false },
  },
  tries,
);
const sent = done('Sent');
const unread = stop('Stop: no figures', { trigger: null, who: 'the weekly report' });
const unwritten = stop('Stop: not in the sheet', { trigger: null, who: 'the weekly report' });
const unsent = stop('Stop: not sent', { trigger: null, who: 'the weekly report' });

export const weeklyReport: Template = {
  file: 'weekly-report',
  id: 'xtreamWeekly',
  name: 'Send a weekly KPI report with charts, and keep it in Google Sheets',
  overview: {
    about:
      'Revenue, monthly recurring revenue, new and lost subscriptions, refunds, failed payments, in one currency, week by week. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      '**Monday morning** starts it; the week is the one that ended, Monday to Sunday, in n8n’s time zone.',
      '**Get revenue report** asks the sync daemon for each of the last weeks. Other currencies are converted with the exchange rate of their day.',
      '**Enter into the sheet** writes a row for each week, and corrects those that are there: a late refund changes an old week.',
      '**Send report** has the figures, how they changed, and charts of weeks and plans.',
    ],
    note: 'Charts are drawn with table cells, so that every mail program shows them and no other service sees your figures. Run it again as often as you like: the sheet keeps one row a week.',
    setup: [
      'Connect credentials: Xtream UI Sync API (in **Get revenue report**), Google Sheets OAuth2, SMTP.',
      'Make a spreadsheet with a sheet *Weekly report*, empty. Its id is in its address.',
      'Fill in **Settings**: company, addresses, the daemon’s address, the spreadsheet’s id.',
    ],
  },
  canvas: [
    [
      {
        title: '1. The last weeks',
        text: 'One item for each week that has ended.',
        rows: [[monday, filledIn, calendar, each]],
      },
      {
        title: '2. Figures',
        text: 'From the sync daemon’s ledger: what providers told and what was paid in cash.',
        rows: [
          [report, figures],
          [unread, null],
        ],
      },
    ],
    [
      {
        title: '3. Google Sheets',
        text: 'One row for each week. Columns that are missing are added.',
        rows: [
          [sheet, together],
          [unwritten, null],
        ],
      },
      {
        title: '4. E-mail',
        text: 'Last, because mails cannot be taken back.',
        rows: [
          [mail, sent],
          [unsent, null],
        ],
      },
    ],
  ],
  links: [
    chain(monday, filledIn, calendar, each, report, figures, sheet, together, mail, sent),
    failing([report], unread),
    failing([sheet], unwritten),
    failing([mail], unsent),
  ],
};
