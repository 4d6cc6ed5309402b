import {
  branch,
  chain,
  customerMail,
  done,
  emailIn,
  escaped,
  expression,
  failing,
  first,
  inText,
  is,
  makeTable,
  of,
  onEvent,
  question,
  rows,
  setting,
  settings,
  step,
  stop,
  table,
  tries,
  values,
  xtream,
  type Template,
} from '..';

const offers = 'Upsell offers';
const event = onEvent('Wants more', ['line.connection_limit_reached', 'line.usage_threshold'], {
  filter: 'data.line.trial = false and data.line.restreamer = false',
});
const line = (path: string): string => of('Get line', path);

const filledIn = settings([
  rows.company,
  rows.senderEmail,
  ['upgradeUrl', 'https://my.example.com/upgrade'],
  ['daysBetweenOffers', 30],
  ['viewingDays', 30],
  ['sportsWords', 'sport,football,calcio,رياض,كرة'],
  rows.defaultLanguage,
]);
const read = xtream('Get line', 'line', 'get', {
  panel: { __rl: true, mode: 'name', value: expression(of(event.name, 'panel')) },
  line: { __rl: true, mode: 'id', value: expression(of(event.name, 'data.line.id')) },
  simplify: false,
});
Object.assign(read.more, tries);
const notes = `[${line('contact')}, ${line('adminNotes')}, ${line('resellerNotes')}].filter((part) => part).join(' · ')`;
const customer = values('Customer', {
  email: ['string', emailIn(`(${notes}.match(/[^\\s@<>"·,;]+@[^\\s@<>"·,;]+\\.[^\\s@<>"·,;]+/) ?? [''])[0]`)],
  language: [
    'string',
    `/[\\u0600-\\u06ff]|(^|[^a-z])ar([^a-z]|$)/i.test(${notes}) ? 'ar' : /(^|[^a-z])en([^a-z]|$)/i.test(${notes}) ? 'en' : ${setting('defaultLanguage')}`,
  ],
});
const reachable = question('Worth an offer?', [is.filled('$json.email'), is.text(line('status'), 'active')]);
const nobody = done('No offer');
const makeList = makeTable('Make the list if new', offers, ['line', 'username', 'reason', 'event', 'offeredAt']);
const lineKey = `${of(event.name, 'panel')} + '/' + ${of(event.name, 'data.line.id')}`;
const former = table.get('Former offer', offers, { line: expression(lineKey) }, { alwaysOutput: true });
const lately = question('Offered lately?', [
  is.true(
    `!!$json.offeredAt && $json.event !== ${of(event.name, 'id')} && Date.parse($json.offeredAt) > Date.now() - ${setting('daysBetweenOffers')} * 86400000`,
  ),
]);
const enough = done('Not again yet');
const activity = xtream('Get viewing log', 'activity', 'getMany', {
  panel: { __rl: true, mode: 'name', value: expression(of(event.name, 'panel')) },
  returnAll: true,
  filters: {
    line: { __rl: true, mode: 'id', value: expression(of(event.name, 'data.line.id')) },
    from: expression(`$now.minus({ days: ${setting('viewingDays')} }).toISO()`),
  },
});
Object.assign(activity.more, { ...tries, alwaysOutputData: true });
const together = step('n8n-nodes-base.aggregate', 'All viewing', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'viewing',
  options: {},
});
const sessions = `$json.viewing.filter((one) => one.startedAt)`;
const sports = `${sessions}.filter((one) => ${first('Settings', 'sportsWords')}.split(',').some((word) => (one.streamName ?? '').toLowerCase().includes(word.trim())))`;
const hours = (list: string): string =>
  `Math.round(${list}.reduce((sum, one) => sum + Math.max(0, Date.parse(one.endedAt ?? $now.toISO()) - Date.parse(one.startedAt)), 0) / 3600000)`;
const habits = values('Habits', {
  hours: ['number', hours(sessions)],
  sessions: ['number', `${sessions}.length`],
  sportsShare: ['number', `${sessions}.length > 0 ? ${sports}.length / ${sessions}.length : 0`],
  favourite: [
    'string',
    `(Object.entries(${sessions}.reduce((counts, one) => ({ ...counts, [one.streamName ?? '']: (counts[one.streamName ?? ''] ?? 0) + 1 }), {})).filter(([name]) => name).sort((a, b) => b[1] - a[1])[0] ?? [''])[0]`,
  ],
});
const reasoned = values('Offer', {
  kind: [
    'string',
    `${first(event.name, 'type')} === 'line.connection_limit_reached' ? 'devices' : $json.sportsShare >= 0.4 ? 'sports' : 'more'`,
  ],
});
const note = table.upsert(
  'Note the offer',
  offers,
  { line: expression(`${first(event.name, 'panel')} + '/' + ${first(event.name, 'data.line.id')}`) },
  {
    line: expression(`${first(event.name, 'panel')} + '/' + ${first(event.name, 'data.line.id')}`),
    username: expression(first(event.name, 'data.line.username')),
    reason: expression(first('Offer', 'kind')),
    event: expression(first(event.name, 'id')),
    offeredAt: expression('$now.toUTC().toISO()'),
  },
);
const kind = first('Offer', 'kind');
const said = (texts: { devices: string; sports: string; more: string }): string =>
  inText(`({ devices: '${texts.devices}', sports: '${texts.sports}', more: '${texts.more}' })[${kind}]`);
