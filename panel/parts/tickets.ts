import type { Instant, Page } from '../types';

/** A message in a ticket. */
export interface TicketReply {
  id: string;
  /** Who wrote it: an administrator, or the account that opened the ticket. */
  by: 'admin' | 'user';
  message: string;
  at: Instant | null;
}

/** What an account of the panel, in general a reseller, asks the administrators. */
export interface Ticket {
  id: string;
  title: string;
  open: boolean;
  /** Who opened it. */
  userId: string | null;
  username: string | null;
  /** How many messages there are. */
  replies: number;
  /** null: it has none. */
  lastReply: TicketReply | null;
}

export interface TicketQuery {
  /** Offset of the first row. @default 0 */
  start?: number;
  /** Rows a page. @default 500 */
  limit?: number;
}

/** No API of the family has them: they are read from the panel's database, and answered in the panel itself. */
export interface TicketPart {
  /** In the order of ids. */
  listTickets(query?: TicketQuery): Promise<Page<Ticket>>;
}
