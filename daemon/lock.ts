import { DatabaseSync } from 'node:sqlite';

/**
 * Makes sure that one daemon works on a data folder: two would poll twice and carry out commands twice. The lock is the operating system's, so it ends
 * with the process, however that ends.
 *
 * @returns how to let go of it; null when another process holds it
 */
export function lockFolder(file: string): (() => void) | null {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    database.close();
    return null;
  }
  return () => {
    database.close();
  };
}
