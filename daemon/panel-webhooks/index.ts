export { PanelWebhooks } from './webhooks';
export { erasedFromPanelWebhooks } from './erase';
export { panelWebhookMigrations } from './tables';
