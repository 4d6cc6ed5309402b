import { batch, emptyMessages, type Erasable } from '../erasure';

export const erasedFromPanelWebhooks: Erasable = {
  counts: 'webhooks',
  erase: (parts, person) =>
    emptyMessages(parts, person, {
      read: (after) =>
        parts.store.db
          .selectFrom('panel_webhooks')
          .select(['sequence', 'body as sealed'])
          .where('sequence', '>', after)
          .orderBy('sequence')
          .limit(batch)
          .execute(),
      put: (trx, sequence, sealed) =>
        trx.updateTable('panel_webhooks').set({ body: sealed }).where('sequence', '=', sequence).execute(),
      empty: '',
    }),
};
