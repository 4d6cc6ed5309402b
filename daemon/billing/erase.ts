import { batch, emptyMessages, type Erasable } from '../erasure';

export const erasedFromInbox: Erasable = {
  counts: 'inbox',
  erase: (parts, person) =>
    emptyMessages(parts, person, {
      read: (after) =>
        parts.store.db
          .selectFrom('inbox')
          .select(['sequence', 'message as sealed'])
          .where('sequence', '>', after)
          .orderBy('sequence')
          .limit(batch)
          .execute(),
      put: (trx, sequence, sealed) =>
        trx.updateTable('inbox').set({ message: sealed }).where('sequence', '=', sequence).execute(),
      empty: { headers: {}, body: '' },
    }),
};
