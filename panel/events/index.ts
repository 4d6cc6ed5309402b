export {
  adaptersTelling,
  eventDescription,
  eventDescriptions,
  eventSchema,
  isCustomType,
  isEventType,
  mayBeType,
  sampleEvent,
  type CustomType,
  type EventType,
} from './catalogue';
export { eventGroups, origins, type EventDescription, type EventGroup, type Origin } from './description';
export type { BillingData, Event, EventData, LineState } from './event';
export { eventsPage } from './page';
export type { Schema } from './schema';
export { actionKinds, subscriptionStates, toldStates } from './parts/billing';
