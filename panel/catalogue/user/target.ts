import type { PanelAdapter } from '../../adapter';
import { invalidParameter } from '../../errors';
import type { Parameter } from '../parameter';
import { partOf } from '../parts';

export const user: Parameter = {
  kind: 'owner',
  label: 'User',
  description: 'The account to operate on',
  required: true,
};

/** Writes about one user, its credits included, go one after the other. */
export const userSubject = ({ userId }: { userId: string }): string => `user:${userId}`;

/** @throws PanelError `invalid-parameter` */
export async function requireGroup(adapter: PanelAdapter, groupId: string): Promise<void> {
  const groups = await partOf(adapter, 'lists').listGroups();
  if (groups.some(({ id }) => id === groupId)) return;
  throw invalidParameter('groupId', `the panel has no group ${groupId}`, 'Choose the group from the list.');
}
