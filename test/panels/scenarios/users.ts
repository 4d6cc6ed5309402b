import type { UserRow } from '../../../demo/panel';
import { can } from '../../../panel';
import type { World } from '../world';
import type { Scenarios } from './scenario';

/** Accounts of the panel: the seed's reseller is 2, and a second one is made under it. */

function addSubReseller(world: World): void {
  const [, reseller] = world.demo.state.users.all();
  const { id: _, ...row } = reseller!;
  world.demo.state.users.add({ ...row, username: 'sub1', api_key: '', credits: 20, owner_id: 2 });
}

const sub = (world: World): UserRow | undefined =>
  world.demo.state.users.all().find(({ username }) => username === 'sub1');

const theSub = { prepare: addSubReseller, given: () => ({ user: '3' }) };

export const userScenarios: Scenarios = {
  'user.get': {
    ...theSub,
    then(_world, result) {
      expect(result).toMatchObject({ id: '3', username: 'sub1', credits: 20, enabled: true });
      expect(result).not.toHaveProperty('password');
    },
  },
  'user.getMany': {
    ...theSub,
    given: () => ({}),
    then: (_world, result) =>
      expect((result as Array<{ username: string }>).map((user) => user.username)).toContain('sub1'),
  },
  'user.create': {
    // A reseller’s list of users is believed only with somebody in it.
    prepare: addSubReseller,
    given: () => ({ username: 'newseller', password: 'sellerpass', groupId: '2', email: 'new@example.test' }),
    then(world, result) {
      const row = world.demo.state.users.all().find(({ username }) => username === 'newseller');
      expect(row).toMatchObject({ email: 'new@example.test', credits: 0, status: 1 });
      expect(result).toMatchObject({ id: String(row?.id), username: 'newseller' });
    },
  },
  'user.update': {
    ...theSub,
    given: () => ({ ...theSub.given(), notes: 'met in May' }),
    then(world, result) {
      expect(sub(world)).toMatchObject({ notes: 'met in May', credits: 20, status: 1 });
      expect(result).toMatchObject({ id: '3', notes: 'met in May' });
    },
  },
  'user.enable': {
    prepare(world) {
      addSubReseller(world);
      const row = sub(world);
      if (row) row.status = 0;
    },
    given: theSub.given,
    then: (world) => expect(sub(world)).toMatchObject({ status: 1, credits: 20 }),
  },
  'user.disable': { ...theSub, then: (world) => expect(sub(world)).toMatchObject({ status: 0, credits: 20 }) },
  'user.delete': { ...theSub, then: (world) => expect(sub(world)).toBeUndefined() },
  'user.adjustCredits': {
    ...theSub,
    given: ({ adapter }) => ({
      ...theSub.given(),
      amount: 30,
      ...(can(adapter, 'creditReason') ? { reason: 'invoice 2041' } : {}),
    }),
    then(world, result) {
      expect(sub(world)?.credits).toBe(50);
      expect(result).toMatchObject({ credits: 50, before: 20 });
    },
  },
};
