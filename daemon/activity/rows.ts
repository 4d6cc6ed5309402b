import { instantFromUnix, unixFromInstant, type EventData, type LiveConnection } from '../../panel';
import { numbersOf, textsOf, type Store, type Write } from '../store';
import type { Connection, LineRecord } from './record';
import type { ConnectionTable, LineActivityTable } from './tables';

/** Records and connections in their tables, and back. */

/** Rows in one INSERT: few enough for its 32,766 values. */
const rowsAtOnce = 250;

type ShownConnection = NonNullable<EventData['connection']>;

/** A connection with all that events show of it. */
export interface StoredConnection extends Connection {
  line: string | null;
  shown: ShownConnection;
  missedAt: number | null;
}

/** @param now Unix seconds: when it began, where the panel does not say or names a time to come */
export function storedConnection(live: LiveConnection, now: number): StoredConnection {
  const { id, lineId, username, streamId, streamName, serverId, serverName, ip, userAgent, isp, country } = live;
  const startedAt = Math.min(now, live.startedAt === null ? now : unixFromInstant(live.startedAt));
  const names = { id, lineId, username, streamId, streamName, serverId, serverName, ip, userAgent, isp, country };
  return {
    id,
    line: lineId,
    startedAt,
    ip,
    isp,
    country,
    restreamer: live.restreamer,
    seenAt: null,
    missedAt: null,
    shown: { ...names, startedAt: instantFromUnix(startedAt) },
  };
}

export async function openConnections(db: Store['db'] | Write, panel: string): Promise<StoredConnection[]> {
  const rows = await db.selectFrom('connections').selectAll().where('panel', '=', panel).execute();
  return rows.map((row) => {
    const { restreamer, ...shown } = JSON.parse(row.state) as ShownConnection & { restreamer: boolean };
    const { ip, isp, country } = shown;
    const line = row.line === null ? null : String(row.line);
    const times = { startedAt: row.started_at, seenAt: row.seen_at, missedAt: row.missed_at };
    return { id: row.id, line, ip, isp, country, restreamer, shown, ...times };
  });
}

export async function putConnections(
  trx: Write,
  panel: string,
  connections: readonly StoredConnection[],
): Promise<void> {
  const rows = connections.map((each): ConnectionTable => ({
    panel,
    id: each.id,
    line: each.line === null ? null : Number(each.line),
    started_at: each.startedAt,
    state: JSON.stringify({ ...each.shown, restreamer: each.restreamer }),
    seen_at: each.seenAt,
    missed_at: each.missedAt,
  }));
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    await trx
      .insertInto('connections')
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.columns(['panel', 'id']).doUpdateSet((eb) => ({
          seen_at: eb.ref('excluded.seen_at'),
          missed_at: eb.ref('excluded.missed_at'),
        })),
      )
      .execute();
  }
}

export async function dropConnections(trx: Write, panel: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.deleteFrom('connections').where('panel', '=', panel).where('id', 'in', textsOf(trx, ids)).execute();
}

export async function recordsOf(
  db: Store['db'] | Write,
  panel: string,
  lines: readonly string[],
): Promise<Map<string, LineRecord>> {
  const rows = await db
    .selectFrom('line_activity')
    .selectAll()
    .where('panel', '=', panel)
    .where('line', 'in', numbersOf(db, lines.map(Number)))
    .execute();
  return new Map(rows.map((row) => [String(row.line), recordFrom(row)]));
}

export function recordFrom(row: LineActivityTable): LineRecord {
  const rest = row.rest === null ? emptyRest : (JSON.parse(row.rest) as Rest);
  return {
    since: row.since,
    ever: row.ever as LineRecord['ever'],
    firstAt: row.first_at,
    lastAt: row.last_at,
    inactiveDays: row.inactive_days,
    inactiveAt: row.inactive_at,
    ...rest,
  };
}

type Rest = Pick<LineRecord, 'limit' | 'sharing' | 'isps' | 'addresses' | 'usage'>;
const emptyRest: Rest = { limit: null, sharing: null, isps: {}, addresses: {}, usage: {} };

export async function putRecords(
  trx: Write,
  panel: string,
  records: ReadonlyArray<readonly [line: string, record: LineRecord]>,
): Promise<void> {
  const rows = records.map(([line, { limit, sharing, isps, addresses, usage, ...record }]): LineActivityTable => {
    const rest = JSON.stringify({ limit, sharing, isps, addresses, usage } satisfies Rest);
    return {
      panel,
      line: Number(line),
      since: record.since,
      ever: record.ever,
      first_at: record.firstAt,
      last_at: record.lastAt,
      inactive_days: record.inactiveDays,
      inactive_at: record.inactiveAt,
      rest: rest === JSON.stringify(emptyRest) ? null : rest,
    };
  });
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    await trx
      .insertInto('line_activity')
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.columns(['panel', 'line']).doUpdateSet((eb) => ({
          ever: eb.ref('excluded.ever'),
          first_at: eb.ref('excluded.first_at'),
          last_at: eb.ref('excluded.last_at'),
          inactive_days: eb.ref('excluded.inactive_days'),
          inactive_at: eb.ref('excluded.inactive_at'),
          rest: eb.ref('excluded.rest'),
        })),
      )
      .execute();
  }
}
