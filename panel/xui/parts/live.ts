import { read, tableAnswer, type Row } from '../../decode';
import { PanelError } from '../../errors';
import { overallState, type LiveKind, type LiveOnServer, type LivePart, type LiveStatus } from '../../parts';
import { listFields, type Call } from './call';
import { kindWords } from './content/kinds';
import { serverFrom } from './content/read';

/**
 * What runs round the clock, on all servers, through the three lists that have it. `single` makes them tell of each server in a row of its own. They
 * are in no order that can be asked for by the same number on every build, so a walk is believed only when no row came twice. Source: table
 * handlers of XC_VM (July 2025 to 2.6).
 */

const liveKinds: readonly LiveKind[] = ['stream', 'channel', 'station'];

/** So that answers stay small: without these, each row has the technical data of its stream with it. */
const columns =
  'id,stream_display_name,direct_source,server_id,server_name,pid,monitor_pid,stream_status,on_demand,current_source,parent_id';

/** Rows a page: nearly always all there are. */
const pageSize = 5000;

function notComplete(list: string): PanelError {
  return new PanelError('bad-answer', `The panel's list ${list} changed while it was read.`, {
    hint: 'It is not believed. Try again.',
  });
}

async function rowsOf(call: Call, list: string): Promise<Row[]> {
  const rows = new Map<string, Row>();
  for (let total = Infinity; rows.size < total;) {
    const fields: Array<[string, string]> = [
      ...listFields({ start: rows.size, limit: pageSize }, {}),
      ['single', '1'],
      ['show_columns', columns],
    ];
    const page = tableAnswer(await call(list, fields), list, rows.size);
    for (const row of page.rows) {
      const key = `${read.requiredId(row)} ${read.idOrNull(row, 'server_id') ?? ''}`;
      if (rows.has(key)) throw notComplete(list);
      rows.set(key, row);
    }
    if (page.rows.length === 0 && rows.size < page.total) throw notComplete(list);
    total = page.total;
  }
  return [...rows.values()];
}

/** Rows of one kind, each a server of something, put together. */
export function liveFrom(kind: LiveKind, rows: readonly Row[]): LiveStatus[] {
  const found = new Map<string, { name: string; servers: LiveOnServer[] }>();
  for (const row of rows) {
    const id = read.requiredId(row);
    const known = found.get(id) ?? { name: read.text(row, 'stream_display_name') ?? '', servers: [] };
    const server = serverFrom(kind, row);
    if (server !== null) {
      const { serverId, serverName, state, parentServerId } = server;
      known.servers.push({
        serverId,
        serverName,
        state,
        parentServerId,
        source: read.textOrNull(row, 'current_source'),
      });
    }
    found.set(id, known);
  }
  return [...found].map(([id, one]) => ({ id, kind, state: overallState(one.servers), ...one }));
}

export function livePart(call: Call): LivePart {
  return {
    async listLive() {
      const lists: LiveStatus[][] = [];
      // One after the other: the panel counts viewers for every row.
      for (const kind of liveKinds) lists.push(liveFrom(kind, await rowsOf(call, kindWords[kind].list)));
      return lists.flat();
    },
  };
}
