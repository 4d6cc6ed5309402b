import {
  branch,
  chain,
  done,
  emailIn,
  every,
  expression,
  failing,
  first,
  inText,
  is,
  makeTable,
  of,
  onEvent,
  phoneIn,
  question,
  settings,
  step,
  stop,
  table,
  tries,
  values,
  xtream,
  type Step,
  type Template,
} from '..';

const state = 'HubSpot sync';
const changed = onEvent(
  'Line changed',
  [
    ...(['line.created', 'line.updated', 'line.renewed', 'line.shortened', 'line.expired'] as const),
    ...(['line.suspended', 'line.resumed', 'line.banned', 'line.unbanned', 'line.trial_converted'] as const),
    'line.deleted',
  ],
  { filter: '$not($exists(data.command.key) and $contains(data.command.key, "hubspot:"))' },
);
const clock = every('Every 5 minutes', { field: 'minutes', minutesInterval: 5 });
const ofEvent = (path: string): string => of(changed.name, path);

const hubspot = (name: string, parameters: Record<string, unknown>): Step =>
  step('n8n-nodes-base.hubspot', name, { authentication: 'appToken', ...parameters }, tries);
/** n8n's upsert sends the name as it stands, so it is without a type. */
const plain = (list: Record<string, string>): object => ({
  customPropertiesUi: {
    customPropertiesValues: Object.entries(list).map(([property, code]) => ({ property, value: expression(code) })),
  },
});

const gone = question('Deleted?', [is.text(ofEvent('type'), 'line.deleted')]);
const read = xtream('Get line', 'line', 'get', {
  panel: { __rl: true, mode: 'name', value: expression(ofEvent('panel')) },
  line: { __rl: true, mode: 'id', value: expression(ofEvent('data.line.id')) },
  simplify: false,
});
Object.assign(read.more, tries);
const all = `[$json.contact, $json.adminNotes, $json.resellerNotes].filter((part) => part).join(' · ')`;
const emailOf = emailIn(`(${all}.match(/[^\\s@<>"·,;]+@[^\\s@<>"·,;]+\\.[^\\s@<>"·,;]+/) ?? [''])[0]`);
const phoneOf = phoneIn(`(${all}.match(/\\+[\\d\\s().-]{6,}/) ?? [''])[0]`);
const contact = values('Contact', {
  email: ['string', `${emailOf}.toLowerCase()`],
  phone: ['string', phoneOf],
  line: ['string', `${ofEvent('panel')} + '/' + ${ofEvent('data.line.id')}`],
  username: ['string', '$json.username'],
  status: ['string', '$json.status'],
  expires: ['string', `($json.expiresAt ?? 'never').slice(0, 10)`],
  marker: ['string', `[${emailOf}.toLowerCase(), ${phoneOf}].join('|')`],
});
const known = question('Has an e-mail?', [is.filled('$json.email')]);
const unknown = done('Nobody known');
const upsert = hubspot('HubSpot contact', {
  email: expression('$json.email'),
  additionalFields: {
    phoneNumber: expression('$json.phone'),
    ...plain({
      iptv_line: '$json.line',
      iptv_username: '$json.username',
      iptv_status: '$json.status',
      iptv_expires: '$json.expires',
      iptv_marker: '$json.marker',
    }),
  },
  options: {},
});
const filter = (propertyName: string, operator: string, value: string): object => ({
  ...{ propertyName, operator },
  ...(operator === 'HAS_PROPERTY' ? {} : { value }),
});
const find = hubspot('Contact of the line', {
  operation: 'search',
  returnAll: true,
  filterGroupsUi: {
    filterGroupsValues: [
      {
        filtersUi: {
          filterValues: [
            filter('iptv_line|string', 'EQ', expression(`${ofEvent('panel')} + '/' + ${ofEvent('data.line.id')}`)),
          ],
        },
      },
    ],
  },
  additionalFields: { properties: ['email'] },
});
const ended = hubspot('Mark as deleted', {
  email: expression('$json.properties.email'),
  additionalFields: plain({ iptv_status: `'deleted'` }),
  options: {},
});
const unsynced = stop('Stop: HubSpot not told', {
  trigger: changed.name,
  who: `line ${inText(first(changed.name, 'data.line.username'))} (panel ${inText(first(changed.name, 'panel'))})`,
});

