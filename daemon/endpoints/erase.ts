import { scrubRows, type Erasable } from '../erasure';

/** What is wrong with a filter may quote an event, and subjects may be the keys of commands. */
export const erasedFromEndpoints: Erasable = {
  counts: 'others',
  erase: ({ store }, person) =>
    store.write(async (trx) => {
      const pushes = await scrubRows(
        await trx
          .selectFrom('endpoint_pushes')
          .select(['endpoint', 'lane', 'sequence', 'subject', 'reason'])
          .where((eb) => eb.or([eb('reason', 'is not', null), eb('subject', 'like', 'command:%')]))
          .execute(),
        ({ subject, reason }) => ({
          subject: person.subjectWithout(subject),
          reason: person.scrubbed(reason) as string | null,
        }),
        ({ endpoint, lane, sequence }, change) =>
          trx
            .updateTable('endpoint_pushes')
            .set(change)
            .where('endpoint', '=', endpoint)
            .where('lane', '=', lane)
            .where('sequence', '=', sequence)
            .execute(),
      );
      const endpoints = await scrubRows(
        await trx.selectFrom('endpoints').select(['id', 'last_failures', 'filter_problem']).execute(),
        ({ last_failures, filter_problem }) => ({
          last_failures: person.scrubbedJson(last_failures),
          filter_problem: person.scrubbedJson(filter_problem),
        }),
        ({ id }, change) => trx.updateTable('endpoints').set(change).where('id', '=', id).execute(),
      );
      // Whoever pushes has them in memory, too: it begins anew with what is stored.
      await trx
        .updateTable('endpoints')
        .set((eb) => ({ revision: eb('revision', '+', 1) }))
        .execute();
      return pushes + endpoints;
    }),
};
