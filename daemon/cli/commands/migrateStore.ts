import { relative, dirname, join } from 'node:path';
import { Option, type Command } from 'commander';
import { move } from '../../data';
import { migrations } from '../../migrations';
import { inWords } from '../inWords';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, readConfig, type CommonOptions } from '../options';
import { startProgress, type Progress } from '../progress';
import { printTable } from '../table';

interface MoveOptions extends CommonOptions {
  to: string;
}

export function addMigrateStore(program: Command, io: Io): void {
  newCommand(program, 'migrate-store', 'copy the SQLite store to PostgreSQL; the daemon must be stopped')
    .addOption(
      new Option('--to <url>', 'an empty database, postgres://USER:PASSWORD@HOST:5432/DATABASE')
        .env('XTREAM_UI_SYNC_TO')
        .makeOptionMandatory(),
    )
    .action((options: MoveOptions) => inWords(() => migrateStore(io, options)));
}

async function migrateStore(io: Io, { config: file, to, json }: MoveOptions): Promise<void> {
  const config = readConfig(io, file);
  if (config.store !== undefined) throw new CliError(`${file}: the store is in PostgreSQL already.`);
  if (!/^postgres(ql)?:\/\/[^/]+\/./.test(to)) {
    throw new CliError('--to: write postgres://USER:PASSWORD@HOST:5432/DATABASE');
  }
  let bar: Progress | undefined;
  const progress = (done: number, total: number): void => {
    bar ??= startProgress(io, 'Rows', total);
    bar.update(done);
  };
  const moved = await move(config.data, to, { migrations, progress }).finally(() => {
    bar?.end();
  });
  if (json) {
    printJson(io, moved);
    return;
  }
  printTable(
    io,
    [{ head: 'table', flexible: true }, { head: 'rows' }],
    moved.tables.map(({ name, rows }) => [name, rows]),
  );
  const key = relative(dirname(file), join(config.data, 'secret.key'));
  print(io, '\nAll rows are there. Now change the configuration, and start the daemon:');
  print(io, '  store:\n    postgres: ${XTREAM_UI_SYNC_STORE}   # the URL just given');
  if (config.secretKey === undefined) print(io, `  secretKey: \${file:${key}}   # replicas elsewhere need the same`);
  print(io, `Do not start it on ${config.data} again: the two would go apart. Keep that folder until all is well.`);
}
