import { adaptersWith } from '../catalogue';
import { adapterNames, type AdapterName } from '../types';
import { origins, type EventDescription } from './description';
import type { Event } from './event';
import { parts, type Part } from './parts';
import { instant, integer, object, objectWith, oneOf, orNull, text, type Schema } from './schema';
import { billingEvents } from './types/billing';
import { connectionEvents } from './types/connection';
import { daemonEvents } from './types/daemon';
import { deviceEvents } from './types/device';
import { lineEvents } from './types/line';
import { line } from './types/samples';
import { panelEvents } from './types/panel';
import { resellerEvents } from './types/reseller';
import { serviceEvents } from './types/service';
import { serverEvents } from './types/server';
import { streamEvents } from './types/stream';
import { ticketEvents } from './types/ticket';

/**
 * Every event type there is: the one source of the trigger's list, of schemas, of samples, and of the documentation. Types are `subject.happened` and
 * stable: users, monitors and tests hold on to them.
 */
export const eventDescriptions = [
  ...lineEvents,
  ...deviceEvents,
  ...connectionEvents,
  ...streamEvents,
  ...serverEvents,
  ...resellerEvents,
  ...ticketEvents,
  ...panelEvents,
  ...billingEvents,
  ...serviceEvents,
  ...daemonEvents,
] as const satisfies readonly EventDescription[];

export type EventType = (typeof eventDescriptions)[number]['type'];

/** A type that a rule of the configuration or the API gives to the events it derives. */
export type CustomType = `custom.${string}`;

const customType = /^custom\.[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

export function isCustomType(type: string): type is CustomType {
  return customType.test(type) && type.length <= 100;
}

/** Whether events may be of this type: one of the catalogue, or one that rules derive. */
export function mayBeType(type: string): type is EventType | CustomType {
  return isEventType(type) || isCustomType(type);
}

const byType: ReadonlyMap<string, EventDescription> = new Map(eventDescriptions.map((each) => [each.type, each]));

export function isEventType(type: string): type is EventType {
  return byType.has(type);
}

export function eventDescription(type: EventType): EventDescription {
  const description = byType.get(type);
  if (description === undefined) throw new Error(`There is no event type ${type}.`);
  return description;
}

/** The panels it can be told of: watched by the daemon, or telling it themselves. null: it does not come from a panel. */
export function adaptersTelling({ needs, told }: EventDescription): AdapterName[] | null {
  if (needs === undefined && told === undefined) return null;
  const watched = needs === undefined ? [] : adaptersWith(needs);
  return adapterNames.filter((name) => watched.includes(name) || told?.includes(name));
}

/** The JSON Schema (draft 2020-12) of events of a type, whole: what feeds, endpoints and relays deliver. */
export function eventSchema(type: EventType): Schema & { $schema: string; title: string } {
  const { label, description, data, optional = [] } = eventDescription(type);
  const pick = (names: readonly Part[]): Record<string, Schema> =>
    Object.fromEntries(names.map((name) => [name, parts[name]]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: label,
    ...object(
      {
        id: text('`evt_…`, unique and stable'),
        sequence: integer('Its place in the log'),
        type: { ...text(), const: type },
        panel: orNull(text('The panel’s name in the daemon’s configuration; null for what concerns no panel')),
        subject: text('What it is about, e.g. `line:main/42`. Order is kept for each subject'),
        time: instant(
          'When it happened: at the panel’s clock for expiries, at the provider’s for billing, else when it was noticed',
        ),
        origin: oneOf(origins, 'What caused it'),
        data: objectWith(pick([...data, ...optional]), data),
      },
      description,
    ),
  };
}

/** What a derived event looks like, whatever its rule. */
const customSample: EventDescription['sample'] = {
  origin: 'panel',
  subject: 'line:main/1042',
  data: {
    line,
    rule: 'sample',
    cause: 'evt_01JSAMPLE0000000000000000',
    depth: 1,
    custom: {},
  },
};

/** A realistic event of this type, marked by its id as a sample. Never in any log. */
export function sampleEvent(type: Event['type']): Event {
  const { origin, panel, subject, data } = isEventType(type) ? eventDescription(type).sample : customSample;
  const panelOfSubject = /^\w+:(main)(\/|$)/.exec(subject)?.[1] ?? null;
  return {
    id: 'evt_sample',
    sequence: 0,
    type,
    panel: panel ?? panelOfSubject,
    subject,
    time: '2027-01-28T12:00:00Z',
    origin,
    data,
  };
}
