import { scrubRows, type Erasable } from '../erasure';

/** Reasons that consumers gave for refusing an event may quote it, and subjects may be the keys of commands. */
export const erasedFromFeeds: Erasable = {
  counts: 'others',
  erase: ({ store }, person) =>
    store.write(async (trx) => {
      const deliveries = await scrubRows(
        await trx
          .selectFrom('deliveries')
          .select(['feed', 'sequence', 'subject', 'reason'])
          .where((eb) => eb.or([eb('reason', 'is not', null), eb('subject', 'like', 'command:%')]))
          .execute(),
        ({ subject, reason }) => ({
          subject: person.subjectWithout(subject),
          reason: person.scrubbed(reason) as string | null,
        }),
        ({ feed, sequence }, change) =>
          trx.updateTable('deliveries').set(change).where('feed', '=', feed).where('sequence', '=', sequence).execute(),
      );
      const feeds = await scrubRows(
        await trx.selectFrom('feeds').select(['name', 'filter_problem']).execute(),
        ({ filter_problem }) => ({ filter_problem: person.scrubbedJson(filter_problem) }),
        ({ name }, change) => trx.updateTable('feeds').set(change).where('name', '=', name).execute(),
      );
      return deliveries + feeds;
    }),
};
