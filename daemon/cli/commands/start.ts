import type { Command } from 'commander';
import { startDaemon, StartError } from '../../daemon';
import { createLogger } from '../../logging';
import { CliError, type Io } from '../io';
import { newCommand, readConfig, type CommonOptions } from '../options';

export function addStart(program: Command, io: Io): void {
  newCommand(program, 'start', 'run the daemon until SIGINT or SIGTERM; logs go to standard output').action(
    (options: CommonOptions) => start(io, options),
  );
}

async function start(io: Io, { config: file }: CommonOptions): Promise<void> {
  const config = readConfig(io, file);
  const logger = createLogger(config.log);
  let daemon;
  try {
    daemon = await startDaemon(config, logger);
  } catch (error) {
    if (error instanceof StartError) throw new CliError(error.message);
    throw error;
  }
  await aborted(io.signal);
  try {
    await daemon.stop();
  } catch (error) {
    logger.error({ err: error }, 'The daemon did not stop cleanly; nothing acknowledged is lost');
    throw new CliError('The daemon did not stop cleanly; its log tells why.');
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
