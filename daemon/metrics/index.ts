export { Metrics } from './metrics';
export type { Question, Sample } from './question';
export {
  ofBilling,
  ofCommands,
  ofDuties,
  ofEndpoints,
  ofEvents,
  ofFeeds,
  ofInbox,
  ofPanels,
  ofRelays,
} from './questions';
