import {
  branch,
  chain,
  done,
  every,
  expression,
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
  slack,
  step,
  stop,
  table,
  tellOperator,
  values,
  ways,
  type Template,
} from '..';

const list = 'Open alerts';

const event = onEvent('Went down or came back', ['stream.down', 'stream.up', 'server.offline', 'server.online']);
const data = (path: string): string => of(event.name, `data.${path}`);

const makeList = makeTable('Make the list if new', list, [
  ...['subject', 'what', 'name', 'place', 'state', 'since', 'until', 'told'],
]);
const down = question('Down?', [is.true(`['stream.down', 'server.offline'].includes(${of(event.name, 'type')})`)]);
const place = `${data('stream')} ? ([...new Set(${data('stream.servers')}.map((server) => server.serverName ?? 'server ' + server.serverId))].join(' and ') || 'no server') : 'the panel ' + ${of(event.name, 'panel')}`;
const remember = table.upsert(
  'Note it as down',
  list,
  { subject: expression(of(event.name, 'subject')) },
  {
    subject: expression(of(event.name, 'subject')),
    what: expression(`${data('stream')} ? ${data('stream.kind')} : 'server'`),
    name: expression(`${data('stream')} ? ${data('stream.name')} : ${data('server.name')}`),
    place: expression(place),
    state: 'down',
    since: expression(of(event.name, 'time')),
    until: '',
  },
);
const back = table.update(
  'Note it as back',
  list,
  { subject: expression(of(event.name, 'subject')) },
  { state: 'up', until: expression(of(event.name, 'time')) },
);
const unnoted = stop('Stop: not noted', {
  trigger: event.name,
  who: `${inText(first(event.name, 'type'))} of ${inText(first(event.name, 'subject'))}`,
});

const minute = every('Every minute', { field: 'minutes', minutesInterval: 1 });
const filledIn = settings([rows.slackChannel, rows.senderEmail, rows.operatorEmail, ['namesShown', 8]]);
const makeListToo = makeTable('Make the list, too', list, [
  ...['subject', 'what', 'name', 'place', 'state', 'since', 'until', 'told'],
]);
const read = table.get('Read the list', list, {});
const together = step('n8n-nodes-base.aggregate', 'All in one', {
  aggregate: 'aggregateAllItemData',
  destinationFieldName: 'rows',
  options: {},
});

const isTold = `row.told === 'yes'`;
const sorted = values('Sort the list', {
  fresh: ['array', `$json.rows.filter((row) => row.state === 'down' && row.told !== 'yes')`],
  back: ['array', `$json.rows.filter((row) => row.state === 'up' && ${isTold})`],
  brief: ['array', `$json.rows.filter((row) => row.state === 'up' && row.told !== 'yes')`],
  left: ['array', `$json.rows.filter((row) => row.state === 'down' && ${isTold})`],
});
const changed = onlyIf('Anything new?', [is.above('$json.fresh.length + $json.back.length + $json.brief.length', 0)]);

const names = (rowsCode: string): string =>
  `${rowsCode}.slice(0, ${setting('namesShown')}).map((row) => row.name).join(', ') + (${rowsCode}.length > ${setting('namesShown')} ? ' and ' + (${rowsCode}.length - ${setting('namesShown')}) + ' more' : '')`;
const headed = `[...new Set($json.fresh.map((row) => row.what === 'server' ? 'server' : row.place))].map((place) => [place, $json.fresh.filter((row) => (row.what === 'server' ? 'server' : row.place) === place)]).sort(([a], [b]) => (b === 'server') - (a === 'server')).map(([place, rows]) => ':red_circle: *' + (place === 'server' ? rows.length + (rows.length === 1 ? ' server is offline' : ' servers are offline') : rows.length + ' ' + (rows.length === 1 ? rows[0].what + ' is' : 'streams are') + ' down on ' + place) + ':* ' + ${names('rows')})`;
const minutes = `Math.max(...$json.back.map((row) => Math.ceil((Date.parse(row.until) - Date.parse(row.since)) / 60000)), 1)`;
const cheer = `($json.left.length + $json.fresh.length === 0 ? ':white_check_mark: *All clear:* ' : ':large_green_circle: *Back:* ') + ${names('$json.back')} + ', after ' + ${minutes} + ' min' + ($json.left.length + $json.fresh.length === 0 ? '' : '; ' + ($json.left.length + $json.fresh.length) + ' still down')`;
const message = values(
  'Write the message',
  {
    text: [
      'string',
      `[...(${headed}), ...($json.back.length > 0 ? [${cheer}] : [])].join('\\n').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')`,
    ],
  },
  { keep: true },
);
const worthTelling = question('Worth telling?', [is.filled('$json.text')]);
const tell = slack('Tell the team', inText(of('Write the message', 'text')));
const mail = tellOperator('Tell it by e-mail', {
  subject: `Streams: ${inText(`${first('Write the message', 'fresh')}.length`)} down, ${inText(`${first('Write the message', 'back')}.length`)} back`,
  text: `${inText(first('Write the message', 'text'))}\n\nThis comes by e-mail because Slack did not take it: ${inText(reason)}`,
  lastResort: false,
});
const untold = stop('Stop: nobody told', {
  trigger: null,
  who: `${inText(`${first('Write the message', 'fresh')}.length`)} that went down and ${inText(`${first('Write the message', 'back')}.length`)} that came back`,
});

