export { findingKinds, type Finding, type FindingKind, type FindingView, type Fix, type FixState } from './finding';
export { openReconciliations } from './open';
export type { ReadableSource } from './provider';
export { Reconciliations, type ReconciliationsParts, type ReconciliationView } from './reconciliations';
export { reportAsCsv, reportAsHtml, type Report } from './report';
export type { Summary } from './summary';
export { defaultStrayOptions, type StrayOptions } from './strays';
export { reconciliationMigrations } from './tables';
