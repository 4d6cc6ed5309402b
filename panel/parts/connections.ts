import type { Instant, Page } from '../types';

/** Somebody watching now. */
export interface LiveConnection {
  id: string;
  /** null: a stream opened by a signed token, without a line. */
  lineId: string | null;
  username: string | null;
  streamId: string | null;
  streamName: string | null;
  serverId: string | null;
  serverName: string | null;
  ip: string | null;
  userAgent: string | null;
  /** The format sent, e.g. `ts`. */
  container: string | null;
  isp: string | null;
  /** Two letters, ISO 3166-1. */
  country: string | null;
  restreamer: boolean;
  /** Whether the line belongs to a device. */
  device: 'mag' | 'enigma2' | null;
  startedAt: Instant | null;
}

/** Somebody has watched. */
export interface Activity extends LiveConnection {
  endedAt: Instant | null;
}

/** Which connections to list. Filters are carried out by the panel. */
export interface ConnectionQuery {
  /** Offset of the first row. @default 0 */
  start?: number;
  /** Rows a page. @default 500 */
  limit?: number;
  lineId?: string;
  serverId?: string;
  streamId?: string;
}

export interface ActivityQuery extends ConnectionQuery {
  /** First day, `2026-01-31`, in the panel's time zone. */
  from?: string;
  /** Last day, included. */
  to?: string;
}

/** Who watches and has watched. */
export interface ConnectionPart {
  listConnections(query?: ConnectionQuery): Promise<Page<LiveConnection>>;
  /**
   * Ends a connection. The player may open it again at once.
   * @throws PanelError `rejected` when the panel cannot end it, or it has ended already
   */
  killConnection(id: string): Promise<void>;
  listActivity(query?: ActivityQuery): Promise<Page<Activity>>;
}
