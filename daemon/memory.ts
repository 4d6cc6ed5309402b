import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config';
import { unfinishedRestore } from './data';
import { lockFolder } from './lock';
import { Sealer, secretFromFile } from './secrets';
import { isStoreFault, NewerStoreError, Store, type Migration } from './store';

/** The daemon could not start: why, and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** What the daemon remembers, and the key to what is secret in it. */
export interface Memory {
  store: Store;
  sealer: Sealer;
  close: () => Promise<void>;
}

/**
 * Opens the store the configuration names: SQLite in the data folder, which is then nobody else's, or a PostgreSQL.
 * @throws StartError
 */
export function openMemory(
  config: Pick<Config, 'data' | 'secretKey' | 'store'>,
  migrations: readonly Migration[],
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<Memory> {
  return config.store === undefined
    ? openFolder(config, migrations, logger)
    : openPostgres(config.store.postgres, config.secretKey ?? '', migrations, logger);
}

async function openPostgres(
  url: string,
  secretKey: string,
  migrations: readonly Migration[],
  logger: Pick<Logger, 'warn'>,
): Promise<Memory> {
  const lost = (error: Error): void => {
    logger.warn({ problem: error.message }, 'A connection to PostgreSQL broke; another is made when it is needed');
  };
  try {
    const store = await Store.open({ postgres: url, migrations, lost });
    return { store, sealer: new Sealer(secretKey), close: () => store.close() };
  } catch (cause) {
    if (cause instanceof NewerStoreError) throw new StartError(cause.message, { cause });
    const { host, pathname } = new URL(url);
    throw new StartError(
      `The PostgreSQL database ${pathname.slice(1)} on ${host} cannot be opened: ${(cause as Error).message}. Check that it runs, that the database is there, and that the account of "store" owns it.`,
      { cause },
    );
  }
}

async function openFolder(
  config: Pick<Config, 'data' | 'secretKey'>,
  migrations: readonly Migration[],
  logger: Pick<Logger, 'info'>,
): Promise<Memory> {
  await prepareFolder(config.data);
  const unlock = lock(config.data);
  if (!unlock) {
    throw new StartError(`Another daemon works on ${config.data}. Stop it, or give this one a data folder of its own.`);
  }
  try {
    const file = join(config.data, 'state.db');
    refuseUnfinished(file, join(config.data, unfinishedRestore));
    const sealer = new Sealer(config.secretKey ?? (await secretFromFile(join(config.data, 'secret.key'))));
    const backedUp = (backup: string): void => {
      logger.info({ backup }, 'The store was copied before its tables were brought up to date');
    };
    const store = await Store.open({ file, migrations, backedUp });
    const close = async (): Promise<void> => {
      await store.close();
      unlock();
    };
    return { store, sealer, close };
  } catch (error) {
    unlock();
    throw cannotBeOpened(config.data, error);
  }
}

/** A daemon that began anew beside a restore that was cut short would tell of nothing it had known. */
function refuseUnfinished(file: string, unfinished: string): void {
  if (existsSync(file) || !existsSync(unfinished)) return;
  throw new StartError(`A restore was cut short: ${unfinished} is not in place yet. Give the restore command again.`);
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new StartError(
        `The data folder ${folder} cannot be written: it is a file, or lies in one. Name another folder under "data".`,
      );
    }
    throw new StartError(
      `The data folder ${folder} cannot be written (${code}). Give the daemon’s user the right to write it, or name another folder under "data".`,
    );
  }
}

function cannotBeOpened(folder: string, cause: unknown): StartError {
  if (cause instanceof StartError) return cause;
  if (cause instanceof NewerStoreError) return new StartError(cause.message, { cause });
  const fix = isStoreFault(cause)
    ? 'Look for a full disk, or for missing rights on the folder.'
    : 'Restore it from a backup, or move it away to begin anew.';
  return new StartError(`The data in ${folder} cannot be opened: ${(cause as Error).message}. ${fix}`, { cause });
}

function lock(folder: string): (() => void) | null {
  try {
    return lockFolder(join(folder, 'daemon.lock'));
  } catch (error) {
    throw cannotBeOpened(folder, error);
  }
}
