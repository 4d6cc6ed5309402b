import { scrubRows, type Erasable } from '../erasure';

/** What went wrong may quote an event. */
export const erasedFromRules: Erasable = {
  counts: 'others',
  erase: ({ store }, person) =>
    store.write(async (trx) =>
      scrubRows(
        await trx.selectFrom('rules').select(['name', 'problem']).execute(),
        ({ problem }) => ({ problem: person.scrubbedJson(problem) }),
        ({ name }, change) => trx.updateTable('rules').set(change).where('name', '=', name).execute(),
      ),
    ),
};
