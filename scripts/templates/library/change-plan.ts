import {
  both,
  branch,
  byId,
  byName,
  carryOut,
  chain,
  customerFields,
  customerMail,
  done,
  expression,
  failing,
  first,
  form,
  formEnding,
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
  tellOperator,
  values,
  xtream,
  type Template,
} from '..';

const due = onAction('Other plan', ['changePackage']);
const event = (path: string): string => of(due.name, path);
const asked = form('Preview asked for', {
  path: 'preview-plan-change',
  title: 'What would another plan cost?',
  description: 'Nothing is changed.',
  button: 'Calculate',
  fields: [
    { name: 'subscription', label: 'Subscription', placeholder: 'stripe:sub_…' },
    { name: 'plan', label: 'New plan', placeholder: 'family-monthly' },
  ],
  sample: { subscription: 'stripe:sub_1Sample', plan: 'family-monthly' },
});
asked.parameters['authentication'] = 'n8nUserAuth';
const wish = (field: string): string => `$('${asked.name}').first().json.${field}`;

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  rows.operatorEmail,
  rows.portalUrl,
  rows.defaultLanguage,
  rows.arabicCountries,
]);
const which = question('A preview?', [is.true(`$('${asked.name}').isExecuted`)]);

const preview = xtream('Preview plan change', 'subscription', 'previewPlanChange', {
  subscription: byId(wish('subscription')),
  plan: byName(expression(wish('plan'))),
});
const shown = formEnding(
  'Show the preview',
  'What it would cost',
  inText(`$('${preview.name}').first().json.explanation ?? JSON.stringify($('${preview.name}').first().json)`),
);

const apply = carryOut('Apply plan', due.name, 'applyPlan');
const applied = question('Changed now?', [is.true(`['done', 'skipped'].includes(${of('Apply plan', 'state')})`)]);
const unwanted = done('Not wanted any more');
const known = xtream('Get subscription', 'subscription', 'get', {
  subscription: byId(event('data.subscription.id')),
  simplify: false,
});
const plan = xtream('Get plan', 'plan', 'get', { plan: byName(expression(event('data.action.plan'))) });
const sub = `$('${known.name}').first().json`;
const bought = values('Change', {
  ...customerFields(`${sub}.customer`),
  plan: ['string', `$('${plan.name}').first().json.label ?? $('${plan.name}').first().json.plan`],
  price: ['string', `${sub}.amount > 0 && ${sub}.currency ? ${moneyText(`${sub}.amount`, `${sub}.currency`)} : ''`],
  proration: [
    'string',
    `(${sub}.payments ?? []).filter(({ paidAt }) => paidAt).sort((a, b) => (a.paidAt < b.paidAt ? 1 : -1))[0]?.invoice?.payUrl ?? ${setting('portalUrl')}`,
  ],
});
const to = (field: string): string => of(bought.name, field);
const reachable = question('Has an e-mail?', [is.filled(to('email'))]);
const nobody = done('No address, done');

const company = inText(setting('company'));
const mail = customerMail('Changed', {
  to: to('email'),
  language: to('language'),
  name: to('name'),
  subject: { en: `${company}: you now have ${inText(to('plan'))}`, ar: `${company}: باقتك الآن ${inText(to('plan'))}` },
  title: { en: `You now have ${inText(to('plan'))}`, ar: `باقتك الآن ${inText(to('plan'))}` },
  paragraphs: [
    {
      en: 'Your line was changed; username and password stay. What is left of the period you paid for is on the invoice.',
      ar: 'تم تغيير اشتراكك؛ يبقى اسم المستخدم وكلمة المرور كما هما. ما تبقى من المدة المدفوعة محسوب في الفاتورة.',
    },
  ],
  rows: [
    { label: { en: 'Plan', ar: 'الباقة' }, value: both(inText(to('plan'))) },
    { label: { en: 'Price of a period', ar: 'سعر المدة' }, value: both(inText(to('price'))), code: true },
  ],
  button: { label: { en: 'Your invoice', ar: 'فاتورتك' }, url: inText(to('proration')) },
});
const tell = tellOperator('Tell operator', {
  subject: `${inText(first(bought.name, 'email'))} changed to ${inText(first(bought.name, 'plan'))}`,
  text: `${inText(first(due.name, 'data.subscription.id'))} now has the plan ${inText(first(bought.name, 'plan'))}, ${inText(first(bought.name, 'price'))} a period. Its line was given what the plan gives.`,
});

const who = payerOf(due.name);
const notChanged = stop('Stop: not changed', { trigger: due.name, who });
const notTold = stop('Stop: changed, not told', { trigger: due.name, who });
const noPreview = stop('Stop: no preview', { trigger: null, who: inText(wish('subscription')) });

export const changePlan: Template = {
  file: 'change-plan-with-proration',
  id: 'xtreamChangePlan',
  name: 'Upgrade or downgrade an IPTV line with its plan',
  overview: {
    about:
      'A customer takes a bigger or smaller plan at the billing provider: minutes later their line has its channels and connections. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The provider works out what the rest of the period is worth, and tells the sync daemon of the new price. The daemon finds the plan and says that the line is due its package.',
      '**Apply plan** gives the line package, connections and bouquets of the plan, once, and leaves its end to what was paid for.',
      'The customer gets an e-mail in English or Arabic with the new plan, its price and the invoice; the operator hears of it, too.',
      'The form **Preview asked for** shows your staff beforehand what another plan would cost or give, and changes nothing.',
    ],
    note: 'A customer who changes back before the run comes to it is left alone. A repeated run finds the change made.',
    setup: [
      'Tell the daemon your plans with their prices and amounts.',
      'Connect credentials: Xtream UI Sync API, SMTP.',
      'Fill in **Settings**, and publish.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Another plan, or a question',
        text: 'Two ways in: a plan that changed at the provider, and the form for your staff.',
        rows: [[due, filledIn, which], [asked]],
      },
      {
        title: '2. Change the line',
        text: 'Once, under the action’s own key.',
        rows: [
          [apply, applied, known, plan, bought],
          [null, unwanted, notChanged],
        ],
      },
    ],
    [
      {
        title: '3. Show the preview',
        text: 'To the cent and by the calendar, as it would be now.',
        rows: [
          [preview, shown],
          [null, noPreview],
        ],
      },
      {
        title: '4. Tell customer and operator',
        text: 'Last, because mails cannot be taken back.',
        rows: [
          [reachable, mail.ask, mail.english, tell],
          [null, nobody, mail.arabic],
          [null, null, notTold],
        ],
      },
    ],
  ],
  links: [
    chain(due, filledIn, which),
    chain(asked, filledIn),
    branch(which, [preview, shown], apply),
    chain(apply, applied),
    branch(applied, [known, plan, bought, reachable], unwanted),
    failing([apply, known, plan], notChanged),
    failing([preview], noPreview),
    branch(reachable, mail.ask, nobody),
    mail.links(tell, notTold),
  ],
};
