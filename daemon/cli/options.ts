import { Option, type Command } from 'commander';
import { ConfigError, loadApiSettings, loadConfig, type ApiSettings, type Config } from '../config';
import { CliError, type Io } from './io';

/** What every command takes. */
export interface CommonOptions {
  config: string;
  json: boolean;
}

/** A command with the options all have: `--config` (or `XTREAM_UI_SYNC_CONFIG`) and `--json`. */
export function newCommand(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .addOption(
      new Option('--config <file>', 'the configuration, a YAML file')
        .env('XTREAM_UI_SYNC_CONFIG')
        .makeOptionMandatory(),
    )
    .option('--json', 'answer in JSON, one object a line', false);
}

/** The whole configuration. @throws CliError with what is wrong with it */
export function readConfig(io: Io, file: string): Config {
  return orCliError(() => loadConfig(file, io.env));
}

/** Where the daemon listens, and its token. Needs no other secret of the configuration. @throws CliError */
export function readApiSettings(io: Io, file: string): ApiSettings {
  return orCliError(() => loadApiSettings(file, io.env));
}

function orCliError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message);
    throw error;
  }
}
