import { InvalidArgumentError, type Command } from 'commander';
import type { InboxState, MessageView, Registered, Renormalised } from '../../billing';
import { connectDaemon } from '../api';
import { print, printJson, type Colour, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { harmless, printTable } from '../table';
import { age, counted } from '../words';

const states: Readonly<Record<InboxState, Colour>> = { normalised: 'green', waiting: 'yellow', failed: 'red' };

interface ListOptions extends CommonOptions {
  source?: string;
  state?: string;
  lines: number;
}

interface RenormaliseOptions extends CommonOptions {
  after: number;
  dryRun: boolean;
}

export function addInbox(program: Command, io: Io): void {
  const inbox = program.command('inbox').description('webhooks of billing providers');

  newCommand(inbox, 'list', 'the newest webhooks, and how they stand')
    .option('--source <source>', 'only of this source')
    .option('--state <state>', 'only those normalised, waiting (for the provider’s API) or failed (not understood)')
    .option('-n, --lines <count>', 'how many', wholeNumber, 50)
    .action(async ({ config, json, source, state, lines }: ListOptions) => {
      const query = { source, state, limit: lines };
      const { messages } = await connectDaemon(io, config).get<{ messages: MessageView[] }>(
        '/v1/inbox/messages',
        query,
      );
      if (json) for (const message of messages) printJson(io, message);
      else if (messages.length === 0) print(io, 'There are no such webhooks.');
      else printMessages(io, messages);
    });

  newCommand(
    inbox,
    'renormalise <source>',
    'understand the stored webhooks anew, after the source’s mapping was mended',
  )
    .option('--after <sequence>', 'only those after this sequence', wholeNumber, 0)
    .option('--dry-run', 'tell what would change, and change nothing', false)
    .action((source: string, options: RenormaliseOptions) => renormalise(io, source, options));

  newCommand(
    inbox,
    'register <source> <url>',
    'make the webhook at the provider, for the public address of the inbox',
  ).action(async (source: string, url: string, { config, json }: CommonOptions) => {
    const answer = await connectDaemon(io, config).post<Registered>(`${pathOf(source)}/registration`, { url });
    if (json) printJson(io, answer);
    else print(io, `The webhook ${answer.id} sends to ${answer.url}.`);
    if (!json && !answer.secretKnown) {
      print(io, `The provider did not tell its secret: copy it to the secrets of ${source} in ${config}, and restart.`);
    }
  });
}

async function renormalise(io: Io, source: string, { config, json, after, dryRun }: RenormaliseOptions): Promise<void> {
  const api = connectDaemon(io, config);
  const total = { looked: 0, changed: 0, failed: 0 };
  for (let position = after, done = false; !done;) {
    const part: Renormalised = await api.post<Renormalised>(`${pathOf(source)}/renormalise`, {
      after: position,
      dryRun,
    });
    ({ position, done } = part);
    total.looked += part.looked;
    total.changed += part.changed;
    total.failed += part.failed;
    for (const message of part.messages) {
      if (json) printJson(io, message);
      else print(io, asLine(message));
    }
  }
  if (json) return;
  const what = dryRun ? 'would be' : 'were';
  print(
    io,
    `${counted(total.looked, 'webhook')} looked at: ${String(total.changed)} ${what} understood otherwise, ${String(total.failed)} not at all.`,
  );
}

function asLine({ sequence, id, type, before, after, fields, problem }: Renormalised['messages'][number]): string {
  const what =
    problem ??
    `${before.join(', ') || 'nothing'} → ${after.join(', ') || 'nothing'}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`;
  return `${String(sequence).padStart(7)} ${harmless(type ?? '-')} ${harmless(id)}: ${harmless(what)}`;
}

function printMessages(io: Io, messages: readonly MessageView[]): void {
  printTable(
    io,
    [
      { head: 'sequence' },
      { head: 'source' },
      { head: 'age' },
      { head: 'type', flexible: true },
      { head: 'state' },
      { head: 'told', flexible: true },
      { head: 'problem', flexible: true },
    ],
    messages.map(({ sequence, source, receivedAt, type, state, facts, problem }) => [
      sequence,
      source,
      age(receivedAt),
      type,
      { text: state, colour: states[state] },
      facts.join(', '),
      problem,
    ]),
  );
}

function pathOf(source: string): string {
  return `/v1/inbox/${encodeURIComponent(source)}`;
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number.');
}
