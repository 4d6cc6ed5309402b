import type { Generated } from 'kysely';
import { define, type Migration } from '../store';

/** One row a message of a panel, as it came. */
export interface PanelWebhookTable {
  sequence: Generated<number>;
  panel: string;
  /** Of the body's bytes: messages have no id, and the same bytes are the same message. */
  body_hash: string;
  /** `alert`, `lines.expiring`, or what else the panel calls it. */
  event: string;
  /** The body's bytes as latin1 text, sealed: it names customers. */
  body: string;
  received_at: string;
}

declare module '../store/store' {
  interface Tables {
    panel_webhooks: PanelWebhookTable;
  }
}

export const panelWebhookMigrations: readonly Migration[] = [
  {
    id: 'panel-webhooks-1-messages',
    async up(db) {
      await define(
        db,
        `CREATE TABLE panel_webhooks (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        panel TEXT NOT NULL,
        body_hash TEXT NOT NULL,
        event TEXT NOT NULL,
        body TEXT NOT NULL,
        received_at TEXT NOT NULL,
        UNIQUE (panel, body_hash)
      ) STRICT`,
      );
    },
  },
];
