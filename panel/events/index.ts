export { eventDescriptions, isEventType, type EventDescription, type EventType, type Origin } from './catalogue';
export type { BillingData, Event, EventData, LineState } from './event';
export { sampleEvent } from './samples';
