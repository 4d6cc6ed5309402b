import { adjustCredits } from './adjustCredits';
import { deleteUser, disableUser, enableUser } from './change';
import { createUser } from './create';
import { getManyCreditLogEntries, getUser } from './read';
import { updateUser } from './update';

export const userOperations = [
  createUser,
  getUser,
  updateUser,
  enableUser,
  disableUser,
  adjustCredits,
  deleteUser,
  getManyCreditLogEntries,
] as const;
