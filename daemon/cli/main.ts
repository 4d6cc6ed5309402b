#!/usr/bin/env node
import { Command } from 'commander';
import { ConfigError, loadConfig, type Config } from '../config';
import { startDaemon, StartError } from '../daemon';
import { createLogger } from '../logging';
import { version } from '../version';
import { checkPanel } from './check';

/** Reads the configuration, or ends with what is wrong with it. */
function configOrExit(file: string): Config {
  try {
    return loadConfig(file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    fail(error.message);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function start(file: string): Promise<void> {
  const config = configOrExit(file);
  const logger = createLogger(config.log.level);
  try {
    const daemon = await startDaemon(config, logger);
    const stop = (): void => {
      void daemon.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'The daemon did not stop cleanly; nothing acknowledged is lost');
          process.exit(1);
        },
      );
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    fail(error.message);
  }
}

async function check(file: string): Promise<void> {
  const config = configOrExit(file);
  process.stdout.write(`${file}: the configuration is in order.\n`);
  let wrong = 0;
  for (const panel of config.panels) {
    const result = await checkPanel(panel);
    if (!result.ok) wrong += 1;
    process.stdout.write(`${result.ok ? 'ok  ' : 'FAIL'} panel ${result.panel}\n`);
    for (const line of result.lines) process.stdout.write(`       ${line}\n`);
  }
  process.exitCode = wrong === 0 ? 0 : 1;
}

const program = new Command('xtream-ui-sync')
  .description(
    'Watches Xtream-family panels, takes in billing webhooks, carries out commands once in effect, serves events to n8n.',
  )
  .version(version);

program
  .command('start')
  .description('run the daemon until SIGINT or SIGTERM')
  .requiredOption('--config <file>', 'the configuration, a YAML file')
  .action((options: { config: string }) => start(options.config));

program
  .command('check')
  .description('check the configuration and ask each panel whether it would work; changes nothing')
  .requiredOption('--config <file>', 'the configuration, a YAML file')
  .action((options: { config: string }) => check(options.config));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
