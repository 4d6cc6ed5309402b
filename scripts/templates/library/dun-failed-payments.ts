import {
  both,
  branch,
  byId,
  carryOut,
  chain,
  customerFields,
  customerMail,
  dateText,
  done,
  expression,
  failing,
  inText,
  is,
  moneyText,
  of,
  onEvent,
  payerOf,
  question,
  rows,
  setting,
  settings,
  sms,
  stop,
  values,
  ways,
  xtream,
  type Template,
} from '..';

const due = onEvent('Step due', ['dunning.step_due', 'service.action_due'], {
  filter:
    'type = "dunning.step_due" ? data.dunningStep.action = "remind" : data.action.kind in ["suspend", "resume", "terminate"]',
});
const event = (path: string): string => of(due.name, path);

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.smsSender,
  rows.portalUrl,
  rows.defaultLanguage,
  rows.arabicCountries,
]);

const known = xtream('Get subscription', 'subscription', 'get', {
  subscription: byId(event('data.subscription.id')),
  simplify: false,
});
const unpaid = `(${of(known.name, 'payments')} ?? []).filter(({ state }) => state === 'failed').sort((a, b) => (a.failedAt < b.failedAt ? 1 : -1))[0]`;
const bill = values('Customer and bill', {
  ...customerFields(of(known.name, 'customer')),
  payUrl: ['string', `${unpaid}?.invoice?.payUrl ?? ${event('data.dunningStep')}?.payUrl ?? ${setting('portalUrl')}`],
  amount: [
    'string',
    `${unpaid}?.amount > 0 && ${unpaid}.currency ? ${moneyText(`${unpaid}.amount`, `${unpaid}.currency`)} : ''`,
  ],
  username: ['string', `(${of(known.name, 'lines')} ?? []).map(({ username }) => username).join(', ')`],
  serviceUntil: ['string', `${of(known.name, 'serviceUntil')} ?? ''`],
  isUnpaid: ['boolean', `Boolean(${of(known.name, 'dunning')})`],
});
const to = (field: string): string => of(bill.name, field);
const company = inText(setting('company'));
const line = inText(to('username'));

const kind = `(${event('data.action')}?.kind ?? 'remind')`;
const what = ways(
  'What is due?',
  [
    { label: 'Remind', when: [is.text(kind, 'remind')] },
    { label: 'Suspend', when: [is.text(kind, 'suspend')] },
    { label: 'Resume', when: [is.text(kind, 'resume')] },
  ],
  'Terminate',
);

const recipient = { to: to('email'), language: to('language'), name: to('name') };
const footer = {
  en: `Your account: ${inText(setting('portalUrl'))}. If you have paid meanwhile, ignore this e-mail.`,
  ar: `حسابك: ${inText(setting('portalUrl'))}. إذا كنت قد دفعت، فتجاهل هذه الرسالة.`,
};
const amountRow = { label: { en: 'Amount', ar: 'المبلغ' }, value: both(inText(to('amount'))), code: true };
const payButton = { label: { en: 'Pay now', ar: 'ادفع الآن' }, url: inText(to('payUrl')) };

const open = question('Still unpaid?', [is.true(to('isUnpaid'))]);
const paidMeanwhile = done('Paid meanwhile');
const bySms = question('By SMS?', [
  is.text(`(${event('data.dunningStep.channel')} ?? '')`, 'sms'),
  is.filled(to('phone')),
]);
const text = sms('Text the customer', {
  to: to('phone'),
  language: to('language'),
  text: {
    en: `${company}: your payment did not go through and your line will be switched off. Pay: ${inText(to('payUrl'))}`,
    ar: `${company}: لم تنجح دفعتك وسيتوقف اشتراكك. للدفع: ${inText(to('payUrl'))}`,
  },
});
const reminder = customerMail('Reminder', {
  ...recipient,
  ask: 'Remind in Arabic?',
  subject: { en: `${company}: your payment did not go through`, ar: `${company}: لم تنجح دفعتك` },
  title: { en: 'Your payment did not go through', ar: 'لم تنجح دفعتك' },
  paragraphs: [
    {
      en: `We could not collect the payment for your line ${line}. It goes on for now; pay in time and nothing changes.`,
      ar: `لم نتمكن من تحصيل الدفعة عن اشتراكك ${line}. الخدمة مستمرة حاليًا؛ ادفع في الموعد ولن يتغير شيء.`,
    },
  ],
  rows: [
    amountRow,
    { label: { en: 'Line works until', ar: 'الاشتراك يعمل حتى' }, value: dateText(to('serviceUntil')) },
  ],
  button: payButton,
  footer,
});

const reasons = ['abuse', 'cancelled', 'chargeback', 'customer-request', 'non-payment', 'other', 'refund'];
const why = expression(
  `${JSON.stringify(reasons).replace(/"/g, "'")}.includes(${event('data.action.reason')}) ? ${event('data.action.reason')} : 'other'`,
);
const doneFor = (node: string, reason: string): string =>
  `${of(node, 'state')} === 'done' && ${event('data.action.reason')} === '${reason}'`;

const suspend = carryOut('Suspend', due.name, 'suspend', { reason: why });
const suspended = question('Suspended for non-payment?', [is.true(doneFor('Suspend', 'non-payment'))]);
const otherwise = done('Nothing to say');
const off = customerMail('Switched off', {
  ...recipient,
  ask: 'Switched off, Arabic?',
  subject: { en: `${company}: your line is switched off`, ar: `${company}: تم إيقاف اشتراكك` },
  title: { en: 'Your line is switched off', ar: 'تم إيقاف اشتراكك' },
  paragraphs: [
    {
      en: `The payment for your line ${line} is still missing. It is switched on again the moment you pay.`,
      ar: `الدفعة عن اشتراكك ${line} ما زالت ناقصة. يعود الاشتراك فور الدفع.`,
    },
  ],
  rows: [amountRow],
  button: payButton,
  footer,
});

