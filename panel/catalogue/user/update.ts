import { invalidParameter } from '../../errors';
import type { User, UserChanges } from '../../parts';
import type { Assessment, Write } from '../operation';
import { partOf } from '../parts';
import { requireGroup, user, userSubject } from './target';

export interface UserEdit {
  userId: string;
  username: string;
  changes: UserChanges;
}

/** Names of the values that are not as asked. The password is not among them: the panel keeps a hash of it. */
function unmet(found: User, changes: UserChanges): string[] {
  const names = ['username', 'groupId', 'email', 'notes', 'ownerId'] as const;
  return names.filter((name) => changes[name] !== undefined && (found[name] ?? '') !== changes[name]);
}

export const updateUser: Write<UserEdit> = {
  id: 'user.update',
  resource: 'user',
  name: 'update',
  label: 'Update',
  action: 'Update user',
  description: 'Change some values of an account and keep all others, its credits and API key included',
  needs: ['users.updateUser', 'users.getUser', 'users.findUser'],
  access: 'write',
  parameters: {
    user,
    username: { kind: 'username', label: 'Username', description: 'The new name to sign in with' },
    password: { kind: 'password', label: 'Password', secret: true, description: 'The new password' },
    groupId: { kind: 'group', label: 'Group', description: 'What the account may do', needs: 'lists.listGroups' },
    email: { kind: 'text', label: 'Email', placeholder: 'e.g. name@email.com' },
    notes: { kind: 'text', label: 'Notes' },
    ownerId: { kind: 'owner', label: 'Owner', description: 'The account it belongs to' },
  },
  async plan(adapter, values) {
    const { user: id, ...changes } = values as { user: string } & UserChanges;
    if (Object.keys(changes).length === 0) {
      throw invalidParameter('user', 'is given, but nothing to change', 'Add at least one field to change.');
    }
    const users = partOf(adapter, 'users');
    if (changes.groupId !== undefined) await requireGroup(adapter, changes.groupId);
    const { username } = await users.getUser(id);
    const other = changes.username === undefined ? null : await users.findUser(changes.username);
    if (other !== null && other.id !== id) {
      throw invalidParameter('username', `${other.username} is taken`, 'Choose another username.');
    }
    return { userId: id, username, changes };
  },
  async assess(adapter, { userId, changes }): Promise<Assessment> {
    const found = await partOf(adapter, 'users').getUser(userId);
    if (unmet(found, changes).length > 0) return { state: 'pending' };
    return changes.password === undefined ? { state: 'reached', result: found } : { state: 'unknown' };
  },
  send: (adapter, { userId, changes }) => partOf(adapter, 'users').updateUser(userId, changes),
  subject: userSubject,
};
