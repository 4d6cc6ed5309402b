import {
  both,
  branch,
  byId,
  chain,
  customerMail,
  customerNow,
  dateText,
  done,
  expression,
  failing,
  first,
  form,
  formEnding,
  inText,
  is,
  makeTable,
  of,
  onEvent,
  payerOf,
  question,
  rows,
  setting,
  settings,
  stop,
  stripePost,
  table,
  tellOperator,
  xtream,
  type Template,
} from '..';

const left = onEvent('Subscription cancelled', ['subscription.cancelled'], {
  // Those who were ended because they did not pay are not asked why they left.
  filter: 'data.billing.providerEventType != "ledger"',
});
const answered = form('Survey answered', {
  path: 'why-you-left',
  title: 'Why did you leave? / لماذا غادرت؟',
  description: 'Two questions; thank you. / سؤالان فقط، شكرًا لك.',
  button: 'Send / أرسل',
  fields: [
    {
      name: 'reason',
      label: 'The main reason / السبب الرئيسي',
      type: 'dropdown',
      options: [
        'Too expensive / السعر',
        'Not used enough / قلة الاستخدام',
        'Did not work well / الجودة',
        'Other / آخر',
      ],
    },
    { name: 'comment', label: 'Anything else? / هل من إضافة؟', type: 'textarea', required: false },
  ],
  sample: { reason: 'Too expensive / السعر', comment: '', subscription: 'stripe:sub_1Sample' },
});
const { values: formFields } = answered.parameters['formFields'] as { values: object[] };
formFields.push({ fieldType: 'hiddenField', fieldName: 'subscription' });

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  rows.portalUrl,
  ['surveyUrl', 'https://n8n.example.com/form/why-you-left'],
  ['percentOff', 30],
  ['offerDays', 14],
  rows.defaultLanguage,
  rows.arabicCountries,
]);
const which = question('An answer?', [is.true(`$('${answered.name}').isExecuted`)]);

const leaving = customerNow('Customer', `$('${left.name}').first().json.data.customer`);
const hasEmail = question('Has an e-mail?', [is.filled(of('Customer', 'email'))]);
const nobody = done('No address, done');
const company = inText(setting('company'));
const survey = `${inText(setting('surveyUrl'))}?subscription=${inText(`encodeURIComponent($('${left.name}').first().json.data.subscription.id)`)}`;
const goodbye = customerMail('Goodbye', {
  to: of('Customer', 'email'),
  language: of('Customer', 'language'),
  name: of('Customer', 'name'),
  ask: 'Goodbye in Arabic?',
  subject: { en: `${company}: we are sorry to see you go`, ar: `${company}: يؤسفنا رحيلك` },
  title: { en: 'We are sorry to see you go', ar: 'يؤسفنا رحيلك' },
  paragraphs: [
    {
      en: 'Your subscription is cancelled. Tell us why in two clicks: it helps us, and there is something in it for you.',
      ar: 'تم إلغاء اشتراكك. أخبرنا بالسبب بنقرتين: يساعدنا ذلك، ولك فيه فائدة.',
    },
  ],
  button: { label: { en: 'Tell us why', ar: 'أخبرنا لماذا' }, url: survey },
});

const answer = (field: string): string => `$('${answered.name}').first().json.${field}`;
const known = xtream('Get subscription', 'subscription', 'get', {
  subscription: byId(answer('subscription')),
  simplify: false,
});
const former = customerNow('Former customer', of(known.name, 'customer'));
const to = (field: string): string => of(former.name, field);
const list = 'Exit survey';
const make = makeTable('Make the table', list, ['subscription', 'plan', 'reason', 'comment', 'code']);
const code = `'BACK' + ${of(known.name, 'providerId')}.replace(/[^A-Za-z0-9]/g, '').slice(-8).toUpperCase()`;
const keep = table.upsert(
  'Keep the answer',
  list,
  { subscription: expression(of(known.name, 'id')) },
  {
    subscription: expression(of(known.name, 'id')),
    plan: expression(`${of(known.name, 'plan')} ?? ''`),
    reason: expression(answer('reason')),
    comment: expression(`${answer('comment')} ?? ''`),
    code: expression(code),
  },
);
const bad = question('Did it not work well?', [is.true(`${answer('reason')}.startsWith('Did not work')`)]);
const tell = tellOperator('Tell operator: call them', {
  subject: `${inText(first(former.name, 'email'))} left because it did not work well`,
  text: `They say: ${inText(`${answer('comment')} || '(nothing more)'`)}\n\nPlan ${inText(`${of(known.name, 'plan')} ?? 'unknown'`)}, ${inText(of(known.name, 'id'))}, phone ${inText(`${first(former.name, 'phone')} || 'unknown'`)}.\nThey get the offer as well.`,
});