const resume = carryOut('Resume', due.name, 'resume');
const resumed = question('Switched on again?', [is.true(`${of('Resume', 'state')} === 'done'`)]);
const stays = done('Stays as it is');
const on = customerMail('Switched on', {
  ...recipient,
  ask: 'Switched on, Arabic?',
  subject: { en: `${company}: your line works again`, ar: `${company}: عاد اشتراكك للعمل` },
  title: { en: 'Your line works again', ar: 'عاد اشتراكك للعمل' },
  paragraphs: [
    { en: `Thank you for your payment. Your line ${line} is on.`, ar: `شكرًا لدفعتك. اشتراكك ${line} يعمل الآن.` },
  ],
  rows: [{ label: { en: 'Valid until', ar: 'صالح حتى' }, value: dateText(to('serviceUntil')) }],
  button: { label: { en: 'Your account', ar: 'حسابك' }, url: inText(setting('portalUrl')) },
});

const terminate = carryOut('Terminate', due.name, 'terminate', { reason: why });
const ended = question('Ended for non-payment?', [is.true(doneFor('Terminate', 'non-payment'))]);
const quiet = done('Ended otherwise');
const end = customerMail('Ended', {
  ...recipient,
  ask: 'Ended, Arabic?',
  subject: { en: `${company}: your subscription has ended`, ar: `${company}: انتهى اشتراكك` },
  title: { en: 'Your subscription has ended', ar: 'انتهى اشتراكك' },
  paragraphs: [
    {
      en: `The payment for your line ${line} did not come, so it has ended. You are welcome back at any time.`,
      ar: `لم تصلنا الدفعة عن اشتراكك ${line}، فانتهى. نرحب بعودتك في أي وقت.`,
    },
  ],
  button: { label: { en: 'Subscribe again', ar: 'اشترك من جديد' }, url: inText(setting('portalUrl')) },
});

const who = payerOf(due.name);
const unknown = stop('Stop: not looked up', { trigger: due.name, who });
const notReminded = stop('Stop: not reminded', { trigger: due.name, who });
const notSuspended = stop('Stop: not suspended', { trigger: due.name, who });
const notResumed = stop('Stop: not resumed', { trigger: due.name, who });
const notEnded = stop('Stop: not ended', { trigger: due.name, who });

export const dunFailedPayments: Template = {
  file: 'dun-failed-payments',
  id: 'xtreamDunning',
  name: 'Remind and suspend customers whose payment failed',
  overview: {
    about:
      'A payment fails: the customer hears of it with a link to pay, first by e-mail, then by SMS; then the line is switched off, and on again the moment they pay. For operators of Xtream UI, XUI.ONE and XC_VM panels who sell subscriptions.',
    how: [
      'The dunning policy of the sync daemon says when which step is due, and stops at once when the invoice is paid.',
      '**What is due?** leads to a reminder, a suspension, a resumption or the end.',
      'A reminder goes out only while the invoice is open; an SMS that cannot be sent becomes an e-mail.',
      '**Suspend**, **Resume** and **Terminate** carry out an action under its own key. Whoever has paid while n8n was down is not switched off any more.',
    ],
    note: 'What a person switched off for another reason stays off. Every message is in English or Arabic, with the provider’s own pay link.',
    setup: [
      'Give the daemon a dunning policy, and leave suspend, resume and terminate to n8n, as they are from the start.',
      'Connect credentials: Xtream UI Sync API (trigger and Xtream UI nodes), SMTP, Twilio.',
      'Fill in **Settings**. `portalUrl` is linked where the provider gives no pay link.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What is due',
        text: 'A step of the policy, or something to be done to a line. The subscription is read again, so that everything is as it is now.',
        rows: [
          [due, filledIn, known, bill, what],
          [null, null, unknown],
        ],
      },
    ],
    [
      {
        title: '2. Remind',
        text: 'The policy’s step says the channel: `sms`, or else e-mail.',
        rows: [
          [null, null, text, reminder.ask, reminder.english],
          [open, bySms, null, null, reminder.arabic],
          [null, paidMeanwhile, null, null, notReminded],
        ],
      },
      {
        title: '3. Switch off',
        text: 'The customer is told when it was for non-payment.',
        rows: [[suspend, suspended, off.ask, off.english], [null, otherwise, null, off.arabic], [notSuspended]],
      },
    ],
    [
      {
        title: '4. Switch on again',
        text: 'A payment lifts what was switched off for non-payment.',
        rows: [
          [resume, resumed, on.ask, on.english],
          [notResumed, stays, null, on.arabic],
        ],
      },
      {
        title: '5. The end',
        text: 'The last step of a policy. Customers who cancelled get no such mail.',
        rows: [
          [terminate, ended, end.ask, end.english],
          [notEnded, quiet, null, end.arabic],
        ],
      },
    ],
  ],
  links: [
    chain(due, filledIn, known, bill, what),
    failing([known], unknown),
    branch(what, open, suspend, resume, terminate),
    branch(open, bySms, paidMeanwhile),
    branch(bySms, text, reminder.ask),
    failing([text], reminder.ask),
    reminder.links(null, notReminded),
    chain(suspend, suspended),
    branch(suspended, off.ask, otherwise),
    failing([suspend], notSuspended),
    off.links(null, notSuspended),
    chain(resume, resumed),
    branch(resumed, on.ask, stays),
    failing([resume], notResumed),
    on.links(null, notResumed),
    chain(terminate, ended),
    branch(ended, end.ask, quiet),
    failing([terminate], notEnded),
    end.links(null, notEnded),
  ],
};
