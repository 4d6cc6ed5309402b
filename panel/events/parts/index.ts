import { anything, integer, list, number, object, oneOf, orNull, record, text } from '../schema';
import { action, attention, billing, customer, dunningStep, reconciliation, subscription } from './billing';
import { connection, connections, duration, inactive, sharing, usage } from './connection';
import { line } from './line';
import { details, device, load, reseller, server, stream, ticket } from './things';

/** The parts of which the data of events is composed. Each type names those it has (catalogue.ts). No secret is ever in any of them. */
export const parts = {
  line,
  before: record(anything(), 'The values that changed, as they were'),
  after: record(anything(), 'The values that changed, as they are now'),
  daysLeft: integer('The threshold of days crossed'),
  connection,
  connections,
  duration,
  inactive,
  sharing,
  usage,
  billing,
  subscription,
  customer,
  action,
  dunningStep,
  attention,
  reconciliation,
  message: text('What happened, in words'),
  hint: text('What to do'),
  code: text('A word to decide by, e.g. `wrong-key`'),
  command: object({ key: text(), operation: text() }, 'The command’s key and operation'),
  parked: object(
    { feed: text(), event: text(), attempts: integer(), reason: orNull(text()) },
    'Which event was parked, in which feed',
  ),
  endpoint: object({ name: text() }, 'The endpoint'),
  details,
  device,
  stream,
  server,
  load,
  reseller,
  creditThreshold: number('Fewer credits than these are low'),
  ticket,
  alert: object(
    {
      rule: text('e.g. `stream_down`, `cpu`'),
      state: oneOf(['fired', 'resolved']),
      title: text(),
      text: text(),
      items: list(
        object({ subject: text(), label: text() }),
        'What it is about: the panel’s ids, and words for people',
      ),
    },
    'The alert as the panel sent it',
  ),
  rule: text('The rule’s name'),
  cause: text('The id of the event the rule made this one of'),
  depth: integer('How many rules stand between this event and one that no rule made, this rule included'),
  custom: record(anything(), 'What the rule says of it'),
  held: object({ vanished: integer(), known: integer() }, 'How many lines vanished, of how many'),
  drift: object(
    { missed: integer(), checked: integer() },
    'How much should have been noticed before, of how much was looked at',
  ),
} as const;

export type Part = keyof typeof parts;
