import { PanelError } from '../../errors';
import { assessGone, removeIfThere } from '../gone';
import type { Assessment, Write } from '../operation';
import { partOf } from '../parts';
import { user, userSubject } from './target';

/** Operations that switch or delete an existing user. */

export interface UserTarget {
  userId: string;
  username: string;
}

const common = {
  resource: 'user',
  access: 'write',
  parameters: { user },
  subject: userSubject,
} as const;

/** Whom the panel's key belongs to must not lock itself out. */
async function planned(
  adapter: Parameters<Write['plan']>[0],
  id: string,
  verb: 'disabled' | 'deleted' | 'enabled',
): Promise<UserTarget> {
  const found = await partOf(adapter, 'users').getUser(id);
  if (verb !== 'enabled' && (await adapter.identify()).userId === id) {
    throw new PanelError(
      'invalid-parameter',
      `user: ${found.username} owns the API key and cannot be ${verb} with it`,
      {
        field: 'user',
        hint: 'Use the key of another account, or do it in the panel.',
      },
    );
  }
  return { userId: id, username: found.username };
}

function switchUser(name: 'enable' | 'disable', label: string, description: string): Write<UserTarget> {
  const enabled = name === 'enable';
  return {
    ...common,
    needs: ['users.setUserEnabled', 'users.getUser'],
    id: `user.${name}`,
    name,
    label,
    action: `${label} user`,
    description,
    plan: (adapter, values) => planned(adapter, values['user'] as string, enabled ? 'enabled' : 'disabled'),
    async assess(adapter, { userId }): Promise<Assessment> {
      const found = await partOf(adapter, 'users').getUser(userId);
      return found.enabled === enabled ? { state: 'reached', result: found } : { state: 'pending' };
    },
    send: (adapter, { userId }) => partOf(adapter, 'users').setUserEnabled(userId, enabled),
  };
}

export const enableUser = switchUser('enable', 'Enable', 'Let a disabled account sign in again');
export const disableUser = switchUser('disable', 'Disable', 'Keep an account from signing in; its lines go on');

export const deleteUser: Write<UserTarget> = {
  ...common,
  needs: ['users.deleteUser', 'users.getUser'],
  id: 'user.delete',
  name: 'delete',
  label: 'Delete',
  action: 'Delete user',
  description: 'Delete an account for good; its lines stay, without an owner. Disabling it keeps its data',
  plan: (adapter, values) => planned(adapter, values['user'] as string, 'deleted'),
  assess: (adapter, { userId, username }) =>
    assessGone(() => partOf(adapter, 'users').getUser(userId), { id: userId, username, deleted: true }),
  send: (adapter, { userId }) => removeIfThere(() => partOf(adapter, 'users').deleteUser(userId)),
};
