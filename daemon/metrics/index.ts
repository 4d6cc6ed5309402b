export { Metrics } from './metrics';
export type { Question, Sample } from './question';
export { ofCommands, ofDuties, ofEvents, ofFeeds, ofInbox, ofPanels } from './questions';
