import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { refuseNewer, type Migration } from '../store';

/** A problem for the person who typed the command: what happened, to what, what to do. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** Opens a SQLite store to read it only. @throws DataError when there is none, or it is something else */
export function openToRead(file: string): DatabaseSync {
  if (!existsSync(file)) throw new DataError(`There is no store at ${file}.`);
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    appliedTo(database);
    return database;
  } catch (error) {
    database.close();
    throw new DataError(`${file} is no store of xtream-ui-sync, or is damaged: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** The migrations a store has. */
export function appliedTo(database: DatabaseSync): string[] {
  return database
    .prepare('SELECT id FROM migrations')
    .all()
    .map((row) => String(row['id']));
}

/** @throws DataError when pages or rows of it are damaged; NewerStoreError */
export function checkWhole(file: string, migrations: readonly Migration[]): void {
  const database = openToRead(file);
  try {
    const problems = database
      .prepare('PRAGMA integrity_check(3)')
      .all()
      .map((row) => String(row['integrity_check']));
    if (problems.join() !== 'ok') throw new DataError(`${file} is damaged: ${problems.join('; ')}.`);
    refuseNewer(appliedTo(database), migrations);
  } finally {
    database.close();
  }
}
