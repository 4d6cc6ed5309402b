import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../config';
import { backUp, dumpPostgres, postgresTools, typed } from '../../data';
import { migrations } from '../../migrations';
import { inWords } from '../inWords';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, readConfig, type CommonOptions } from '../options';

interface BackupOptions extends CommonOptions {
  to: string;
}

const keyLeftOut =
  'The secret key is not part of it. Keep it, too: without it, what is sealed in the store cannot be read.';

export function addBackup(program: Command, io: Io): void {
  newCommand(program, 'backup', 'copy the store, also while the daemon works')
    .requiredOption('--to <place>', 'a folder, in which one named after the time is made, or a file name ending in .db')
    .action((options: BackupOptions) => inWords(() => backup(io, options)));
}

async function backup(io: Io, { config: file, to, json }: BackupOptions): Promise<void> {
  const config = readConfig(io, file);
  const now = new Date();
  if (config.store !== undefined) return dump(io, config.store.postgres, to, json);
  const made = await backUp(config.data, resolve(to), { now, migrations });
  if (json) {
    printJson(io, made);
    return;
  }
  print(io, `${made.store}: ${String(Math.ceil(made.size / 1024))} KiB, whole`);
  print(io, made.key === null ? keyLeftOut : `${made.key}: the secret key; keep both where nobody else can read them`);
}

async function dump(io: Io, url: NonNullable<Config['store']>['postgres'], to: string, json: boolean): Promise<void> {
  const name = `xtream-ui-sync-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}.dump`;
  const file = /\.(db|dump)$/.test(to) ? resolve(to) : join(resolve(to), name);
  const command = typed(postgresTools.dump(url, file));
  const done = await dumpPostgres(url, file);
  if (done === null) {
    throw new CliError(
      `The store is in PostgreSQL, and pg_dump is not installed here. Where it is, give:\n  ${command}`,
    );
  }
  if (done !== 'done') throw new CliError(`pg_dump failed:\n${done.problem}\nIt was: ${command}`);
  if (json) {
    printJson(io, { store: file, key: null });
    return;
  }
  print(io, `${file}: written by pg_dump`);
  print(io, keyLeftOut);
}
