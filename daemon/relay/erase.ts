import { scrubRows, type Erasable } from '../erasure';

/** What went wrong may quote an event. */
export const erasedFromRelays: Erasable = {
  counts: 'others',
  erase: ({ store }, person) =>
    store.write(async (trx) =>
      scrubRows(
        await trx.selectFrom('relays').select(['name', 'problem', 'filter_problem', 'last_unroutable']).execute(),
        ({ problem, filter_problem, last_unroutable }) => ({
          problem: person.scrubbed(problem) as string | null,
          filter_problem: person.scrubbedJson(filter_problem),
          last_unroutable: person.scrubbedJson(last_unroutable),
        }),
        ({ name }, change) => trx.updateTable('relays').set(change).where('name', '=', name).execute(),
      ),
    ),
};
