import { checkDone, objectAnswer, read, tableAnswer, type Row } from '../../decode';
import { invalidParameter, PanelError } from '../../errors';
import { sameCredits, type CreditLogEntry, type NewUser, type User, type UserPart } from '../../parts';
import { wouldBeMangled } from '../../rules';
import { isFailure, listFields, rangeOf, type Call } from './call';
import { strayColumns, userFields } from './user-edit';

/** Accounts and credits of XUI.ONE / XC_VM. Columns: recordings of a running panel. */

/** A row of get_user. It also holds the password's hash and the API key, which go no further than here. */
export function userDetails(row: Row, groups: readonly Row[]): User {
  read.requireColumns(row, ['id', 'username', 'credits', 'status']);
  const groupId = read.idOrNull(row, 'member_group_id');
  const group = groups.find((candidate) => read.idOrNull(candidate, 'group_id') === groupId);
  return {
    id: read.requiredId(row),
    username: read.requiredText(row, 'username'),
    email: read.textOrNull(row, 'email'),
    groupName: group === undefined ? null : read.textOrNull(group, 'group_name'),
    credits: read.decimal(row, 'credits'),
    reseller: group !== undefined && read.flag(group, 'is_reseller'),
    enabled: read.requiredFlag(row, 'status'),
    groupId,
    ownerId: read.idOrNull(row, 'owner_id'),
    notes: read.textOrNull(row, 'notes'),
    timeZone: read.textOrNull(row, 'timezone'),
    registeredAt: row['date_registered'] === undefined ? null : read.instant(row, 'date_registered'),
    lastLoginAt: row['last_login'] === undefined ? null : read.instant(row, 'last_login'),
  };
}

function creditLogFrom(row: Row): CreditLogEntry {
  read.requireColumns(row, ['target_id', 'amount', 'date']);
  return {
    id: read.requiredId(row),
    userId: read.idOrNull(row, 'target_id'),
    username: read.textOrNull(row, 'target_username'),
    changedById: read.idOrNull(row, 'admin_id'),
    changedByUsername: read.textOrNull(row, 'owner_username'),
    recorded: read.decimal(row, 'amount'),
    amount: null,
    reason: read.textOrNull(row, 'reason'),
    localTime: read.textOrNull(row, 'date'),
  };
}

function noSuchUser(id: string): PanelError {
  return new PanelError('not-found', `The panel has no user with id ${id}.`, {
    hint: 'It may have been deleted. List the users.',
  });
}

/** @throws PanelError `invalid-parameter` */
function unmangled(field: string, value: string): string {
  if (!wouldBeMangled(value)) return value;
  throw invalidParameter(field, 'holds something panels store as something else', 'Leave that part out.');
}

const explanations: Readonly<Record<string, readonly [field: string, hint: string]>> = {
  STATUS_INVALID_GROUP: ['groupId', 'Choose the group from the list.'],
  STATUS_INVALID_EMAIL: ['email', 'Give another e-mail address.'],
  STATUS_INVALID_USERNAME: ['username', 'Choose another username: longer, and of letters and digits.'],
  STATUS_INVALID_PASSWORD: ['password', 'Choose another password: longer, and of letters and digits.'],
};

/** Puts into words what the panel's status means for a user. */
function explained(error: unknown, username: string): unknown {
  if (!(error instanceof PanelError) || error.panelStatus === undefined) return error;
  const { panelStatus } = error;
  if (panelStatus === 'STATUS_EXISTS_USERNAME') {
    return new PanelError('exists', `The username ${username} is taken.`, {
      field: 'username',
      hint: 'Choose another username.',
      panelStatus,
    });
  }
  const explanation = explanations[panelStatus];
  if (!explanation) return error;
  const [field, hint] = explanation;
  return new PanelError('rejected', error.message, { field, hint, panelStatus });
}

/** Rows a search page asks for. */
const searchPage = 200;

