import { resolve } from 'node:path';
import type { Command } from 'commander';
import { postgresTools, restore, typed } from '../../data';
import { migrations } from '../../migrations';
import { inWords } from '../inWords';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, readConfig, type CommonOptions } from '../options';

interface RestoreOptions extends CommonOptions {
  from: string;
  force: boolean;
}

export function addRestore(program: Command, io: Io): void {
  newCommand(program, 'restore', 'put a backup in place of the store; the daemon must be stopped')
    .requiredOption('--from <place>', 'a folder that backup made, or a .db file')
    .option('--force', 'also where there is a store already, which is kept aside', false)
    .action((options: RestoreOptions) => inWords(() => putBack(io, options)));
}

async function putBack(io: Io, { config: file, from, force, json }: RestoreOptions): Promise<void> {
  const config = readConfig(io, file);
  if (config.store !== undefined) {
    const command = typed(postgresTools.restore(config.store.postgres, from));
    throw new CliError(`The store is in PostgreSQL. Stop all replicas, then give:\n  ${command}`);
  }
  const done = await restore(config.data, resolve(from), { now: new Date(), migrations, force });
  if (json) {
    printJson(io, done);
    return;
  }
  print(io, `The store in ${config.data} is the one of ${from}.`);
  if (done.key) print(io, 'Its secret key was put in place, too.');
  if (done.replaced !== null) print(io, `What was there is in ${done.replaced}; remove it when all is well.`);
  print(io, 'Start the daemon. What happened since the backup is told as changes found by the first pass.');
}
