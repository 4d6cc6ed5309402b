import { chmod, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Copies a SQLite store as it is at one moment, while others go on writing to it. The copy is whole and on disk when this resolves, or not there: it has its
 * name only then.
 *
 * VACUUM INTO is one reading transaction. SQLite's backup API begins anew at every write of another process, and takes free pages along, with what was deleted.
 */
export async function copySqlite(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  await rm(partial, { force: true });
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    database.prepare('VACUUM INTO ?').run(partial);
  } finally {
    database.close();
  }
  await putInPlace(partial, to);
}

/** Gives a finished file its name: readable by its owner only, and on disk, so that what follows can rely on it. */
export async function putInPlace(finished: string, name: string): Promise<void> {
  await chmod(finished, 0o600);
  await synced(finished);
  await rename(finished, name);
  await synced(dirname(name));
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
