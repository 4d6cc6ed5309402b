import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { eventDescriptions, eventGroups, type EventDescription } from '../../../panel';

/** Stands for all events in the Events field. */
export const anyEvent = '*';

const events: readonly EventDescription[] = eventDescriptions;

/** Stands for the types the Custom Events field names. */
export const customEvent = 'custom';

/** Stands, before the name of a group, for all events of the group. */
export const groupPrefix = 'group:';

const byName = (left: INodePropertyOptions, right: INodePropertyOptions): number => left.name.localeCompare(right.name);

/** All events at once, those of a group at once, then each by its name, which begins with what it is about. */
const eventOptions: INodePropertyOptions[] = [
  { name: 'All Events', value: anyEvent, description: 'Every event there is, now and in later versions' },
  ...eventGroups
    .map(({ value, label }) => ({
      name: `All Events: ${label.charAt(0).toUpperCase()}${label.slice(1)}`,
      value: `${groupPrefix}${value}`,
      description: `${String(events.filter(({ group }) => group === value).length)} events`,
    }))
    .sort(byName),
  ...[
    {
      name: 'Custom Event',
      value: customEvent,
      description: 'An event that a rule of the daemon derives from others',
    },
    ...events.map(({ type, label, description }) => ({ name: label, value: type, description })),
  ].sort(byName),
];

/** The trigger's fields. Events come from the catalogue of events. */
export const properties: INodeProperties[] = [
  {
    displayName: 'Events',
    name: 'events',
    type: 'multiOptions',
    required: true,
    default: [],
    description: 'What starts the workflow',
    options: eventOptions,
  },
  {
    displayName: 'Custom Events',
    name: 'customEvents',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. custom.vip_expiring',
    description: 'What the daemon’s rules emit; several with commas between them',
    displayOptions: { show: { events: [customEvent] } },
  },
  {
    displayName: 'Panel Names or IDs',
    name: 'panels',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getPanels' },
    default: [],
    description:
      'Only events of these panels; empty for all. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    hint: 'Billing events belong to no panel: leave this empty to receive them',
  },
  {
    displayName: 'Filter',
    name: 'filter',
    type: 'string',
    default: '',
    placeholder: 'e.g. data.daysLeft = 3',
    description:
      'A <a href="https://jsonata.org">JSONata</a> expression over the event. Only events for which it is true start the workflow.',
    hint: 'For example <code>data.line.trial = false</code>, <code>data.billing.firstPayment</code>, <code>origin != "command"</code>',
  },
  {
    displayName: 'When the Workflow Fails',
    name: 'onFailure',
    type: 'options',
    options: [
      {
        name: 'Acknowledge Anyway',
        value: 'acknowledge',
        description: 'The event counts as handled, whatever became of the workflow',
      },
      {
        name: 'Try Again',
        value: 'retry',
        description: 'The event comes again, after longer and longer pauses, and is parked after its last attempt',
      },
    ],
    default: 'retry',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [
      {
        displayName: 'Events at a Time',
        name: 'concurrency',
        type: 'number',
        typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
        default: 5,
        description:
          'How many events may be worked on at the same time. Events about the same line or customer always come one after the other.',
      },
      {
        displayName: 'Events While Inactive',
        name: 'whileInactive',
        type: 'options',
        options: [
          { name: 'Deliver', value: 'deliver', description: 'They come when the workflow is active again' },
          { name: 'Skip', value: 'skip', description: 'Activating the workflow begins with what happens from then on' },
        ],
        default: 'deliver',
        description:
          'What becomes of events that happen while the workflow is switched off. A restart of n8n skips none.',
      },
      {
        displayName: 'Feed Name',
        name: 'feed',
        type: 'string',
        default: '',
        placeholder: 'e.g. provisioning',
        description:
          'The name of this trigger’s place in the daemon’s event log. Leave empty for one of its own. A workflow that replaces another goes on where that one stopped if both name the same feed.',
      },
      {
        displayName: 'Lease (Seconds)',
        name: 'leaseSeconds',
        type: 'number',
        typeOptions: { minValue: 5, maxValue: 3600, numberPrecision: 0 },
        default: 60,
        description:
          'How long the daemon waits for a sign of life before it delivers an event again. It bounds the pause after n8n was killed, not how long a workflow may run.',
      },
      {
        displayName: 'Maximum Attempts',
        name: 'maxAttempts',
        type: 'number',
        typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
        default: 5,
        description: 'How often an event is tried before it is parked',
      },
      {
        displayName: 'Retry Delay (Seconds)',
        name: 'retryAfterSeconds',
        type: 'number',
        typeOptions: { minValue: 1, maxValue: 3600, numberPrecision: 0 },
        default: 30,
        description: 'The pause before the second attempt. It doubles with each further one.',
      },
      {
        displayName: 'Start At',
        name: 'from',
        type: 'options',
        options: [
          { name: 'Beginning of the Log', value: 'beginning', description: 'All events the daemon still has' },
          { name: 'Now', value: 'now', description: 'What happens from the first activation on' },
        ],
        default: 'now',
        description: 'Where a feed begins that did not exist before',
      },
    ],
  },
];