const couponId = `'winback-' + ${setting('percentOff')}`;
const coupon = {
  ...stripePost(
    'Coupon',
    'coupons',
    {
      id: expression(couponId),
      percent_off: expression(setting('percentOff')),
      duration: 'once',
      name: `=Welcome back, ${inText(setting('percentOff'))}%`,
    },
    expression(`${couponId} + '/' + ${of(known.name, 'id')}`),
  ),
};
// It is there already from the second customer on; whether it is, the code's creation tells.
coupon.more = { onError: 'continueRegularOutput' };
const expires = `DateTime.fromISO(${answer('submittedAt')}).plus({ days: ${setting('offerDays')} })`;
const promotion = stripePost(
  'Promotion code',
  'promotion_codes',
  {
    coupon: expression(couponId),
    code: expression(code),
    max_redemptions: '1',
    expires_at: expression(`Math.floor(${expires}.toSeconds())`),
  },
  expression(`'winback/' + ${of(known.name, 'id')} + '/' + ${answer('submittedAt')}`),
);
const offerRow = {
  label: { en: 'Your code', ar: 'رمزك' },
  value: both(inText(of(promotion.name, 'code'))),
  code: true,
};
const offer = customerMail('Offer', {
  to: to('email'),
  language: to('language'),
  name: to('name'),
  ask: 'Offer in Arabic?',
  subject: {
    en: `${company}: ${inText(setting('percentOff'))}% off if you come back`,
    ar: `${company}: خصم ${inText(setting('percentOff'))}% إذا عدت`,
  },
  title: { en: 'Come back for less', ar: 'عد إلينا بسعر أقل' },
  paragraphs: [
    {
      en: `Thank you for your answer. With this code the first payment costs ${inText(setting('percentOff'))}% less. Your line is switched on again as it was.`,
      ar: `شكرًا لإجابتك. بهذا الرمز تقل الدفعة الأولى بنسبة ${inText(setting('percentOff'))}%. يعود اشتراكك كما كان.`,
    },
  ],
  rows: [offerRow, { label: { en: 'Valid until', ar: 'صالح حتى' }, value: dateText(`${expires}.toISO()`) }],
  button: { label: { en: 'Come back', ar: 'عد إلينا' }, url: inText(setting('portalUrl')) },
});
const thanks = formEnding('Thank you', 'Thank you / شكرًا لك', 'Look into your mailbox. / راجع بريدك.');

const unsent = stop('Stop: no goodbye', { trigger: left.name, who: payerOf(left.name) });
const noOffer = stop('Stop: no offer', { trigger: null, who: inText(answer('subscription')) });

export const winBackAfterCancellation: Template = {
  file: 'win-back-after-cancellation',
  id: 'xtreamWinBack',
  name: 'Ask customers who cancel why, and offer a coupon',
  overview: {
    about:
      'Customers who leave are asked why, and get a code of their own to come back with. For operators of Xtream UI, XUI.ONE and XC_VM panels who sell through Stripe.',
    how: [
      'The sync daemon tells of every subscription that was cancelled, at whichever provider. Those it ended because nobody paid are left out.',
      'The customer gets a goodbye with a link to a form of two questions.',
      'The answer is kept in the Data Table *Exit survey*, for you to count. Who says it did not work well is reported to the operator at once.',
      'Stripe makes a coupon, once, and a promotion code for this customer alone, good for one payment and some days; it goes out by e-mail in English or Arabic.',
    ],
    note: 'A form that is sent twice gets one code. Coupons that are redeemed stand in the daemon’s payments, so reports tell what the offer brought back.',
    setup: [
      'Connect credentials: Xtream UI Sync API, Stripe (both HTTP nodes), SMTP.',
      'Fill in **Settings**. `surveyUrl`: the form’s production URL, as **Survey answered** shows it.',
      'Let your checkout take promotion codes.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Who leaves, and who answers',
        text: 'Two ways in: a cancelled subscription, and the form its customer fills in.',
        rows: [[left, filledIn, which], [answered]],
      },
      {
        title: '2. Goodbye',
        text: 'An e-mail with the link to the form, which carries the subscription’s id.',
        rows: [
          [leaving, hasEmail, goodbye.ask, goodbye.english],
          [null, nobody, null, goodbye.arabic],
          [null, null, null, unsent],
        ],
      },
    ],
    [
      {
        title: '3. The answer',
        text: 'Kept in a Data Table, made on first use; one row for each subscription.',
        rows: [
          [known, former, make, keep, bad],
          [null, null, null, null, tell],
        ],
      },
      {
        title: '4. The offer',
        text: 'One coupon for all, a code for each, the same one however often it is asked for.',
        rows: [
          [coupon, promotion, offer.ask, offer.english, thanks],
          [null, noOffer, null, offer.arabic],
        ],
      },
    ],
  ],
  links: [
    chain(left, filledIn, which),
    chain(answered, filledIn),
    branch(which, [known, former, make, keep, bad], [leaving, hasEmail]),
    branch(hasEmail, goodbye.ask, nobody),
    goodbye.links(null, unsent),
    branch(bad, [tell, coupon], coupon),
    chain(coupon, promotion, offer.ask),
    failing([known, make, keep, promotion], noOffer),
    offer.links(thanks, noOffer),
  ],
};
