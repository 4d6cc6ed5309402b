import type { EventData, Ticket } from '../../panel';
import type { Collection, ThingFact } from '../watch';

/** From tickets to the events that tell of them. Pure. */

export type TicketThing = NonNullable<EventData['ticket']>;

/** So much of a message goes into events. Characters. */
const longestMessage = 4000;

export function ticketThing(ticket: Ticket): TicketThing {
  const { lastReply } = ticket;
  return {
    ...ticket,
    lastReply: lastReply && { ...lastReply, message: cut(lastReply.message) },
  };
}

/** Not in the middle of a character. */
function cut(text: string): string {
  return text.slice(0, longestMessage).replace(/[\uD800-\uDBFF]$/, '');
}

export const ticketCollection: Collection<TicketThing> = {
  kind: 'ticket',
  compared: ['open', 'replies', 'lastReply'],
  created(ticket) {
    const opened: ThingFact = { type: 'ticket.opened', data: { ticket } };
    // What happened to it before anybody looked.
    return [opened, ...ticketFacts({ ...ticket, open: true, replies: Math.min(1, ticket.replies) }, ticket)];
  },
  changed: ticketFacts,
};

function ticketFacts(before: TicketThing, after: TicketThing): ThingFact[] {
  const facts: ThingFact[] = [];
  const open = { before: { open: before.open }, after: { open: after.open } };
  if (!before.open && after.open) facts.push({ type: 'ticket.opened', data: { ticket: after, ...open } });
  if (after.replies > before.replies && after.lastReply !== null) {
    const replies = { before: { replies: before.replies }, after: { replies: after.replies } };
    facts.push({ type: 'ticket.answered', data: { ticket: after, code: after.lastReply.by, ...replies } });
  }
  if (before.open && !after.open) facts.push({ type: 'ticket.closed', data: { ticket: after, ...open } });
  return facts;
}
