export { PanelWebhooks } from './webhooks';
export { panelWebhookMigrations } from './tables';
