import type { ActivityQuery, ConnectionPart, ConnectionQuery } from '../parts';
import { parseInstant, unixFromInstant } from '../rules';
import { activityFrom, connectionFrom } from '../xui';
import type { PanelDatabase } from './database';
import { allOf, equals, type Condition } from './query';

const columns =
  'c.activity_id, c.user_id, c.stream_id, c.server_id, c.user_agent, c.user_ip, c.container, c.isp, c.geoip_country_code, c.date_start, ' +
  'l.username, l.is_restreamer, l.is_mag, l.is_e2, s.stream_display_name, v.server_name';

/** Live connections and the activity log. */
export function connectionReads(database: PanelDatabase): Pick<ConnectionPart, 'listConnections' | 'listActivity'> {
  const { live, activity, lines, streams, servers } = database.schema.tables;

  const joined = (table: string): string =>
    `\`${table}\` c LEFT JOIN \`${lines}\` l ON l.id = c.user_id LEFT JOIN \`${streams}\` s ON s.id = c.stream_id ` +
    `LEFT JOIN \`${servers}\` v ON v.id = c.server_id`;

  function matches({ lineId, serverId, streamId }: ConnectionQuery): Array<Condition | undefined> {
    return [equals('c.user_id', lineId), equals('c.server_id', serverId), equals('c.stream_id', streamId)];
  }

  return {
    async listConnections(query = {}) {
      // HLS connections stay for a while after they ended, marked so.
      const where = allOf([{ sql: 'c.hls_end = 0', values: [] }, ...matches(query)]);
      const source = { columns, from: joined(live), where, order: 'c.activity_id' };
      const { rows, total } = await database.list(source, query.start, query.limit);
      return { rows: rows.map(connectionFrom), total };
    },

    async listActivity(query = {}) {
      const where = allOf([...(await startedWithin(database, query)), ...matches(query)]);
      const source = { columns: `${columns}, c.date_end`, from: joined(activity), where, order: 'c.activity_id' };
      const { rows, total } = await database.list(source, query.start, query.limit);
      return { rows: rows.map(activityFrom), total };
    },
  };
}

async function startedWithin(database: PanelDatabase, query: ActivityQuery): Promise<Array<Condition | undefined>> {
  return daysBetween('c.date_start', query, async () => database.timeZone());
}

/** Whole days of the panel's zone, the last one included. @param column unix seconds */
export async function daysBetween(
  column: string,
  { from, to }: { from?: string; to?: string },
  timeZone: () => Promise<string>,
): Promise<Array<Condition | undefined>> {
  if (from === undefined && to === undefined) return [];
  const zone = await timeZone();
  const start = (day: string, field: string): number => unixFromInstant(parseInstant(day, field, zone));
  return [
    from === undefined ? undefined : { sql: `${column} >= ?`, values: [start(from, 'from')] },
    to === undefined ? undefined : { sql: `${column} < ?`, values: [start(dayAfter(to), 'to')] },
  ];
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(next.getTime())) return day;
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
