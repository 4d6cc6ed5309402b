/**
 * The exact n8n that `npm start` and the end-to-end tests run: installed once into a cache outside the clone
 * (`ensureN8n`), started with everything that phones home switched off (`startN8n`), driven over the same REST API its
 * editor uses (`N8nClient`).
 */
export { ensureN8n, installProgressText, n8nVersion, type EnsureN8nOptions, type InstallProgress } from './install';
export { node24, projectRoot } from './project';
export { builtPackage, startN8n, type N8nProcess, type StartN8nOptions } from './process';
export {
  N8nApiError,
  N8nClient,
  type CredentialRef,
  type CredentialTestResult,
  type Execution,
  type ExecutionStatus,
  type ExecutionSummary,
  type ListSearchResult,
  type ManualRun,
  type NodeContext,
  type NodeTypeDescription,
  type OwnerAccount,
  type WorkflowRef,
} from './client';
export { attachCredentials, type WorkflowJson, type WorkflowNodeJson } from './workflow';
export { startWorker, type N8nWorker, type StartWorkerOptions } from './worker';