const mail = customerMail('Offer', {
  to: first('Customer', 'email'),
  language: first('Customer', 'language'),
  subject: {
    en: `${inText(first('Settings', 'company'))}: ${said({ devices: 'one more device?', sports: 'more sport for you', more: 'a plan that fits you better' })}`,
    ar: `${inText(first('Settings', 'company'))}: ${said({ devices: 'جهاز إضافي؟', sports: 'رياضة أكثر لك', more: 'اشتراك يناسبك أكثر' })}`,
  },
  title: {
    en: said({
      devices: 'All your devices are watching',
      sports: 'You like sport',
      more: 'You watch a lot with us',
    }),
    ar: said({ devices: 'كل أجهزتك تشاهد الآن', sports: 'أنت تحب الرياضة', more: 'أنت تشاهد كثيرًا معنا' }),
  },
  paragraphs: [
    {
      en: said({
        devices:
          'Your plan is for the number of devices that were just watching. With the next one, somebody else in the house can watch at the same time.',
        sports: 'With the sports package you get more leagues and competitions, live.',
        more: 'A larger plan has more channels and devices, and costs less for each of them.',
      }),
      ar: said({
        devices:
          'اشتراكك مخصص لعدد الأجهزة التي كانت تشاهد للتو. مع الاشتراك الأكبر يشاهد غيرك في البيت في الوقت نفسه.',
        sports: 'مع باقة الرياضة تحصل على مزيد من البطولات والمباريات المباشرة.',
        more: 'الاشتراك الأكبر فيه قنوات وأجهزة أكثر بسعر أفضل.',
      }),
    },
    {
      en: inText(
        `${first('Habits', 'favourite')} ? 'You watched most: ' + ${escaped(first('Habits', 'favourite'))} + '.' : ''`,
      ),
      ar: inText(
        `${first('Habits', 'favourite')} ? 'أكثر ما شاهدته: ' + ${escaped(first('Habits', 'favourite'))} + '.' : ''`,
      ),
    },
  ],
  button: {
    label: { en: 'See the offer', ar: 'شاهد العرض' },
    url: `${inText(first('Settings', 'upgradeUrl'))}?line=${inText(`encodeURIComponent(${first(event.name, 'data.line.username')})`)}&for=${inText(kind)}`,
  },
});
const sent = done('Offer sent');
const noOffer = stop('Stop: no offer', { trigger: event.name });

export const upsell: Template = {
  file: 'upsell',
  id: 'xtreamUpsell',
  name: 'Offer a larger IPTV plan to who reaches the device limit or watches much',
  overview: {
    about:
      'Who runs out of devices or watches night after night is ready for a larger plan. The offer fits what the viewing log says. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The sync daemon says that all connections of a line are in use, or that it was watched for many hours or in many sessions in a week.',
      '**Get line** reads who it is; **Worth an offer?** lets pass active lines with an e-mail address.',
      'The data table *Upsell offers* keeps one offer in thirty days for each line.',
      '**Habits** adds up the viewing log: hours, favourite channel, how much of it sport. The offer is for another device, the sports package or a larger plan.',
      'The e-mail goes out in Arabic or English.',
    ],
    note: 'The offer is noted before the e-mail, with the event: a repeated run finishes it, another event waits its turn.',
    setup: [
      'Set thresholds in the daemon’s configuration, e.g. `usage: [{ period: week, hours: 40 }]` under `watch.connections`.',
      'Connect credentials: Xtream UI Sync API, SMTP.',
      'Fill in **Settings**: company, where plans are upgraded, days between offers, words that mean sport in your channels’ names.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Who wants more?',
        text: 'Trials and restreamers are left out by the trigger’s filter. Address and language come from contact and notes.',
        rows: [
          [event, filledIn, read, customer, reachable],
          [null, null, null, null, nobody],
        ],
      },
      {
        title: '2. Not too often',
        text: 'One offer in `daysBetweenOffers` days.',
        rows: [
          [makeList, former, lately],
          [null, null, enough],
        ],
      },
    ],
    [
      {
        title: '3. What fits?',
        text: 'From the panel’s viewing log of the last `viewingDays` days.',
        rows: [
          [activity, together, habits, reasoned, note],
          [null, null, noOffer],
        ],
      },
      {
        title: '4. The offer',
        text: 'Three texts in two languages.',
        rows: [
          [null, mail.arabic, sent],
          [mail.ask, null],
          [null, mail.english],
        ],
      },
    ],
  ],
  links: [
    chain(event, filledIn, read, customer, reachable),
    branch(reachable, [makeList, former, lately], nobody),
    branch(lately, enough, activity),
    chain(activity, together, habits, reasoned, note, mail.ask),
    mail.links(sent, noOffer),
    failing([read, makeList, former, activity, note], noOffer),
  ],
};
