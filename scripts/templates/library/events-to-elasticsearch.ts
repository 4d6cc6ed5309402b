import {
  answered,
  branch,
  chain,
  done,
  expression,
  failing,
  first,
  inText,
  of,
  onEvent,
  settings,
  step,
  stop,
  tries,
  values,
  type Template,
} from '..';

const event = onEvent('Something happened', ['*']);

const filledIn = settings([
  ['indexPrefix', 'xtream-events'],
  ['dataset', 'xtream.events'],
]);

/** Fields of the Elastic Common Schema where there are some, so that Kibana's own views understand them. */
const document = values('Document', {
  '@timestamp': ['string', of(event.name, 'time')],
  'event.id': ['string', of(event.name, 'id')],
  'event.action': ['string', of(event.name, 'type')],
  'event.dataset': ['string', of('Settings', 'dataset')],
  'event.provider': ['string', of(event.name, 'origin')],
  'event.sequence': ['number', of(event.name, 'sequence')],
  panel: ['string', `${of(event.name, 'panel')} ?? 'none'`],
  subject: ['string', of(event.name, 'subject')],
  'user.name': [
    'string',
    `${of(event.name, 'data')}.line?.username ?? ${of(event.name, 'data')}.connection?.username ?? ''`,
  ],
  'source.ip': ['string', `${of(event.name, 'data')}.connection?.ip ?? ''`],
  // Its parts differ from type to type: kept as text, so that no field has two types.
  details: ['string', `JSON.stringify(${of(event.name, 'data')})`],
});

const store = step(
  'n8n-nodes-base.elasticsearch',
  'Store',
  {
    operation: 'create',
    indexId: `=${inText(of('Settings', 'indexPrefix'))}-${inText(`${of(event.name, 'time')}.slice(0, 7)`)}`,
    dataToSend: 'autoMapInputData',
    inputsToIgnore: '',
    additionalFields: { documentId: expression(of(event.name, 'id')) },
    options: {},
  },
  tries,
);

const stored = answered(store, `['created', 'updated'].includes($json.result)`);
const finished = done('Stored');
const unstored = stop('Stop: not stored', {
  trigger: event.name,
  who: `${inText(first(event.name, 'type'))} of ${inText(first(event.name, 'subject'))}`,
});

export const eventsToElasticsearch: Template = {
  file: 'events-to-elasticsearch',
  id: 'xtreamElasticsearch',
  name: 'Store panel events in Elasticsearch',
  overview: {
    about:
      'Whatever happens on your panels and at your billing provider, in Elasticsearch, to search it and to draw it in Kibana. For operators of Xtream UI, XUI.ONE and XC_VM panels.',
    how: [
      'The sync daemon hands every event to **Something happened**. Choose fewer in its list of events.',
      '**Document** writes it in fields of the Elastic Common Schema: `@timestamp`, `event.action`, `event.id`, `user.name`, `source.ip`; what differs from event to event is in `details`.',
      '**Store** puts it into an index of its month, such as `xtream-events-2031-01`.',
    ],
    note: 'The event’s id is the document’s: an event that comes again after a crash overwrites itself and is counted once. An event is tried until its run succeeds, so a cluster that is down loses nothing.',
    setup: [
      'Connect credentials: Xtream UI Sync API (trigger), Elasticsearch.',
      'Fill in **Settings**: what indices are called, and `event.dataset`.',
      'Optional: an index template for `xtream-events-*` with a retention policy of your own.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What happened',
        text: 'Every event, or those chosen here. **Settings**: how indices are called. **Document** is what is stored; leave out of it what should not be searched.',
        rows: [[event, filledIn, document]],
      },
      {
        title: '2. Into the index',
        text: 'Once, whatever comes again. What does not work names the event and is tried again.',
        rows: [
          [store, stored, finished],
          [null, unstored],
        ],
      },
    ],
  ],
  links: [
    chain(event, filledIn, document, store, stored),
    branch(stored, finished, unstored),
    failing([store], unstored),
  ],
};
