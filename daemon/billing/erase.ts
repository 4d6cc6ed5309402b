import { batch, emptyMessages, type Erasable } from '../erasure';
import { sealTaken } from './message';

export const erasedFromInbox: Erasable = {
  counts: 'inbox',
  async erase(parts, person) {
    const { db } = parts.store;
    // What was read from the provider since, or made of the message, may tell of the person where the message does not.
    const taken = await emptyMessages(parts, person, {
      read: (after) =>
        db
          .selectFrom('inbox')
          .select(['sequence', (eb) => eb.fn.coalesce('taken', 'message').as('sealed')])
          .where('sequence', '>', after)
          .orderBy('sequence')
          .limit(batch)
          .execute(),
      put: (trx, sequence, sealed) =>
        trx
          .updateTable('inbox')
          .set({ message: sealed, taken: sealTaken(parts.sealer, { fetched: null, facts: [] }) })
          .where('sequence', '=', sequence)
          .execute(),
      empty: { headers: {}, body: '' },
    });
    const messages = await emptyMessages(parts, person, {
      read: (after) =>
        db
          .selectFrom('inbox')
          .select(['sequence', 'message as sealed'])
          .where('sequence', '>', after)
          .orderBy('sequence')
          .limit(batch)
          .execute(),
      put: (trx, sequence, sealed) =>
        trx
          .updateTable('inbox')
          .set({ message: sealed, taken: sealTaken(parts.sealer, { fetched: null, facts: [] }) })
          .where('sequence', '=', sequence)
          .execute(),
      empty: { headers: {}, body: '' },
    });
    return taken + messages;
  },
};
