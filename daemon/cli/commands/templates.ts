import { createInterface } from 'node:readline/promises';
import { Option, type Command } from 'commander';
import {
  findTemplates,
  installTemplates,
  N8nApi,
  N8nApiProblem,
  readTemplates,
  type Change,
  type Installed,
  type Preference,
  type Template,
} from '../../templates';
import { CliError, coloured, exitCodes, print, printJson, type Io } from '../io';
import { printTable } from '../table';

interface Options {
  n8n: string;
  apiKey: string;
  credential: string[];
  yes?: boolean;
  ours?: boolean;
  theirs?: boolean;
  publish: boolean;
  json: boolean;
}

/** `templates list|install|diff`: needs no configuration and no daemon, only n8n. */
export function addTemplates(program: Command, io: Io): void {
  const templates = program
    .command('templates')
    .description('the workflow templates: what there is, and into n8n with them');
  templates
    .command('list')
    .description('the templates that come with this version')
    .option('--json', 'answer in JSON, one object a line', false)
    .action(({ json }: { json: boolean }) => list(io, json));
  withN8n(
    templates
      .command('install [template...]')
      .description('bring templates (default: all) into n8n, or those that are there up to date; your edits stay'),
  )
    .option('--yes', 'do not ask')
    .option('--ours', 'where you and the template changed the same, your edit stays (default)')
    .option('--theirs', 'where you and the template changed the same, the template wins')
    .option('--no-publish', 'leave them as drafts')
    .action((names: string[], options: Options) => install(io, names, options, false));
  withN8n(
    templates
      .command('diff [template...]')
      .description(
        'what differs between the templates as installed, as they are in n8n, and in this version; changes nothing',
      ),
  ).action((names: string[], options: Options) => install(io, names, options, true));
}

function withN8n(command: Command): Command {
  return command
    .addOption(
      new Option('--n8n <url>', 'where n8n is, e.g. https://n8n.example.com').env('N8N_URL').makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--api-key <key>',
        'n8n’s API key (Settings → n8n API); better given as N8N_API_KEY, since others see a command line',
      )
        .env('N8N_API_KEY')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--credential <type=id>', 'which credential to use where n8n has several of a type; may be repeated')
        .default([] as string[])
        .argParser((value: string, before: string[]) => [...before, value]),
    )
    .option('--json', 'answer in JSON, one object a line', false);
}

function list(io: Io, json: boolean): void {
  const all = readTemplates();
  if (json) {
    for (const { name, workflow } of all) printJson(io, { template: name, title: workflow.name });
    return;
  }
  printTable(
    io,
    [{ head: 'template' }, { head: 'title' }],
    all.map(({ name, workflow }) => [name, workflow.name]),
  );
}

async function install(io: Io, names: readonly string[], options: Options, dryRun: boolean): Promise<void> {
  if (options.ours && options.theirs) throw new CliError('--ours and --theirs: choose one.', exitCodes.usage);
  const chosen = orCliError(() => findTemplates(names));
  const credentials = new Map(
    options.credential.map((given) => {
      const [, type, id] = /^([^=]+)=(.+)$/.exec(given) ?? [];
      if (type === undefined || id === undefined)
        throw new CliError(
          `--credential ${given}: give a type and an id, such as smtp=vHxA9QnKLf5xvBpw.`,
          exitCodes.usage,
        );
      return [type, id] as const;
    }),
  );
  const prefer: Preference = options.theirs ? 'theirs' : 'ours';
  // Without a terminal nobody can be asked: edits are kept.
  const asks = !dryRun && !options.yes && !options.ours && !options.theirs && !options.json && io.stdout.isTTY === true;
  const results = await installTemplates(new N8nApi(options.n8n, options.apiKey), chosen, {
    ...{ credentials, prefer, dryRun, publish: options.publish },
    ...(asks ? { confirm: (template, changes) => ask(io, template, changes) } : {}),
  }).catch((error: unknown): never => {
    if (error instanceof N8nApiProblem) throw new CliError(error.message);
    throw error;
  });
  for (const result of results) {
    if (options.json) printJson(io, result);
    else report(io, result, dryRun);
    if (result.problem !== null) io.exitCode = exitCodes.failed;
  }
  const open = results.some(({ credentials: missing, fillIn }) => missing.length + fillIn.length > 0);
  if (!options.json && open && !dryRun)
    print(io, '\nWhat is marked is still to be done; then run this again, or publish in n8n.');
}

const outcomes: Record<Installed['outcome'], string> = {
  installed: 'installed',
  updated: 'updated',
  unchanged: 'up to date',
  kept: 'left as it is',
};

function report(io: Io, result: Installed, dryRun: boolean): void {
  const state =
    dryRun && result.outcome === 'installed'
      ? 'not installed'
      : dryRun && result.outcome === 'updated'
        ? 'would be updated'
        : outcomes[result.outcome];
  print(io, `${coloured(io, 'bold', result.template)}  ${state}${result.published ? ', published' : ''}`);
  for (const change of result.changes) print(io, `  ${described(change)}`);
  for (const table of result.tables) print(io, `  data table "${table}" ${dryRun ? 'would be made' : 'made'}`);
  for (const { type, found } of result.credentials) {
    const choice =
      found.length === 0
        ? 'n8n has none: make one there'
        : `n8n has several: --credential ${type}=<id>, one of ${found.map(({ id, name }) => `${id} (${name})`).join(', ')}`;
    print(io, coloured(io, 'yellow', `  ! credential ${type}: ${choice}`));
  }
  if (result.fillIn.length > 0)
    print(io, coloured(io, 'yellow', `  ! still at its example: ${result.fillIn.join(', ')}`));
  if (result.problem !== null) print(io, coloured(io, 'red', `  ! not published: ${result.problem}`));
}

const authors = { template: 'template', operator: 'you', both: 'both' } as const;

function described({ path, by, installed, operator, template }: Change): string {
  const now =
    by === 'template' ? `${brief(installed)} → ${brief(template)}` : `${brief(installed)} → ${brief(operator)}`;
  return `${authors[by].padEnd(8)} ${path}: ${now}${by === 'both' ? `, the template ${brief(template)}` : ''}`;
}

/** A value on one line. */
function brief(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = JSON.stringify(value);
  return text.length > 70 ? `${text.slice(0, 67)}…` : text;
}

async function ask(io: Io, { name }: Template, changes: readonly Change[]): Promise<Preference | null> {
  print(io, `\n${coloured(io, 'bold', name)} has changed:`);
  for (const change of changes) print(io, `  ${described(change)}`);
  const both = changes.some(({ by }) => by === 'both');
  const question = both
    ? 'Update it? y: your edits win where both changed · t: the template wins there · n: leave it [y/t/N] '
    : 'Update it? Your edits stay. [y/N] ';
  const terminal = createInterface({ input: process.stdin, output: io.stdout });
  try {
    const answer = (await terminal.question(question, { signal: io.signal })).trim().toLowerCase();
    if (both && answer === 't') return 'theirs';
    return answer === 'y' ? 'ours' : null;
  } finally {
    terminal.close();
  }
}

function orCliError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new CliError((error as Error).message, exitCodes.usage);
  }
}
