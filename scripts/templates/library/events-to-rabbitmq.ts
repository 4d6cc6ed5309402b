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
  ['exchange', 'xtream.events'],
  ['source', 'xtream-ui-sync'],
]);

const message = values('Message', {
  specversion: ['string', `'1.0'`],
  id: ['string', of(event.name, 'id')],
  type: ['string', of(event.name, 'type')],
  source: ['string', `'/' + ${of('Settings', 'source')} + '/' + (${of(event.name, 'panel')} ?? 'daemon')`],
  subject: ['string', of(event.name, 'subject')],
  time: ['string', of(event.name, 'time')],
  datacontenttype: ['string', `'application/json'`],
  sequence: ['string', `String(${of(event.name, 'sequence')}).padStart(12, '0')`],
  origin: ['string', of(event.name, 'origin')],
  data: ['object', of(event.name, 'data')],
});

const publish = step(
  'n8n-nodes-base.rabbitmq',
  'Publish',
  {
    mode: 'exchange',
    exchange: expression(of('Settings', 'exchange')),
    exchangeType: 'topic',
    routingKey: expression('$json.type'),
    options: {
      // n8n hands these to the broker as the message's properties.
      arguments: {
        argument: [
          { key: 'persistent', value: 'true' },
          { key: 'contentType', value: 'application/cloudevents+json' },
          { key: 'messageId', value: expression('$json.id') },
          { key: 'type', value: expression('$json.type') },
        ],
      },
      headers: { header: [{ key: 'subject', value: expression('$json.subject') }] },
    },
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

export const eventsToRabbitMq: Template = {
  file: 'events-to-rabbitmq',
  id: 'xtreamRabbitMq',
  name: 'Send panel events to RabbitMQ',
  overview: {
    about:
      'Whatever happens on your panels and at your billing provider, in a RabbitMQ exchange, for systems that read queues. For operators of Xtream UI, XUI.ONE and XC_VM panels with software of their own.',
    how: [
      'The sync daemon hands every event to **Something happened**. Choose fewer in its list of events.',
      '**Message** makes a CloudEvent of it: `id`, `type`, `subject`, `time` and, in `data`, the line, payment or server it is about.',
      '**Publish** sends it, to be kept on disk, to a topic exchange, with the event’s type as routing key: a queue bound with `line.#` hears of lines, `payment.*` of payments.',
    ],
    note: 'An event is tried until its run succeeds, so a broker that is down loses nothing; after a crash a message can come twice, with the same `id`. The order of events is not promised; `sequence` tells it. For thousands of events a minute use the daemon’s own relay, which waits for the broker’s confirmation.',
    setup: [
      'In RabbitMQ make a durable topic exchange, `xtream.events`, and bind your queues to it. n8n does not make it; what is sent to an exchange without queues is dropped.',
      'Connect credentials: Xtream UI Sync API (trigger), RabbitMQ.',
      'Fill in **Settings**: the exchange’s name, and what your systems call this source.',
    ],
  },
  canvas: [
    [
      {
        title: '1. What happened',
        text: 'Every event, or those chosen here. **Settings**: the exchange, and the name of this source. **Message** is what goes out; leave out of it what others should not read.',
        rows: [[event, filledIn, message]],
      },
      {
        title: '2. Into the exchange',
        text: 'A topic exchange that is there already; the event’s type is the routing key. What does not work names the event and is tried again.',
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
