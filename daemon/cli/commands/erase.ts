import type { Command } from 'commander';
import type { ErasureResult } from '../../erasure';
import { connectDaemon } from '../api';
import { CliError, exitCodes, print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';

interface EraseOptions extends CommonOptions {
  panel?: string;
  line?: string;
  email?: string;
}

export function addErase(program: Command, io: Io): void {
  newCommand(program, 'erase', 'remove what identifies a person from what is stored, and keep the facts')
    .option('--panel <name>', 'with --line: the panel')
    .option('--line <id>', 'the id of their line')
    .option('--email <address>', 'or their e-mail address at the billing provider')
    .action((options: EraseOptions) => erase(io, options));
}

async function erase(io: Io, { config, json, panel, line, email }: EraseOptions): Promise<void> {
  const byLine = panel !== undefined && line !== undefined && email === undefined;
  const byEmail = email !== undefined && panel === undefined && line === undefined;
  if (!byLine && !byEmail) throw new CliError('Give either --panel and --line, or --email.', exitCodes.usage);
  const done = await connectDaemon(io, config).post<ErasureResult>(
    '/v1/erasures',
    byLine ? { panel, line } : { email },
  );
  if (json) {
    printJson(io, done);
    return;
  }
  const { events, commands, inbox, webhooks, others } = done;
  print(
    io,
    `Erased from ${String(events)} events, ${String(commands)} commands, ${String(inbox)} billing messages, ${String(webhooks)} panel messages and ${String(others)} other rows.`,
  );
  if (done.stillOnPanel) print(io, 'The line is still on the panel: delete it there, too, then erase again.');
  if (done.unfinished > 0)
    print(io, `${String(done.unfinished)} commands about the line are under way; erase again later.`);
  print(io, 'Backups, n8n’s executions and what was sent elsewhere are not changed: see docs/data.md.');
}
