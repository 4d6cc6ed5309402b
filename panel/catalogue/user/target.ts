import type { Parameter } from '../parameter';

export const user: Parameter = {
  kind: 'owner',
  label: 'User',
  description: 'The account to operate on',
  required: true,
};

/** Writes about one user, its credits included, go one after the other. */
export const userSubject = ({ userId }: { userId: string }): string => `user:${userId}`;
