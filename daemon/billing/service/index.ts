export { Actions, actionView, type ActionPart, type ActionState, type ActionView } from './actions';
export { addressesIn, linesNow, linesWithEmail, panelsNow, type Candidate } from './lines';
export { Service, unknownSubscription, type PerformRequest } from './service';
export { serviceMigrations, type ServiceActionTable } from './tables';
