import { existsSync } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { copySqlite, putInPlace, type Migration } from '../store';
import { checkWhole, DataError } from './sqlite';

/** What a data folder and a backup of it hold. */
export const names = { store: 'state.db', key: 'secret.key' } as const;

export interface Backup {
  /** The copy of the store. */
  store: string;
  /** Bytes. */
  size: number;
  /** The copy of the secret key; null: not part of it. */
  key: string | null;
}

/**
 * Copies a SQLite store as it is at one moment, while the daemon works, and looks whether the copy is whole.
 *
 * @param to a name ending in `.db`: the store alone goes there. Otherwise a folder, made if need be, in which a folder named after the time gets the store and,
 * where the key lies beside it, the key
 * @throws DataError, or what the file system says
 */
export async function backUp(
  data: string,
  to: string,
  options: { now: Date; migrations: readonly Migration[] },
): Promise<Backup> {
  const source = join(data, names.store);
  if (!existsSync(source)) throw new DataError(`There is no store at ${source}: has the daemon been started?`);
  const alone = to.endsWith('.db');
  const folder = join(to, options.now.toISOString().replaceAll(/[-:]|\.\d+/g, ''));
  const store = alone ? to : join(folder, names.store);
  if (existsSync(store)) throw new DataError(`${store} is there already. Name another file, or move it away.`);
  if (!alone) await mkdir(folder, { recursive: true, mode: 0o700 });
  await copySqlite(source, store);
  checkWhole(store, options.migrations);
  const key = join(data, names.key);
  const copied = alone || !existsSync(key) ? null : join(folder, names.key);
  if (copied !== null) await copyIn(key, copied);
  return { store, size: (await stat(store)).size, key: copied };
}

/** Copies a file for its owner only; it has its name once it is whole and on disk. */
export async function copyIn(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  await copyFile(from, partial);
  await putInPlace(partial, to);
}
