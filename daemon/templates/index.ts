/** The workflow templates that come with the daemon, and how they get into an n8n and are kept up to date there. */
export { findTemplates, readTemplates, withWhatTheyNeed, type Template, type WorkflowJson } from './library';
export { installTemplates, type Installed, type InstallOptions } from './install';
export { merge, type Change, type Preference } from './merge';
export { N8nApi, N8nApiProblem } from './n8n';
