import type { Erasable } from '../erasure';

/** What is left of a line that is on the panel no more. Of one that is, its next reading would bring it back. */
export const erasedFromDetails: Erasable = {
  counts: 'others',
  async erase({ store }, { line }) {
    if (line === null) return 0;
    const deleted = await store.write((trx) =>
      trx
        .deleteFrom('line_details')
        .where('panel', '=', line.panel)
        .where('id', '=', line.id)
        .where((eb) =>
          eb.not(
            eb.exists(eb.selectFrom('lines').select('id').where('panel', '=', line.panel).where('id', '=', line.id)),
          ),
        )
        .executeTakeFirst(),
    );
    return Number(deleted.numDeletedRows);
  },
};
