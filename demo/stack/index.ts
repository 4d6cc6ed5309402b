/** Starts the product with the world around it, for `npm start` and for the end-to-end tests. */
export { startChild, type Child, type ChildOptions } from './child';
export { credentialsByNode, fillCredentials, type CredentialSources } from './credentials';
export { startDaemonProcess, type DaemonProcess, type StartDaemonOptions } from './daemon';
export { startPanelProcess, type PanelProcess, type StartPanelOptions } from './panel';
export { freePort } from './ports';
export { withSettings } from './settings';
export { demoOwner, startStack, type Stack, type StackOptions } from './stack';
