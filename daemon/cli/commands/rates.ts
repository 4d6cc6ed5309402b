import type { Command } from 'commander';
import { rateSettings, type Rate, type RateView } from '../../billing/money';
import { connectDaemon } from '../api';
import { readCsv, readText, readThings } from '../file';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { printTable } from '../table';
import { counted } from '../words';

interface ListOptions extends CommonOptions {
  from?: string;
  to?: string;
  since?: string;
  until?: string;
  limit: string;
}

const path = '/v1/exchange-rates';

/** As many as the API takes at once. */
const batch = 10_000;

export function addRates(program: Command, io: Io): void {
  const rates = program.command('rates').description('exchange rates by day, for figures in your own currency');

  newCommand(rates, 'list', 'the exchange rates, the newest first')
    .option('--from <currency>', 'only from this currency')
    .option('--to <currency>', 'only to this currency')
    .option('--since <day>', 'the first day')
    .option('--until <day>', 'the last day')
    .option('--limit <number>', 'how many at most, up to 10000', '100')
    .action(async ({ config, json, from, to, since, until, limit }: ListOptions) => {
      const query = { from, to, since, until, limit };
      const answer = await connectDaemon(io, config).get<{ base: string; rates: RateView[] }>(path, query);
      if (json) for (const rate of answer.rates) printJson(io, rate);
      else if (answer.rates.length === 0) print(io, 'There are no exchange rates.');
      else printRates(io, answer.rates);
    });

  newCommand(
    rates,
    'set <day> <from> <to> <rate>',
    'from this day on, 1 of the first is worth so much of the second',
  ).action(async (day: string, from: string, to: string, rate: string, { config, json }: CommonOptions) => {
    const set = await connectDaemon(io, config).put<RateView>(path, { day, from, to, rate });
    if (json) printJson(io, set);
    else print(io, `From ${set.day} on, 1 ${set.from} is worth ${set.rate} ${set.to}.`);
  });

  newCommand(rates, 'delete <day> <from> <to>', 'forget the rate of a day').action(
    async (day: string, from: string, to: string, { config, json }: CommonOptions) => {
      const query = new URLSearchParams({ day, from, to });
      await connectDaemon(io, config).delete(`${path}?${query.toString()}`);
      if (json) printJson(io, { day, from, to, deleted: true });
      else print(io, `The rate from ${from} to ${to} of ${day} is gone.`);
    },
  );

  newCommand(rates, 'import <file>', 'the rates of a CSV file with day, from, to, rate; or of a YAML file').action(
    async (file: string, { config, json }: CommonOptions) => {
      const read = /\.ya?ml$|\.json$/i.test(file)
        ? await readThings(file, ['rates'], rateSettings)
        : ratesOf(await readText(file), file);
      const api = connectDaemon(io, config);
      for (let at = 0; at < read.length; at += batch) await api.post(path, { rates: read.slice(at, at + batch) });
      if (json) printJson(io, { set: read.length });
      else print(io, `${counted(read.length, 'exchange rate')} imported.`);
    },
  );
}

/** Nothing is sent where one line is wrong. @throws CliError naming each line that is wrong */
function ratesOf(text: string, file: string): Rate[] {
  const rows = readCsv(text);
  const problems: string[] = [];
  const rates = rows.flatMap(({ line, fields }, index) => {
    if (index === 0 && fields[0]?.toLowerCase() === 'day') return [];
    const [day, from, to, rate, ...more] = fields;
    const parsed = rateSettings.safeParse({ day, from, to, rate });
    if (parsed.success && more.length === 0) return [parsed.data];
    const [issue] = parsed.error?.issues ?? [];
    const reason = issue === undefined ? 'more than four fields' : `${issue.path.join('.')}: ${issue.message}`;
    problems.push(`${file}:${String(line)}: ${reason}`);
    return [];
  });
  if (problems.length > 0) throw new CliError(problems.slice(0, 20).join('\n'));
  if (rates.length === 0) throw new CliError(`${file} holds no rates; write lines such as 2027-01-01,USD,LBP,89500.`);
  return rates;
}

function printRates(io: Io, rates: readonly RateView[]): void {
  printTable(
    io,
    [{ head: 'since' }, { head: 'from' }, { head: 'to' }, { head: 'rate' }, { head: 'of' }],
    rates.map(({ day, from, to, rate, configured }) => [
      day,
      from,
      to,
      rate,
      configured ? 'the configuration' : 'the API',
    ]),
  );
}
