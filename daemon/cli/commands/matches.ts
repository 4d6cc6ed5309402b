import type { Command } from 'commander';
import type { Match } from '../../billing/matching';
import { connectDaemon } from '../api';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { harmless, printTable } from '../table';
import { counted } from '../words';

interface Link {
  panel: string;
  line: string;
  subscription?: string;
}

/** Lines there were before the daemon, and whose they seem to be. */
export function addMatches(program: Command, io: Io): void {
  const matches = program.command('matches').description('lines that serve no subscription, and whose they seem to be');

  newCommand(matches, 'list', 'the sure ones first, then those a person is to look at')
    .option('--state <state>', 'only sure, or only review')
    .action(async ({ config, json, state }: CommonOptions & { state?: string }) => {
      const found = await listed(io, config, state);
      if (json) for (const each of found) printJson(io, each);
      else if (found.length === 0) print(io, 'No line without a subscription seems to be a customer’s.');
      else {
        printTable(
          io,
          [
            { head: 'line' },
            { head: 'username' },
            { head: 'customer' },
            { head: 'subscription' },
            { head: 'by' },
            { head: 'look first', flexible: true },
          ],
          found.map((each) => [
            `${each.panel}/${each.line}`,
            harmless(each.username),
            each.email ?? each.customer,
            each.subscription ?? (each.subscriptions.join(' ') || null),
            each.by.join(' '),
            each.reasons.join(' ') || null,
          ]),
        );
      }
    });

  newCommand(matches, 'link [line...]', 'have lines serve subscriptions, all or none: PANEL/LINE=SUBSCRIPTION')
    .option('--sure', 'all that are sure')
    .action(async (given: string[], { config, json, sure }: CommonOptions & { sure?: boolean }) => {
      if (given.length === 0 && sure !== true) {
        throw new CliError('Name lines, such as main/12=stripe:sub_1; or --sure for all that are sure.');
      }
      const links = given.map(linkIn);
      if (sure === true) {
        for (const { panel, line, subscription } of await listed(io, config, 'sure')) {
          const isNamed = links.some((each) => each.panel === panel && each.line === line);
          if (!isNamed && subscription !== null) links.push({ panel, line, subscription });
        }
      }
      if (links.length === 0) return print(io, 'There is none that is sure.');
      const answer = await connectDaemon(io, config).post<{ links: Array<Link & { linked: boolean }> }>('/v1/matches', {
        links,
      });
      if (json) return printJson(io, answer);
      const made = answer.links.filter(({ linked }) => linked).length;
      const before = answer.links.length - made;
      print(io, `${counted(made, 'line')} linked${before > 0 ? `; ${String(before)} were before` : ''}.`);
    });

  newCommand(
    matches,
    'reject <match...>',
    'say that lines are not these customers’: PANEL/LINE=CUSTOMER, by its id or e-mail address',
  ).action(async (given: string[], { config, json }: CommonOptions) => {
    const found = await listed(io, config);
    const rejections = given.map((text) => {
      const [, panel, line, who] = /^([^/=]+)\/(\d+)=(.+)$/.exec(text) ?? [];
      const match = found.find(
        (each) =>
          each.panel === panel && each.line === line && (each.customer === who || each.email === who?.toLowerCase()),
      );
      if (match !== undefined) return { panel: match.panel, line: match.line, customer: match.customer };
      throw new CliError(
        `${text} is no match; xtream-ui-sync matches list shows them, such as main/12=nadia@example.com.`,
      );
    });
    const answer = await connectDaemon(io, config).post<{ rejected: number }>('/v1/matches/rejections', { rejections });
    if (json) printJson(io, answer);
    else print(io, `${String(answer.rejected)} rejected.`);
  });
}

async function listed(io: Io, config: string, state?: string): Promise<Match[]> {
  const { matches } = await connectDaemon(io, config).get<{ matches: Match[] }>('/v1/matches', { state });
  return matches;
}

/** @throws CliError of what is no link */
function linkIn(text: string): Link {
  const [, panel, line, subscription] = /^([^/=]+)\/(\d+)=(.+)$/.exec(text) ?? [];
  if (panel === undefined || line === undefined || subscription === undefined) {
    throw new CliError(`${text} is no link; write PANEL/LINE=SUBSCRIPTION, such as main/12=stripe:sub_1.`);
  }
  return { panel, line, subscription };
}
