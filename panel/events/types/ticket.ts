import type { EventDescription } from '../description';
import type { EventData } from '../event';

const group = 'ticket' as const;
/** Of any panel whose database is read. */
const needs = ['tickets.listTickets'] as const;

const ticket = {
  id: '31',
  title: 'No picture on channel 5',
  open: true,
  userId: '2',
  username: 'reseller-beirut',
  replies: 1,
  lastReply: { id: '58', by: 'user', message: 'Since this morning channel 5 is black.', at: '2027-01-28T11:58:00Z' },
} satisfies EventData['ticket'];

const sample = (data: EventData): EventDescription['sample'] => ({
  origin: 'panel',
  subject: 'ticket:main/31',
  data,
});

export const ticketEvents = [
  {
    type: 'ticket.opened',
    label: 'Ticket Opened',
    description: 'A reseller opened a ticket, or a closed one was opened again; needs the panel’s database',
    group,
    needs,
    data: ['ticket'],
    optional: ['before', 'after'],
    sample: sample({ ticket }),
  },
  {
    type: 'ticket.answered',
    label: 'Ticket Answered',
    description:
      'A ticket has a further message: from an administrator, or from who opened it (code); needs the panel’s database',
    group,
    needs,
    data: ['ticket', 'code', 'before', 'after'],
    sample: sample({
      ticket: {
        ...ticket,
        replies: 2,
        lastReply: { id: '61', by: 'admin', message: 'It is back.', at: '2027-01-28T12:00:00Z' },
      },
      code: 'admin',
      before: { replies: 1 },
      after: { replies: 2 },
    }),
  },
  {
    type: 'ticket.closed',
    label: 'Ticket Closed',
    description: 'A ticket was closed; needs the panel’s database',
    group,
    needs,
    data: ['ticket', 'before', 'after'],
    sample: sample({ ticket: { ...ticket, open: false }, before: { open: true }, after: { open: false } }),
  },
] as const satisfies readonly EventDescription[];
