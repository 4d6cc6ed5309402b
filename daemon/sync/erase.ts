import type { Erasable } from '../erasure';
import type { StoredLine } from './diff';

/** The snapshot itself is not changed: it has what the panel has, and no more. */
export const erasedFromLines: Erasable = {
  counts: 'others',
  async learn({ store: { db } }, person) {
    const { line } = person;
    if (line === null) return;
    const row = await db
      .selectFrom('lines')
      .select('state')
      .where('panel', '=', line.panel)
      .where('id', '=', line.id)
      .executeTakeFirst();
    if (row !== undefined) person.learnLine(JSON.parse(row.state) as StoredLine);
  },
  async erase({ store }, { line }) {
    if (line === null) return 0;
    const deleted = await store.write((trx) =>
      trx.deleteFrom('line_reminders').where('panel', '=', line.panel).where('line', '=', line.id).executeTakeFirst(),
    );
    return Number(deleted.numDeletedRows);
  },
};
