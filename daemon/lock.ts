import { DatabaseSync } from 'node:sqlite';

/** SQLite's result code for a lock that is held elsewhere. */
const busy = 5;

/**
 * Makes sure that one daemon works on a data folder: two would poll twice and carry out commands twice. The lock is the operating system's, so it ends
 * with the process, however that ends.
 *
 * @returns how to let go of it; null when another process holds it
 * @throws Error when the file cannot be locked for another reason, such as a full disk
 */
export function lockFolder(file: string): (() => void) | null {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === busy) return null;
    throw error;
  }
  return () => {
    database.close();
  };
}
