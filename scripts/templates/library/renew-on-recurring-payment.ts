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
  failing,
  inText,
  is,
  moneyText,
  of,
  onAction,
  payerOf,
  question,
  rows,
  setting,
  settings,
  stop,
  values,
  xtream,
  type Template,
} from '..';

const due = onAction('Renewal due', ['renew']);
const event = (path: string): string => of(due.name, path);

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.portalUrl,
  ['receiptForHandPayments', false],
  rows.defaultLanguage,
  rows.arabicCountries,
]);

const renew = carryOut('Renew', due.name, 'renew');
const known = xtream('Get subscription', 'subscription', 'get', {
  subscription: byId(event('data.subscription.id')),
  simplify: false,
});
// An action that follows from a payment is named after it.
const paid = `(${of(known.name, 'payments')} ?? []).find(({ key }) => ${event('data.action.key')}.startsWith(key + '/'))`;
const receipt = values('Receipt', {
  ...customerFields(of(known.name, 'customer')),
  payment: ['string', `${paid}?.key ?? ''`],
  amount: [
    'string',
    `${paid}?.amount > 0 && ${paid}.currency ? ${moneyText(`${paid}.amount`, `${paid}.currency`)} : ''`,
  ],
  number: ['string', `${paid}?.invoice?.number ?? ${paid}?.key ?? ''`],
  invoiceUrl: ['string', `${paid}?.invoice?.pdfUrl ?? ${paid}?.invoice?.payUrl ?? ${setting('portalUrl')}`],
  until: ['string', `${of('Renew', 'until')} ?? ${of(known.name, 'serviceUntil')} ?? ''`],
  username: ['string', `${of('Renew', 'username')} ?? ''`],
  isDue: [
    'boolean',
    `['done', 'skipped'].includes(${of('Renew', 'state')}) && Boolean(${paid}?.amount) && (!${paid}.key.startsWith('manual:') || ${setting('receiptForHandPayments')})`,
  ],
});
const to = (field: string): string => of('Receipt', field);
const wanted = question('Send a receipt?', [is.true(to('isDue')), is.filled(to('email'))]);
const nothing = done('Nothing to send');

const company = inText(setting('company'));
const mail = customerMail('Receipt', {
  to: to('email'),
  language: to('language'),
  name: to('name'),
  subject: { en: `${company}: paid, your line goes on`, ar: `${company}: تم الدفع، اشتراكك مستمر` },
  title: { en: 'Thank you for your payment', ar: 'شكرًا لدفعتك' },
  paragraphs: [
    {
      en: `Your line ${inText(to('username'))} was renewed. There is nothing for you to do.`,
      ar: `تم تجديد اشتراكك ${inText(to('username'))}. لا حاجة إلى أي إجراء منك.`,
    },
  ],
  rows: [
    { label: { en: 'Amount', ar: 'المبلغ' }, value: both(inText(to('amount'))), code: true },
    { label: { en: 'Invoice', ar: 'الفاتورة' }, value: both(inText(to('number'))), code: true },
    { label: { en: 'Valid until', ar: 'صالح حتى' }, value: dateText(to('until')) },
  ],
  button: { label: { en: 'Your invoice', ar: 'فاتورتك' }, url: inText(to('invoiceUrl')) },
  footer: {
    en: `Your account: ${inText(setting('portalUrl'))}`,
    ar: `حسابك: ${inText(setting('portalUrl'))}`,
  },
});

const who = payerOf(due.name);
const notRenewed = stop('Stop: not renewed', { trigger: due.name, who });
const noReceipt = stop('Stop: no receipt', { trigger: due.name, who });

export const renewOnRecurringPayment: Template = {
  file: 'renew-on-recurring-payment',
  id: 'xtreamRenew',
  name: 'Renew an IPTV line on every payment',
  overview: {
    about:
      'Every payment after the first lets the customer’s line last longer, at once, whichever provider took it. For operators of Xtream UI, XUI.ONE and XC_VM panels who sell subscriptions.',
    how: [
      'The sync daemon works out from everything the provider has told until when each line is paid for, and says that a renewal is due when the panel’s line ends sooner.',
      '**Renew** sets the line’s end. The action is named after its payment, so no payment ever counts twice, not even after a crash; payments that come late or in the wrong order come to the same end.',
      'The customer gets a receipt in English or Arabic with the amount, the new end and the link to the invoice.',
    ],
    note: 'A line that was renewed by hand meanwhile is left as it is. Time that is given while a failed payment is being chased leads to no receipt. The receipt can come twice only when n8n dies the moment after sending it.',
    setup: [
      'Tell the daemon your plans, and leave `billing.actions.renew` to n8n, as it is from the start.',
      'Connect credentials: Xtream UI Sync API (trigger and Xtream UI nodes), SMTP.',
      'Fill in **Settings**. `receiptForHandPayments`: whether payments entered by hand get a receipt from here, too.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Renew',
        text: 'What is due and until when is the daemon’s to know. **Renew** carries it out once, under the action’s own key.',
        rows: [
          [due, filledIn, renew],
          [null, null, notRenewed],
        ],
      },
      {
        title: '2. What was paid',
        text: 'The payment, its invoice and the customer, as they are now.',
        rows: [
          [known, receipt, wanted],
          [null, null, nothing],
        ],
      },
      {
        title: '3. Receipt',
        text: 'Last, because mails cannot be taken back.',
        rows: [
          [mail.ask, mail.english],
          [null, mail.arabic],
          [null, noReceipt],
        ],
      },
    ],
  ],
  links: [
    chain(due, filledIn, renew, known, receipt, wanted),
    failing([renew, known], notRenewed),
    branch(wanted, mail.ask, nothing),
    mail.links(null, noReceipt),
  ],
};
