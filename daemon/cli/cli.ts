import { Command, CommanderError } from 'commander';
import { version } from '../version';
import { addBackup } from './commands/backup';
import { addCheck } from './commands/check';
import { addEndpoints } from './commands/endpoints';
import { addEvents } from './commands/events';
import { addFeeds } from './commands/feeds';
import { addErase } from './commands/erase';
import { addHistory } from './commands/history';
import { addInbox } from './commands/inbox';
import { addMatches } from './commands/matches';
import { addMigrateStore } from './commands/migrateStore';
import { addPanels } from './commands/panels';
import { addPlans } from './commands/plans';
import { addPolicies } from './commands/policies';
import { addRates } from './commands/rates';
import { addReconcile, addReports } from './commands/reconcile';
import { addReplay } from './commands/replay';
import { addRestore } from './commands/restore';
import { addAttention, addCustomers, addSubscriptions } from './commands/subscriptions';
import { addStart } from './commands/start';
import { addStatus } from './commands/status';
import { addTemplates } from './commands/templates';
import { CliError, exitCodes, type ExitCode, type Io } from './io';

/**
 * Carries out one command line.
 * @param args without node and script
 * @returns the exit code
 */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  const program = new Command('xtream-ui-sync')
    .description(
      'Watches Xtream-family panels, takes in billing webhooks, carries out commands once in effect, serves events to n8n.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  addStart(program, io);
  addCheck(program, io);
  addStatus(program, io);
  addFeeds(program, io);
  addEvents(program, io);
  addPanels(program, io);
  addEndpoints(program, io);
  addPlans(program, io);
  addPolicies(program, io);
  addRates(program, io);
  addReplay(program, io);
  addBackup(program, io);
  addRestore(program, io);
  addMigrateStore(program, io);
  addHistory(program, io);
  addInbox(program, io);
  addErase(program, io);
  addSubscriptions(program, io);
  addCustomers(program, io);
  addAttention(program, io);
  addTemplates(program, io);
  addMatches(program, io);
  addReconcile(program, io);
  addReports(program, io);
  try {
    await program.parseAsync(args, { from: 'user' });
    return io.exitCode ?? exitCodes.done;
  } catch (error) {
    return failed(io, error);
  }
}

function failed(io: Io, error: unknown): ExitCode {
  // Help and version are no errors; commander has said what is wrong with the rest.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (io.signal.aborted) return exitCodes.done;
  const text = error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error);
  io.stderr.write(`${text ?? ''}\n`);
  return error instanceof CliError ? error.exitCode : exitCodes.failed;
}
