import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Migration } from '../store';
import { copyIn, names } from './backup';
import { alone } from './alone';
import { checkWhole, DataError } from './sqlite';

/** A restored store before it has its name. A daemon that finds it and no store does not begin anew. */
export const unfinishedRestore = 'state.restoring.db';

export interface Restored {
  /** Where what was there before has been put; null: there was nothing. */
  replaced: string | null;
  /** Whether the backup's key was put in place. */
  key: boolean;
}

/**
 * Puts a backup in place of a data folder's store, while no daemon works on it. What was there is kept aside.
 *
 * @param from a folder of `backUp`, or a `.db` file
 * @throws DataError, or what the file system says
 */
export async function restore(
  data: string,
  from: string,
  options: { now: Date; migrations: readonly Migration[]; force: boolean },
): Promise<Restored> {
  const isFolder = existsSync(from) && (await stat(from)).isDirectory();
  const store = isFolder ? join(from, names.store) : from;
  const key = isFolder ? join(from, names.key) : join(dirname(from), names.key);
  checkWhole(store, options.migrations);
  await mkdir(data, { recursive: true, mode: 0o700 });
  return alone(data, async () => {
    const isThere = existsSync(join(data, names.store));
    if (isThere && !options.force) {
      throw new DataError(
        `There is a store in ${data} already. Give --force to put the backup in its place; what is there is kept aside.`,
      );
    }
    // All that takes long or may fail comes before the first file is moved.
    await copyIn(store, join(data, unfinishedRestore));
    const newKey = await differs(key, join(data, names.key));
    const replaced = isThere ? await putAside(data, options.now, newKey) : null;
    if (newKey) await copyIn(key, join(data, names.key));
    await rename(join(data, unfinishedRestore), join(data, names.store));
    return { replaced, key: newKey };
  });
}

async function differs(key: string, present: string): Promise<boolean> {
  if (!existsSync(key)) return false;
  return !existsSync(present) || !(await readFile(key)).equals(await readFile(present));
}

async function putAside(data: string, now: Date, withKey: boolean): Promise<string> {
  const aside = join(data, `replaced-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
  await mkdir(aside, { mode: 0o700 });
  const files = [`${names.store}-wal`, `${names.store}-shm`, ...(withKey ? [names.key] : []), names.store];
  for (const file of files) {
    if (existsSync(join(data, file))) await rename(join(data, file), join(aside, file));
  }
  return aside;
}
