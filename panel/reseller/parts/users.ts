import { invalidParameter } from '../../errors';
import type { UserPart } from '../../parts';
import { userPart } from '../../xui/parts/users';
import { explained } from '../refusals';
import type { Reseller } from '.';

/**
 * Sub-resellers. Credits given to one are taken from the reseller, both without a lock (XC_VM source): so is the price of making one, where the group
 * has one.
 */
export function resellerUsers({
  call,
  account,
  alone,
  known,
}: Reseller): Omit<UserPart, 'listCreditLog' | 'updateUser'> {
  // The API has no list of groups; a reseller's users are resellers.
  const groupRows = async () => {
    const { subresellerGroupIds, groupId } = await account();
    return [...subresellerGroupIds, ...(groupId === null ? [] : [groupId])].map((id) => ({
      group_id: id,
      is_reseller: 1,
    }));
  };
  const users = userPart(call, groupRows, 'note');
  return {
    async getUser(id) {
      const user = await users.getUser(id);
      known.met('user', user.username.toLowerCase(), id);
      return user;
    },

    async findUser(username) {
      const wanted = username.toLowerCase();
      const met = await known.lookUp('user', wanted, (id) => users.getUser(id));
      return met?.username.toLowerCase() === wanted ? met : users.findUser(username);
    },

    async createUser(user) {
      if ((user.credits ?? 0) > 0) {
        throw invalidParameter(
          'credits',
          'cannot be given to a new user by a reseller',
          'Create the user without credits, then adjust them.',
        );
      }
      const { subresellerGroupIds, terms } = await account();
      // The panel would take the first of its own groups without a word.
      if (!subresellerGroupIds.includes(user.groupId)) {
        throw invalidParameter(
          'groupId',
          `${user.groupId} is no group the reseller may make users in`,
          subresellerGroupIds.length > 0
            ? `Give one of these: ${subresellerGroupIds.join(', ')}.`
            : 'Have the panel’s administrator name groups for sub-resellers.',
        );
      }
      try {
        const made = await alone(() => users.createUser(user));
        known.met('user', made.username.toLowerCase(), made.id);
        return made;
      } catch (error) {
        throw explained(error, { terms, username: user.username });
      }
    },

    setUserEnabled: (id, enabled) => users.setUserEnabled(id, enabled),
    deleteUser: (id) => users.deleteUser(id),
    moveCredits: (id, change) => alone(() => users.moveCredits(id, change)),
  };
}
