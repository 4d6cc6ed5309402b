import type { Command } from 'commander';
import type { Event } from '../../../panel';
import type { FeedView } from '../../feeds';
import { connectDaemon } from '../api';
import { print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { placeOf } from '../place';
import { harmless, printTable } from '../table';
import { age, counted, span } from '../words';
import { printFeeds } from './status';

/** Of the parked events shown. */
const mostShown = 50;

interface Parked {
  attempts: number;
  reason: string | null;
  parkedAt: string;
  event: Event;
}

export function addFeeds(program: Command, io: Io): void {
  const feeds = program.command('feeds').description('how feeds stand, and setting them right');

  newCommand(feeds, 'list', 'all feeds, and how far they are').action(async ({ config, json }: CommonOptions) => {
    const answer = await connectDaemon(io, config).get<{ feeds: FeedView[] }>('/v1/feeds');
    if (json) for (const feed of answer.feeds) printJson(io, feed);
    else if (answer.feeds.length === 0) print(io, 'There are no feeds. Each trigger node in n8n makes its own.');
    else printFeeds(io, answer.feeds);
  });

  newCommand(feeds, 'show <feed>', 'a feed, its settings and its parked events').action(
    async (name: string, { config, json }: CommonOptions) => {
      const api = connectDaemon(io, config);
      const feed = await api.get<FeedView>(pathOf(name));
      const { events } = await api.get<{ events: Parked[] }>(pathOf(name, 'parked'), { limit: mostShown });
      if (json) printJson(io, { ...feed, parkedEvents: events });
      else show(io, feed, events);
    },
  );

  newCommand(feeds, 'seek <feed>', 'let a feed go on elsewhere in the log: to read again, or to skip')
    .requiredOption('--to <place>', 'now, beginning, a sequence, or a time such as 2027-01-31T00:00:00Z')
    .action(async (name: string, { config, json, to }: CommonOptions & { to: string }) => {
      const feed = await connectDaemon(io, config).post<FeedView>(pathOf(name, 'seek'), { to: placeOf(to) });
      if (json) printJson(io, feed);
      else
        print(
          io,
          `The feed ${name} goes on after sequence ${String(feed.position)}; ${counted(feed.lag, 'event')} to look at.`,
        );
    });

  newCommand(feeds, 'redrive <feed>', 'give parked events back, to be delivered as if for the first time')
    .option('--id <event...>', 'only these; all otherwise')
    .action(async (name: string, { config, json, id = [] }: CommonOptions & { id?: string[] }) => {
      const answer = await connectDaemon(io, config).post<{ redriven: number }>(pathOf(name, 'redrive'), { ids: id });
      if (json) printJson(io, answer);
      else print(io, `${counted(answer.redriven, 'event')} given back to ${name}.`);
    });

  newCommand(feeds, 'drop <feed>', 'forget parked events, as if they had been acknowledged')
    .requiredOption('--id <event...>', 'which')
    .action(async (name: string, { config, json, id }: CommonOptions & { id: string[] }) => {
      const answer = await connectDaemon(io, config).post<{ dropped: number }>(pathOf(name, 'drop'), { ids: id });
      if (json) printJson(io, answer);
      else print(io, `${counted(answer.dropped, 'event')} dropped from ${name}.`);
    });

  newCommand(feeds, 'delete <feed>', 'forget a feed and all it was to deliver').action(
    async (name: string, { config, json }: CommonOptions) => {
      await connectDaemon(io, config).delete(pathOf(name));
      if (json) printJson(io, { feed: name, deleted: true });
      else print(io, `The feed ${name} is gone. A trigger node that uses it makes it anew, from now on.`);
    },
  );
}

function pathOf(feed: string, action?: string): string {
  return `/v1/feeds/${encodeURIComponent(feed)}${action === undefined ? '' : `/${action}`}`;
}

function show(io: Io, feed: FeedView, parked: readonly Parked[]): void {
  const list = (values: readonly string[]): string => (values.length === 0 ? 'all' : values.join(', '));
  const lines = [
    ['feed', feed.feed],
    ['types', list(feed.types)],
    ['panels', list(feed.panels)],
    ['filter', feed.filter ?? 'none'],
    ['lease', span(feed.leaseSeconds)],
    ['attempts', `${String(feed.maxAttempts)}, the second after ${span(feed.retryAfterSeconds)}`],
    ['position', String(feed.position)],
    ['lag', feed.lag === 0 ? 'none' : `${counted(feed.lag, 'event')}, the oldest ${span(feed.lagSeconds)} old`],
    ['leased', String(feed.leased)],
    ['waiting', String(feed.waiting)],
    ['parked', String(feed.parked)],
    ['asked', feed.lastSeenAt === null ? 'never' : `${age(feed.lastSeenAt)} ago`],
  ] as const;
  for (const [name, value] of lines) print(io, `${name.padEnd(9)} ${harmless(value)}`);
  if (feed.filterProblem !== null) {
    print(io, `The filter failed on ${feed.filterProblem.event}: ${harmless(feed.filterProblem.message)}`);
  }
  if (parked.length === 0) return;
  print(io, '');
  printTable(
    io,
    [
      { head: 'parked event' },
      { head: 'type' },
      { head: 'subject' },
      { head: 'tries' },
      { head: 'ago' },
      { head: 'reason', flexible: true },
    ],
    parked.map(({ event, attempts, parkedAt, reason }) => [
      event.id,
      event.type,
      event.subject,
      attempts,
      age(parkedAt),
      reason,
    ]),
  );
  if (feed.parked > parked.length) print(io, `The first ${String(parked.length)} of ${String(feed.parked)}.`);
}
