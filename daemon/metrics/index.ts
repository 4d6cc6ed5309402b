export { Metrics } from './metrics';
export type { Question, Sample } from './question';
export { ofCommands, ofDuties, ofEndpoints, ofEvents, ofFeeds, ofInbox, ofPanels, ofRelays } from './questions';
