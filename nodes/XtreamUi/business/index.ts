/** What the node can do with the daemon beyond its panels. */
export {
  businessOperationById,
  businessOperations,
  businessResources,
  namedByDaemon,
  type BusinessOperation,
} from './catalogue';
export { businessFields } from './description';
export { businessSearches } from './listSearch';
export { runBusiness } from './run';
