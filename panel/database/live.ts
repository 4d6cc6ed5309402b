import { read } from '../decode';
import type { LiveKind, LivePart } from '../parts';
import { liveFrom } from '../xui';
import type { PanelDatabase } from './database';

/** `streams.type`, the same in both schemas. */
const types: ReadonlyArray<readonly [kind: LiveKind, type: number]> = [
  ['stream', 1],
  ['channel', 3],
  ['station', 4],
];

/** What runs round the clock, by the names of the API's columns. */
export function liveReads(database: PanelDatabase): LivePart {
  const { tables, optional } = database.schema;
  const select =
    'SELECT s.id, s.type, s.stream_display_name, s.direct_source, p.server_id, v.server_name, p.pid, p.monitor_pid, ' +
    'p.stream_status, p.on_demand, p.current_source, p.parent_id ' +
    `FROM \`${tables.streams}\` s LEFT JOIN \`${optional.live}\` p ON p.stream_id = s.id ` +
    `LEFT JOIN \`${tables.servers}\` v ON v.id = p.server_id WHERE s.type IN (${types.map(([, type]) => String(type)).join(', ')}) ` +
    'ORDER BY s.id, p.server_stream_id';
  return {
    async listLive() {
      await database.requireTables([optional.live]);
      const rows = await database.rows(select);
      return types.flatMap(([kind, type]) =>
        liveFrom(
          kind,
          rows.filter((row) => read.integer(row, 'type') === type),
        ),
      );
    },
  };
}
