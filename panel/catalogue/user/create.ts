import { can } from '../../abilities';
import { PanelError } from '../../errors';
import { sameCredits, type NewUser } from '../../parts';
import { makeLineCredential } from '../../rules';
import type { Assessment, Write } from '../operation';
import { partOf } from '../parts';
import { requireGroup } from './target';
import { sought } from '../sought';

export interface NewUserTarget {
  user: NewUser;
}

/** The longest credits a panel's column and PHP's integers both hold exactly. */
export const mostCredits = 1_000_000;

export const createUser: Write<NewUserTarget> = {
  id: 'user.create',
  resource: 'user',
  name: 'create',
  label: 'Create',
  action: 'Create user',
  description: 'Create a reseller or another account of the panel',
  needs: ['users.createUser', 'users.findUser'],
  access: 'write',
  parameters: {
    username: {
      kind: 'username',
      label: 'Username',
      placeholder: 'e.g. levant-media',
      description: 'The name to sign in with',
      required: true,
    },
    groupId: {
      kind: 'group',
      label: 'Group',
      description: 'What the account may do: the panel’s group of resellers, for example',
      required: true,
    },
    password: { kind: 'password', label: 'Password', secret: true, description: 'Leave empty to have one made' },
    credits: {
      kind: 'integer',
      label: 'Credits',
      description: 'Credits to begin with',
      default: 0,
      min: 0,
      max: mostCredits,
    },
    email: { kind: 'text', label: 'Email', placeholder: 'e.g. name@email.com' },
    notes: { kind: 'text', label: 'Notes' },
    ownerId: { kind: 'owner', label: 'Owner', description: 'The account it belongs to; nobody if left out' },
  },
  async plan(adapter, values, context) {
    const given = values as unknown as Omit<NewUser, 'password'> & { password?: string };
    const users = partOf(adapter, 'users');
    // Where groups cannot be listed, the adapter refuses those it must not use.
    if (can(adapter, 'lists.listGroups')) await requireGroup(adapter, given.groupId);
    if (await sought(users.findUser(given.username))) {
      throw new PanelError('exists', `The username ${given.username} is taken.`, {
        field: 'username',
        hint: 'Choose another username.',
      });
    }
    return { user: { ...given, password: given.password ?? makeLineCredential(context.randomByte, 12) } };
  },
  async assess(adapter, { user }): Promise<Assessment> {
    const found = await sought(partOf(adapter, 'users').findUser(user.username));
    if (found === undefined) {
      return {
        state: 'pending',
        doubt: `Whether there is a user ${user.username} now, this panel’s lists do not tell.`,
      };
    }
    if (found === null) return { state: 'pending' };
    const differing = [
      ...(found.username === user.username ? [] : ['username']),
      ...(found.groupId === user.groupId ? [] : ['groupId']),
      ...(sameCredits(found.credits, user.credits ?? 0) ? [] : ['credits']),
      ...((found.email ?? '') === (user.email ?? '') ? [] : ['email']),
      ...(user.ownerId === undefined || found.ownerId === user.ownerId ? [] : ['ownerId']),
      ...(user.notes === undefined || (found.notes ?? '') === user.notes ? [] : ['notes']),
    ];
    // The password cannot be read back: the panel keeps a hash of it.
    if (differing.length === 0) return { state: 'reached', result: { ...found, password: user.password } };
    return {
      state: 'conflict',
      found: `a user with the username ${user.username} and another ${differing.join(', ')}`,
    };
  },
  async send(adapter, { user }) {
    await partOf(adapter, 'users').createUser(user);
  },
  subject: ({ user }) => `username:${user.username}`,
};
