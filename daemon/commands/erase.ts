import { batch, type Erasable } from '../erasure';

/** Commands that have ended. Keys stay: without its key, what was done once would be done again. */
export const erasedFromCommands: Erasable = {
  counts: 'commands',
  async erase({ store, sealer }, person) {
    const { line } = person;
    let count = 0;
    for (let after = 0; ;) {
      const rows = await store.db
        .selectFrom('commands')
        .select(['sequence', 'panel', 'subject', 'result', 'error'])
        .where('state', 'in', ['confirmed', 'failed'])
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(batch)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return count;
      after = last.sequence;
      for (const row of rows) {
        const result = row.result === null ? null : (sealer.unseal(row.result) as Readonly<Record<string, unknown>>);
        const isAbout = line !== null && row.panel === line.panel && row.subject === `line:${String(line.id)}`;
        const tells = result !== null && result['erased'] !== true && (isAbout || person.isIn(JSON.stringify(result)));
        const error = person.scrubbedJson(row.error);
        if (!tells && error === row.error) continue;
        const change = { error, ...(tells ? { result: sealer.seal({ id: result['id'], erased: true }) } : {}) };
        await store.write((trx) =>
          trx.updateTable('commands').set(change).where('sequence', '=', row.sequence).execute(),
        );
        count += 1;
      }
    }
  },
};
