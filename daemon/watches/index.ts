/** What is looked at on a panel besides lines and connections: rules and a watch for each. */
export { erasedFromWatches } from './erase';
export { ServerWatch } from './serverWatch';
export { lossFacts, serverCollection, type ServerThing } from './servers';
export { watchesOf, type WatchOptions } from './watches';
