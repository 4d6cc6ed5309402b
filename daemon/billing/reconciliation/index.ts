export { findingKinds, type Finding, type FindingKind, type FindingView, type Fix, type FixState } from './finding';
export { openReconciliations } from './open';
export type { ReadableSource } from './provider';
export { Reconciliations, type ReconciliationsParts } from './reconciliations';
export { reportAsCsv, reportAsHtml, type Report } from './report';
export type { ReconciliationView } from './runs';
export type { Summary } from './summary';
export { defaultStrayOptions, type StrayOptions } from './strays';
export { reconciliationMigrations } from './tables';
