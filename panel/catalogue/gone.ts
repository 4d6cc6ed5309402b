import { PanelError } from '../errors';
import type { Assessment } from './operation';

/** What deletions have in common: gone is what was wanted, whoever did it. */

function isGone(error: unknown): boolean {
  return error instanceof PanelError && error.code === 'not-found';
}

/** @param look rejects with `not-found` once it is gone */
export async function assessGone(look: () => Promise<unknown>, result: object): Promise<Assessment> {
  try {
    await look();
  } catch (error) {
    if (!isGone(error)) throw error;
    return { state: 'reached', result };
  }
  return { state: 'pending' };
}

/** @param remove may find it gone already */
export async function removeIfThere(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
