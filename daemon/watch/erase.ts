import { scrubRows, type Erasable } from '../erasure';
import { textsOf, type Store, type Write } from '../store';

/**
 * Things of kinds that people have or write. They keep their fingerprints: a look that finds such a thing as it was tells of nothing and takes nothing in
 * anew.
 *
 * @param kinds where a person may be named
 * @param ofLine the kind whose things belong to lines, and the texts of one that name its line's owner
 */
export function erasedFromThings(
  kinds: readonly string[],
  ofLine: { kind: string; line(state: object): string; words(state: object): readonly string[] },
): Erasable {
  const rows = (db: Store['db'] | Write) =>
    db.selectFrom('things').select(['panel', 'kind', 'id', 'state']).where('kind', 'in', textsOf(db, kinds)).execute();
  return {
    counts: 'others',
    async learn({ store: { db } }, person) {
      const { line } = person;
      if (line === null) return;
      for (const { panel, kind, state } of await rows(db)) {
        if (panel !== line.panel || kind !== ofLine.kind) continue;
        const thing = JSON.parse(state) as object;
        if (ofLine.line(thing) === String(line.id)) for (const word of ofLine.words(thing)) person.addWord(word);
      }
    },
    erase: ({ store }, person) =>
      store.write(async (trx) =>
        scrubRows(
          await rows(trx),
          ({ state }) => ({ state: person.scrubbedJson(state) }),
          ({ panel, kind, id }, change) =>
            trx
              .updateTable('things')
              .set(change)
              .where('panel', '=', panel)
              .where('kind', '=', kind)
              .where('id', '=', id)
              .execute(),
        ),
      ),
  };
}
