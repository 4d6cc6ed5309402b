import { read, type Row } from '../decode';
import type { Ticket, TicketPart, TicketReply } from '../parts';
import type { PanelDatabase } from './database';

/**
 * Tickets, whose tables are the same in both schemas. A ticket’s status is 0 once it was closed, and 1 from its opening on and after it was reopened; a
 * message has no author but whether an administrator wrote it. Source: the panels’ pages of tickets (Xtream UI, XC_VM).
 */

function replyFrom(row: Row): TicketReply | null {
  const id = read.idOrNull(row, 'reply_id');
  if (id === null) return null;
  return {
    id,
    by: read.flag(row, 'admin_reply') ? 'admin' : 'user',
    message: read.text(row, 'message') ?? '',
    at: row['date'] === null ? null : read.instant(row, 'date'),
  };
}

function ticketFrom(row: Row): Ticket {
  return {
    id: read.requiredId(row),
    title: read.text(row, 'title') ?? '',
    open: read.integer(row, 'status') !== 0,
    userId: read.idOrNull(row, 'member_id'),
    username: read.textOrNull(row, 'username'),
    replies: read.integer(row, 'replies'),
    lastReply: replyFrom(row),
  };
}

export function ticketReads(database: PanelDatabase): TicketPart {
  const { tables, optional } = database.schema;
  const counted = `SELECT ticket_id, MAX(id) AS last, COUNT(*) AS replies FROM \`${optional.replies}\` GROUP BY ticket_id`;
  return {
    async listTickets(query = {}) {
      await database.requireTables([optional.tickets, optional.replies]);
      const source = {
        columns:
          't.id, t.title, t.status, t.member_id, u.username, COALESCE(c.replies, 0) AS replies, ' +
          'r.id AS reply_id, r.admin_reply, r.message, r.date',
        from:
          `\`${optional.tickets}\` t LEFT JOIN (${counted}) c ON c.ticket_id = t.id ` +
          `LEFT JOIN \`${optional.replies}\` r ON r.id = c.last LEFT JOIN \`${tables.users}\` u ON u.id = t.member_id`,
        where: { sql: '1 = 1', values: [] },
        order: 't.id',
      };
      const { rows, total } = await database.list(source, query.start, query.limit);
      return { rows: rows.map(ticketFrom), total };
    },
  };
}