const told = values('What was told', {
  rows: ['array', `['fresh', 'back', 'brief'].flatMap((kind) => ${first('Write the message')}[kind])`],
});
const each = step('n8n-nodes-base.splitOut', 'One by one', { fieldToSplitOut: 'rows', options: {} });
const which = ways('Down or back?', [{ label: 'Down', when: [is.text('$json.state', 'down')] }], 'Back');
const mark = table.update(
  'Mark as told',
  list,
  { subject: expression('$json.subject'), state: 'down' },
  { told: 'yes' },
);
const strike = table.remove('Strike off the list', list, { subject: expression('$json.subject'), state: 'up' });
const unread = stop('Stop: list not kept', { trigger: null, who: 'the list of open alerts' });
const quiet = done('Told in full');

export const streamDownAlert: Template = {
  file: 'stream-down-alert',
  id: 'xtreamStreamAlert',
  name: 'Tell the team in Slack which streams are down, grouped, with an all-clear',
  overview: {
    about:
      'One Slack message for everything that went down in the last minute, grouped by server, and one when all is well again. Not forty messages when a server dies. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The sync daemon says which streams and servers went down or came back. **Note it as down** and **Note it as back** keep a list.',
      'Every minute the list is read. What is new goes into one message; what came back, into another line of it; when nothing is down any more, it says *All clear*.',
      'What went down and came back within the minute is told to nobody.',
      'If Slack does not take the message, it goes out by e-mail.',
    ],
    note: 'What was told is marked only afterwards: a run that fails tells it a minute later. The daemon itself waits a minute before it calls a stream down.',
    setup: [
      'Connect credentials: Xtream UI Sync API (trigger), Slack (bot token with `chat:write`), SMTP.',
      'Fill in **Settings**: the Slack channel, the addresses for e-mails, how many names a line shows.',
      'Invite the bot to the channel.',
    ],
  },
  canvas: [
    [
      {
        title: '1. Note what went down or came back',
        text: 'The data table *Open alerts* is made on first use. A stream that comes back only changes its row: the message is for the next minute.',
        rows: [
          [event, makeList, down, remember],
          [null, null, null, back],
          [null, null, null, unnoted],
        ],
      },
    ],
    [
      {
        title: '2. What is new this minute?',
        text: 'All rows at once, sorted into new, back, and gone before anybody heard of it.',
        rows: [
          [minute, filledIn, makeListToo, read, together, sorted, changed],
          [null, null, null, unread],
        ],
      },
    ],
    [
      {
        title: '3. Tell it once',
        text: 'Servers first, then streams by server, then what is back. E-mail is the way out when Slack is down.',
        rows: [
          [message, worthTelling, tell],
          [null, null, mail, untold],
        ],
      },
      {
        title: '4. Remember what was told',
        text: 'Row by row, and only if it still is as it was told.',
        rows: [
          [told, each, which, mark, quiet],
          [null, null, null, strike],
        ],
      },
    ],
  ],
  links: [
    chain(event, makeList, down),
    branch(down, remember, back),
    failing([makeList, remember, back], unnoted),
    chain(minute, filledIn, makeListToo, read, together, sorted, changed, message, worthTelling),
    branch(worthTelling, [tell, told], told),
    failing([tell], mail),
    chain(mail, told),
    failing([mail], untold),
    chain(told, each, which),
    branch(which, [mark, quiet], [strike, quiet]),
    failing([makeListToo, read, mark, strike], unread),
  ],
};
