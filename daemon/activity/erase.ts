import { scrubRows, type Erasable } from '../erasure';
import type { LineRecord } from './record';

/** From where somebody connects: all that tells who it is. */
const nobody = { username: null, ip: null, userAgent: null, isp: null, country: null };

/**
 * Connections that are believed to be open keep their rows, so that none is told of as new; the rest of what is known of use are counts and times, which
 * tell nothing of who it was.
 */
export const erasedFromActivity: Erasable = {
  counts: 'others',
  erase({ store }, { line }) {
    if (line === null) return Promise.resolve(0);
    return store.write(async (trx) => {
      const open = await trx
        .selectFrom('connections')
        .select(['panel', 'id', 'state'])
        .where('panel', '=', line.panel)
        .where('line', '=', line.id)
        .execute();
      const connections = await scrubRows(
        open,
        ({ state }) => ({ state: JSON.stringify({ ...(JSON.parse(state) as object), ...nobody }) }),
        ({ panel, id }, change) =>
          trx.updateTable('connections').set(change).where('panel', '=', panel).where('id', '=', id).execute(),
      );
      const used = await trx
        .selectFrom('line_activity')
        .select(['panel', 'line', 'rest'])
        .where('panel', '=', line.panel)
        .where('line', '=', line.id)
        .execute();
      const places: Pick<LineRecord, 'isps' | 'addresses'> = { isps: {}, addresses: {} };
      const records = await scrubRows(
        used,
        ({ rest }) => ({ rest: rest === null ? null : JSON.stringify({ ...(JSON.parse(rest) as object), ...places }) }),
        (row, change) =>
          trx
            .updateTable('line_activity')
            .set(change)
            .where('panel', '=', row.panel)
            .where('line', '=', row.line)
            .execute(),
      );
      return connections + records;
    });
  },
};
