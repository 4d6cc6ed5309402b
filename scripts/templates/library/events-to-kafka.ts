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
  ['topic', 'xtream.events'],
  ['source', 'xtream-ui-sync'],
]);

const message = values('Message', {
  specversion: ['string', `'1.0'`],
  id: ['string', of(event.name, 'id')],
  type: ['string', of(event.name, 'type')],
  source: ['string', `'/' + ${of('Settings', 'source')} + '/' + (${of(event.name, 'panel')} ?? 'daemon')`],
  subject: ['string', of(event.name, 'subject')],
  time: ['string', of(event.name, 'time')],
  sequence: ['string', `String(${of(event.name, 'sequence')}).padStart(12, '0')`],
  origin: ['string', of(event.name, 'origin')],
  data: ['object', of(event.name, 'data')],
});

const publish = step(
  'n8n-nodes-base.kafka',
  'Publish',
  {
    topic: expression(of('Settings', 'topic')),
    sendInputData: true,
    useKey: true,
    key: expression('$json.subject'),
    headersUi: {
      headerValues: [
        { key: 'ce_id', value: expression('$json.id') },
        { key: 'ce_type', value: expression('$json.type') },
      ],
    },
    options: { acks: true },
  },
  tries,
);

// The message has a version; the broker's answer has none.
const published = answered(publish, '!$json.specversion');
const finished = done('Published');
const unpublished = stop('Stop: not published', {
  trigger: event.name,
  who: `${inText(first(event.name, 'type'))} of ${inText(first(event.name, 'subject'))}`,
});

export const eventsToKafka: Template = {
  file: 'events-to-kafka',
  id: 'xtreamKafka',
  name: 'Send panel events to Kafka',
  overview: {
    about:
      'Whatever happens on your panels and at your billing provider, in a Kafka topic, for analytics and services that read streams. For operators of Xtream UI, XUI.ONE and XC_VM panels with software of their own.',
    how: [
      'The sync daemon hands every event to **Something happened**. Choose fewer in its list of events.',
      '**Message** makes a CloudEvent of it: `id`, `type`, `subject`, `time` and, in `data`, the line, payment or server it is about.',
      '**Publish** sends it with the subject as key, so all that happens to one line is in one partition, and waits for the acknowledgement of all replicas.',
    ],
    note: 'An event is tried until its run succeeds, so a broker that is down loses nothing; after a crash a message can come twice, with the same `id`. Runs may overtake each other; `sequence` tells the order.',
    setup: [
      'Make the topic, or let the broker make it.',
      'Connect credentials: Xtream UI Sync API (trigger), Kafka.',
      'Fill in **Settings**: the topic, and what your systems call this source.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What happened',
        text: 'Every event, or those chosen here. **Settings**: the topic, and the name of this source. **Message** is what goes out; leave out of it what others should not read.',
        rows: [[event, filledIn, message]],
      },
      {
        title: '2. Into the topic',
        text: 'The subject is the key. What does not work names the event and is tried again.',
        rows: [
          [publish, published, finished],
          [null, unpublished],
        ],
      },
    ],
  ],
  links: [
    chain(event, filledIn, message, publish, published),
    branch(published, finished, unpublished),
    failing([publish], unpublished),
  ],
};
