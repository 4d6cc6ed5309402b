import { Table } from './table';

/** `lines_logs`: what a player was told or turned away for. */
export interface ClientLogRow {
  id: number;
  stream_id: number;
  user_id: number;
  client_status: string;
  /** As requested, the line's password included. */
  query_string: string;
  user_agent: string;
  ip: string;
  date: number;
}

/** `login_logs`: somebody signed in to the panel, or tried to. */
export interface LoginLogRow {
  id: number;
  type: string;
  /** An access code's id. */
  access_code: number;
  user_id: number;
  status: string;
  login_ip: string;
  date: number;
}

/** `streams_errors` */
export interface StreamErrorRow {
  id: number;
  stream_id: number;
  server_id: number;
  error: string;
  date: number;
}

/** `users_logs`: what a reseller did. */
export interface UserLogRow {
  id: number;
  owner: number;
  type: string;
  action: string;
  log_id: number;
  package_id: number | null;
  /** null where an edit of a line with a package is written down as if it were a sale. */
  cost: number | null;
  credits_after: number;
  date: number;
  /** The row as it was or became, as JSON. */
  deleted_info: string | null;
}

/** The panel's logs, one table each. */
export class PanelLogs {
  readonly client = new Table<ClientLogRow, 'id'>('id');
  readonly logins = new Table<LoginLogRow, 'id'>('id');
  readonly streamErrors = new Table<StreamErrorRow, 'id'>('id');
  readonly users = new Table<UserLogRow, 'id'>('id');

  load(saved: SavedLogs): void {
    this.client.load(saved.client);
    this.logins.load(saved.logins);
    this.streamErrors.load(saved.streamErrors);
    this.users.load(saved.users);
  }
}

interface SavedTable<Row> {
  lastId: number;
  rows: Row[];
}

/** What the state file holds of them. */
export interface SavedLogs {
  client: SavedTable<ClientLogRow>;
  logins: SavedTable<LoginLogRow>;
  streamErrors: SavedTable<StreamErrorRow>;
  users: SavedTable<UserLogRow>;
}
