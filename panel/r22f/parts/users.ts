import { invalidParameter, PanelError } from '../../errors';
import { sameCredits, type User, type UserPart } from '../../parts';
import { refusedWith, type Calls } from '../call';
import { userFrom } from '../fields';

/** Accounts and credits of R22F: one list, and one action that adds to a balance. Source: api.php of Xtream_main (R22F), read. */

/** All accounts of a panel, of which there is always one. */
export async function userRows(calls: Calls): Promise<User[]> {
  const rows = await calls.list('reg_user/list');
  if (rows.length > 0) return rows.map(userFrom);
  throw new PanelError('bad-answer', 'The panel answered reg_user/list with an empty list, which cannot be.', {
    hint: 'Try again; if it stays, look at the panel’s PHP log.',
  });
}

function noSuchUser(id: string): PanelError {
  return new PanelError('not-found', `The panel has no user with id ${id}.`, {
    hint: 'It may have been deleted. List the users.',
  });
}

export function userPart(calls: Calls) {
  const getUser = async (id: string): Promise<User> => {
    const user = (await userRows(calls)).find((candidate) => candidate.id === id);
    if (user === undefined) throw noSuchUser(id);
    return user;
  };

  return {
    getUser,

    async findUser(username) {
      const wanted = username.toLowerCase();
      return (await userRows(calls)).find((user) => user.username.toLowerCase() === wanted) ?? null;
    },

    /** The panel keeps balances to the cent and adds without a lock. */
    async moveCredits(id, { from, to, reason }) {
      if (reason !== '') {
        throw invalidParameter('reason', 'cannot be kept: this kind of panel has no credit log', 'Leave it out.');
      }
      const { credits } = await getUser(id);
      if (!sameCredits(credits, from)) {
        throw new PanelError('conflict', `User ${id} has ${String(credits)} credits and no longer ${String(from)}.`, {
          hint: 'Look at the user’s balance and decide whether to run this again.',
        });
      }
      if (sameCredits(from, to)) return;
      try {
        await calls.object('reg_user/credits', [
          ['id', id],
          ['amount', (to - from).toFixed(2)],
        ]);
      } catch (error) {
        if (refusedWith(error, 'NOT EXISTS')) throw noSuchUser(id);
        // Answered together with "result": true.
        if (!refusedWith(error, 'NOT ENOUGH CREDITS')) throw error;
        throw new PanelError('rejected', `The panel refused to change the credits of user ${id}.`, {
          hint: 'Credits cannot go below zero. Look at the user’s balance.',
        });
      }
      const after = (await getUser(id)).credits;
      if (sameCredits(after, to)) return;
      throw new PanelError(
        'not-verified',
        `The credits of user ${id} were changed, but are ${String(after)} and not ${String(to)}.`,
        { hint: 'Someone else may have changed them in the same moment. Look at the user’s balance.' },
      );
    },
  } satisfies Partial<UserPart>;
}
