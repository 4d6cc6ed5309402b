import { invalidParameter } from '../../errors';
import { sameCredits } from '../../parts';
import type { Assessment, Write } from '../operation';
import { partOf } from '../parts';
import { mostCredits } from './create';
import { user, userSubject } from './target';

/** From one balance to another: a difference sent twice would count twice, a balance does not. */
export interface CreditTarget {
  userId: string;
  username: string;
  from: number;
  to: number;
  reason: string;
}

export const adjustCredits: Write<CreditTarget> = {
  id: 'user.adjustCredits',
  resource: 'user',
  name: 'adjustCredits',
  label: 'Adjust Credits',
  action: 'Adjust credits of user',
  description: 'Give credits to a user or take some away; the balance cannot go below zero',
  needs: ['users.getUser', 'users.moveCredits'],
  access: 'write',
  parameters: {
    user,
    amount: {
      kind: 'integer',
      label: 'Amount',
      description: 'Whole credits to add; a negative number takes them away',
      placeholder: 'e.g. 50',
      required: true,
      min: -mostCredits,
      max: mostCredits,
    },
    reason: {
      kind: 'text',
      label: 'Reason',
      placeholder: 'e.g. invoice 2041',
      description: 'What the panel’s credit log is to say',
      needs: 'creditReason',
    },
  },
  async plan(adapter, values) {
    const { user: id, amount, reason } = values as { user: string; amount: number; reason?: string };
    if (amount === 0) throw invalidParameter('amount', 'is 0, which changes nothing', 'Give another amount.');
    const { username, credits } = await partOf(adapter, 'users').getUser(id);
    const to = credits + amount;
    if (to < 0) {
      throw invalidParameter(
        'amount',
        `would take ${username} below zero: the balance is ${String(credits)}`,
        `Take away at most ${String(Math.floor(credits))}.`,
      );
    }
    return { userId: id, username, from: credits, to, reason: reason ?? '' };
  },
  async assess(adapter, { userId, from, to }): Promise<Assessment> {
    const found = await partOf(adapter, 'users').getUser(userId);
    if (sameCredits(found.credits, to)) {
      return {
        state: 'reached',
        result: { id: userId, username: found.username, credits: found.credits, before: from },
      };
    }
    if (sameCredits(found.credits, from)) return { state: 'pending' };
    return { state: 'conflict', found: `the balance is ${String(found.credits)}` };
  },
  send: (adapter, { userId, from, to, reason }) => partOf(adapter, 'users').moveCredits(userId, { from, to, reason }),
  subject: userSubject,
};
