export { createServer } from './server';
export type { InboxService, Services } from './services';
