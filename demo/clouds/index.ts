/**
 * Stand-ins for the clouds a workflow talks to: one local TLS proxy, one module per provider behind it. n8n's own nodes
 * reach them unchanged, with `HTTPS_PROXY` and `NODE_EXTRA_CA_CERTS`; a host nobody stands in for is refused.
 */
export { startClouds, demoCredentials, type Clouds, type CloudCredentials, type StartCloudsOptions } from './start';
export { holdAtStripe } from './stripe';
export type { CloudProvider, CloudRequest, CloudResponse } from './provider';
export type { Fault } from './faults';
export type { ReceivedRequest } from './record';
export type { OAuthApp } from './oauth';
export type { ModelTurn } from './openai';
export { quickBooksCompany } from './quickbooks';
export { instanceUrl as salesforceUrl } from './salesforce';
export { demoSpreadsheet } from './sheets';
export { xeroTenant } from './xero';
export { zohoApiDomain } from './zoho';