const filledIn = settings([['firstLookBackHours', 24]]);
const makeList = makeTable('Make the table if new', state, ['name', 'until']);
const cursor = table.get('Read until when', state, { name: 'contacts' }, { alwaysOutput: true });
const window = values('From until now', {
  from: [
    'string',
    `$json.until ? DateTime.fromISO($json.until).minus({ minutes: 2 }).toMillis().toString() : $now.minus({ hours: ${first('Settings', 'firstLookBackHours')} }).toMillis().toString()`,
  ],
  now: ['string', '$now.toUTC().toISO()'],
});
const search = hubspot('Changed contacts', {
  operation: 'search',
  returnAll: true,
  filterGroupsUi: {
    filterGroupsValues: [
      {
        filtersUi: {
          filterValues: [
            filter('lastmodifieddate|datetime', 'GTE', expression('$json.from')),
            filter('iptv_line|string', 'HAS_PROPERTY', ''),
          ],
        },
      },
    ],
  },
  additionalFields: {
    direction: 'ASCENDING',
    properties: ['email', 'phone', 'iptv_line', 'iptv_marker'],
    sortBy: 'lastmodifieddate',
  },
});
search.more['alwaysOutputData'] = true;
const property = (name: string): string => `($json.properties?.${name} ?? '')`;
const wanted = values('As HubSpot has it', {
  id: ['string', `$json.id ?? ''`],
  updatedAt: ['string', `$json.properties?.lastmodifieddate ?? $json.updatedAt ?? ''`],
  email: ['string', `${emailIn(property('email'))}.toLowerCase()`],
  phone: ['string', phoneIn(property('phone'))],
  panel: ['string', `${property('iptv_line')}.split('/')[0]`],
  lineId: ['string', `${property('iptv_line')}.split('/')[1] ?? ''`],
  before: ['string', property('iptv_marker')],
  marker: ['string', `[${emailIn(property('email'))}.toLowerCase(), ${phoneIn(property('phone'))}].join('|')`],
});
const byHand = question('Changed by people?', [
  is.filled('$json.lineId'),
  is.filled('$json.email'),
  is.true('$json.marker !== $json.before'),
]);
const ofContact = (field: string): string => of('Changed by people?', field);
const current = xtream('Get its line', 'line', 'get', {
  panel: { __rl: true, mode: 'name', value: expression('$json.panel') },
  line: { __rl: true, mode: 'id', value: expression('$json.lineId') },
  simplify: false,
});
Object.assign(current.more, tries);
const rest = `($json.adminNotes ?? '').split('·').map((part) => part.trim()).filter((part) => part && !part.includes('@') && !/^\\+\\d/.test(part))`;
const update = xtream('Update line', 'line', 'update', {
  panel: { __rl: true, mode: 'name', value: expression(ofContact('panel')) },
  line: { __rl: true, mode: 'id', value: expression(ofContact('lineId')) },
  updateFields: {
    adminNotes: expression(
      `[${ofContact('email')}, ${ofContact('phone')}, ...${rest}].filter((part) => part).join(' · ')`,
    ),
    contact: expression(ofContact('email')),
  },
  options: { idempotencyKey: `=hubspot:${inText(ofContact('id'))}/${inText(ofContact('updatedAt'))}` },
});
const mark = hubspot('Set the marker', {
  email: expression(ofContact('email')),
  additionalFields: plain({ iptv_marker: ofContact('marker') }),
  options: {},
});
const joined = step('n8n-nodes-base.aggregate', 'All contacts done', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'done',
  options: {},
});
const keep = table.upsert(
  'Note until when',
  state,
  { name: 'contacts' },
  { name: 'contacts', until: expression(first('From until now', 'now')) },
);
const unread = stop('Stop: panel not told', { trigger: null, who: 'contacts changed in HubSpot' });

export const hubspotContactSync: Template = {
  file: 'hubspot-contact-sync',
  id: 'xtreamHubSpotSync',
  name: 'Sync IPTV lines and HubSpot contacts both ways',
  overview: {
    about:
      'Support sees in HubSpot whether a customer’s line is active and until when; a phone number or address corrected there reaches the panel. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      '**Line changed**: whoever changed a line, its contact in HubSpot gets username, status and expiry.',
      'Every 5 minutes contacts changed in HubSpot are read; an e-mail address or phone number that people changed goes into the line’s contact and notes.',
      'No circles, by two means. The property `iptv_marker` holds what was last the same on both sides: a contact that equals its marker was changed by this workflow. And changes made here carry a key that begins with `hubspot:`, which the trigger’s filter leaves out.',
    ],
    note: 'Every step may be repeated. After an outage the table *HubSpot sync* says from when to read.',
    setup: [
      'In HubSpot make contact properties (single-line text): `iptv_line`, `iptv_username`, `iptv_status`, `iptv_expires`, `iptv_marker`.',
      'Connect credentials: Xtream UI Sync API, HubSpot (private app: contacts, read and write).',
      'The line’s contact or notes must hold the customer’s e-mail address.',
    ],
  },
  canvas: [
    [
      {
        title: '1. A line changed on the panel',
        text: 'Not by this workflow: the filter leaves those out. A deleted line is found by its number.',
        rows: [
          [changed, gone, read, contact, known],
          [null, null, find, null, unknown],
        ],
      },
      {
        title: '2. Tell HubSpot',
        text: 'The contact is made when there is none. The marker goes with it.',
        rows: [
          [upsert, unsynced],
          [ended, null],
        ],
      },
    ],
    [
      {
        title: '3. What changed in HubSpot?',
        text: 'Contacts that belong to a line, since the last time and two minutes before. Who equals the marker is left alone.',
        rows: [[clock, filledIn, makeList, cursor, window, search, wanted, byHand]],
      },
    ],
    [
      {
        title: '4. Tell the panel',
        text: 'Address and phone into contact and notes; whatever else stands in the notes is kept. Then the marker.',
        rows: [
          [current, update, mark, joined, keep],
          [null, unread],
        ],
      },
    ],
  ],
  links: [
    chain(changed, gone),
    branch(gone, [find, ended], [read, contact, known]),
    branch(known, upsert, unknown),
    failing([read, upsert, find, ended], unsynced),
    chain(clock, filledIn, makeList, cursor, window, search, wanted, byHand),
    branch(byHand, [current, update, mark, joined], joined),
    chain(joined, keep),
    failing([makeList, cursor, search, current, update, mark, keep], unread),
  ],
};
