export { createHubSpot, type HubSpotOptions } from './provider';
