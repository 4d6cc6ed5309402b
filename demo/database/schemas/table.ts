import type { PanelState } from '../../panel';

export type SqlValue = string | number | null;

/** A table of a panel's database: how it is made, and what the demo panel has in it. */
export interface PanelTable {
  name: string;
  /** What stands between the brackets of CREATE TABLE. */
  columns: string;
  rows(state: PanelState): ReadonlyArray<Readonly<Record<string, SqlValue>>>;
}

/** Only these columns of a row, which has more. */
export function pick<Row extends object, Column extends keyof Row & string>(
  row: Row,
  columns: readonly Column[],
): Record<Column, SqlValue> {
  return Object.fromEntries(columns.map((column) => [column, row[column] as SqlValue])) as Record<Column, SqlValue>;
}

/** Streams are the same in both schemas, as far as they are read. */
export const streamsTable: PanelTable = {
  name: 'streams',
  columns:
    '`id` int NOT NULL PRIMARY KEY, `type` int NOT NULL, `stream_display_name` text, `direct_source` tinyint NOT NULL DEFAULT 0',
  rows: ({ streams }) => streams.all().map((row) => pick(row, ['id', 'type', 'stream_display_name', 'direct_source'])),
};

/** How streams stand on servers: the same under two names. */
export function streamServersTable(name: 'streams_sys' | 'streams_servers'): PanelTable {
  return {
    name,
    columns:
      '`server_stream_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `stream_id` int NOT NULL, `server_id` int NOT NULL, `parent_id` int, ' +
      '`pid` int, `to_analyze` tinyint NOT NULL DEFAULT 0, `stream_status` int NOT NULL DEFAULT 0, `stream_started` int, ' +
      '`monitor_pid` int, `current_source` mediumtext, `bitrate` int, `on_demand` tinyint NOT NULL DEFAULT 0, ' +
      'UNIQUE KEY (`stream_id`, `server_id`), KEY (`server_id`)',
    rows: ({ streamServers }) =>
      streamServers.all().map((row) => ({
        ...pick(row, ['server_stream_id', 'stream_id', 'server_id', 'parent_id', 'pid', 'to_analyze', 'stream_status']),
        ...pick(row, ['stream_started', 'monitor_pid', 'current_source', 'bitrate', 'on_demand']),
      })),
  };
}

/** Tickets are the same in both schemas. */
export const ticketTables: readonly PanelTable[] = [
  {
    name: 'tickets',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `member_id` int NOT NULL, `title` varchar(255) NOT NULL, ' +
      '`status` int NOT NULL DEFAULT 1, `admin_read` tinyint NOT NULL, `user_read` tinyint NOT NULL',
    rows: ({ tickets }) =>
      tickets.all().map((row) => pick(row, ['id', 'member_id', 'title', 'status', 'admin_read', 'user_read'])),
  },
  {
    name: 'tickets_replies',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `ticket_id` int NOT NULL, `admin_reply` tinyint NOT NULL, `message` mediumtext NOT NULL, ' +
      '`date` int NOT NULL',
    rows: ({ ticketReplies }) =>
      ticketReplies.all().map((row) => pick(row, ['id', 'ticket_id', 'admin_reply', 'message', 'date'])),
  },
];