/** @param reasonField how the reason of a change of credits is called: `note` by the reseller API */
export function userPart(
  call: Call,
  groupRows: () => Promise<Row[]>,
  reasonField: 'reason' | 'note' = 'reason',
): UserPart {
  async function userRow(id: string): Promise<Row> {
    let row: Row;
    try {
      row = objectAnswer(await call('get_user', [['id', id]]), 'get_user');
    } catch (error) {
      throw isFailure(error) ? noSuchUser(id) : error;
    }
    if (read.requiredId(row) === id) return row;
    throw new PanelError('bad-answer', `The panel answered another user than ${id}.`, { hint: 'Try again.' });
  }

  async function act(action: string, id: string): Promise<void> {
    try {
      checkDone(await call(action, [['id', id]]), action);
    } catch (error) {
      // Tells a user that is not there from one that could not be changed.
      if (isFailure(error)) await userRow(id);
      throw error;
    }
  }

  const getUser = async (id: string): Promise<User> => userDetails(await userRow(id), await groupRows());

  return {
    getUser,

    async findUser(username) {
      unmangled('username', username);
      const wanted = username.toLowerCase();
      for (let start = 0; ;) {
        const fields: Array<[string, string]> = [
          ...listFields({ start, limit: searchPage }, { 'search[value]': username }),
          ['order[0][column]', '0'],
          ['order[0][dir]', 'asc'],
        ];
        const { rows, total } = tableAnswer(await call('get_users', fields), 'get_users', start);
        const match = rows.find((row) => read.text(row, 'username')?.toLowerCase() === wanted);
        if (match) return getUser(read.requiredId(match));
        start += rows.length;
        if (start >= total) return null;
      }
    },

    async createUser(user: NewUser) {
      const fields: Array<[string, string]> = [
        ['username', user.username],
        ['password', user.password],
        ['member_group_id', user.groupId],
        ['credits', String(user.credits ?? 0)],
        ['email', unmangled('email', user.email ?? '')],
        ...(user.ownerId === undefined ? [] : [['owner_id', user.ownerId] as [string, string]]),
        ...(user.notes === undefined ? [] : [['notes', unmangled('notes', user.notes)] as [string, string]]),
      ];
      try {
        return userDetails(objectAnswer(await call('create_user', fields), 'create_user'), await groupRows());
      } catch (error) {
        throw explained(error, user.username);
      }
    },

    async updateUser(id, changes) {
      const before = await userRow(id);
      for (const field of ['email', 'notes'] as const) unmangled(field, changes[field] ?? '');
      try {
        checkDone(await call('edit_user', userFields(before, changes)), 'edit_user');
      } catch (error) {
        throw explained(error, changes.username ?? '');
      }
      const after = await userRow(id);
      const stray = strayColumns(before, after, changes);
      if (stray.length === 0) return userDetails(after, await groupRows());
      throw new PanelError('not-verified', `User ${id} was saved, and the panel changed more: ${stray.join(', ')}.`, {
        hint: 'Look at the user in the panel.',
      });
    },

    setUserEnabled: (id, enabled) => act(enabled ? 'enable_user' : 'disable_user', id),
    deleteUser: (id) => act('delete_user', id),

    async moveCredits(id, { from, to, reason }) {
      const balance = read.decimal(await userRow(id), 'credits');
      if (!sameCredits(balance, from)) {
        throw new PanelError('conflict', `User ${id} has ${String(balance)} credits and no longer ${String(from)}.`, {
          hint: 'Look at the credit log and decide whether to run this again.',
        });
      }
      const difference = Math.round(to - from);
      try {
        const fields: Array<[string, string]> = [
          ['id', id],
          ['credits', String(difference)],
          [reasonField, unmangled('reason', reason)],
        ];
        checkDone(await call('adjust_credits', fields), 'adjust_credits');
      } catch (error) {
        if (!isFailure(error)) throw error;
        throw new PanelError('rejected', `The panel refused to change the credits of user ${id}.`, {
          hint: 'Credits cannot go below zero. Look at the user’s balance.',
        });
      }
    },

    async listCreditLog(query = {}) {
      const fields = listFields(query, { reseller: query.userId, range: rangeOf(query) });
      const { rows, total } = tableAnswer(await call('credit_logs', fields), 'credit_logs', query.start);
      return { rows: rows.map(creditLogFrom), total };
    },
  };
}
