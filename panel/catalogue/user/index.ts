import { adjustCredits } from './adjustCredits';
import { deleteUser, disableUser, enableUser } from './change';
import { createUser } from './create';
import { getManyCreditLogEntries, getUser } from './read';

export const userOperations = [
  createUser,
  getUser,
  enableUser,
  disableUser,
  adjustCredits,
  deleteUser,
  getManyCreditLogEntries,
] as const;
