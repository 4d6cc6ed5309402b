import type { Instant, Page } from '../types';

/** What the panel told a player, or turned it away for. */
export interface ClientLogEntry {
  id: string;
  lineId: string | null;
  username: string | null;
  streamId: string | null;
  streamName: string | null;
  /** The panel's word for it, e.g. `AUTH_FAILED`, `USER_EXPIRED`. */
  status: string | null;
  ip: string | null;
  userAgent: string | null;
  /** As the panel shows it: `2026-11-22 18:38:57` in its own time zone. */
  localTime: string | null;
}

/** Somebody signed in to the panel, or tried to. */
export interface LoginLogEntry {
  id: string;
  /** Which door: `ADMIN`, `RESELLER`, … as the panel says. */
  type: string | null;
  /** `SUCCESS`, or what was wrong: `INVALID_LOGIN`, … as the panel says. */
  status: string | null;
  userId: string | null;
  username: string | null;
  ip: string | null;
  at: Instant | null;
}

/** A stream failed. */
export interface StreamError {
  id: string;
  streamId: string | null;
  streamName: string | null;
  serverId: string | null;
  serverName: string | null;
  /** What the panel wrote down; passwords of sources replaced. */
  error: string | null;
  /** As the panel shows it: `2026-11-22 18:38:57` in its own time zone. */
  localTime: string | null;
}

/** What a reseller did, and what it cost. */
export interface UserLogEntry {
  id: string;
  userId: string | null;
  username: string | null;
  /** To what kind of thing: `line`, `mag`, `enigma` or `user`. */
  type: string | null;
  /** `new`, `extend`, `edit`, `enable`, `disable`, `delete`, `convert`, `send_event` or `adjust_credits`. */
  action: string | null;
  /** The thing's id, which may be gone. */
  subjectId: string | null;
  packageId: string | null;
  cost: number;
  creditsAfter: number;
  at: Instant | null;
}

/** Which entries to list, newest first. Filters are carried out by the panel. */
export interface LogQuery {
  /** Offset of the first row. @default 0 */
  start?: number;
  /** Rows a page. @default 500 */
  limit?: number;
  search?: string;
}

export interface DayQuery extends LogQuery {
  /** First day, `2026-01-31`, in the panel's time zone. */
  from?: string;
  /** Last day, included. */
  to?: string;
}

/** What the panel has written down. None of it holds a password. */
export interface LogPart {
  /** @param query.status the panel's word, exactly */
  listClientLog(query?: DayQuery & { status?: string }): Promise<Page<ClientLogEntry>>;
  listLogins(query?: LogQuery): Promise<Page<LoginLogEntry>>;
  listStreamErrors(query?: DayQuery & { serverId?: string }): Promise<Page<StreamError>>;
  /** @param query.action the panel's word, exactly */
  listUserLog(query?: DayQuery & { userId?: string; action?: string }): Promise<Page<UserLogEntry>>;
}
