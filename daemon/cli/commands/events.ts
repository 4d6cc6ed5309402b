import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import type { Event } from '../../../panel';
import { connectDaemon, type DaemonApi, type Query } from '../api';
import { coloured, print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { harmless, isolated } from '../table';

interface EventsOptions extends CommonOptions {
  follow: boolean;
  lines: number;
  after?: number;
  type?: string[];
  panel?: string;
  subject?: string;
  filter?: string;
}

/** Between looks for new events. Milliseconds. */
const pace = 500;

/** Asked for at once. */
const pageSize = 500;

export function addEvents(program: Command, io: Io): void {
  newCommand(program, 'events', 'the newest events of the log, oldest first')
    .option('-f, --follow', 'go on with those to come, until Ctrl-C', false)
    .option('-n, --lines <count>', 'how many', wholeNumber, 20)
    .option('--after <sequence>', 'all after this sequence instead', wholeNumber)
    .option('--type <type...>', 'only these types, such as line.renewed')
    .option('--panel <name>', 'only of this panel')
    .option('--subject <subject>', 'only about this, such as line:main/42')
    .option('--filter <jsonata>', 'only where this holds')
    .action((options: EventsOptions) => events(io, options));
}

async function events(io: Io, options: EventsOptions): Promise<void> {
  const api = connectDaemon(io, options.config);
  const query: Query = {
    types: options.type?.join(','),
    panel: options.panel,
    subject: options.subject,
    filter: options.filter,
  };
  const show = (event: Event): void => {
    if (options.json) printJson(io, event);
    else print(io, asLine(io, event));
  };
  let after = options.after;
  if (after === undefined) {
    // Before the newest are asked for: what comes in between must not be missed.
    const head = (await api.get<Page>('/v1/events', { newest: true, limit: 1 })).events[0]?.sequence ?? 0;
    for (const event of await newest(api, query, options.lines, head + 1)) show(event);
    after = head;
    if (!options.follow) return;
  }
  for (;;) {
    const page: Page = await api.get<Page>('/v1/events', { ...query, after, limit: pageSize });
    for (const event of page.events) show(event);
    const atEnd = page.next === after || page.next === 0;
    if (page.next > after) after = page.next;
    if (!atEnd) continue;
    if (!options.follow || io.signal.aborted) return;
    await sleep(pace, undefined, { signal: io.signal }).catch(() => undefined);
  }
}

interface Page {
  events: Event[];
  next: number;
}

/** The newest that match, oldest first. With a filter they may lie pages apart. */
async function newest(api: DaemonApi, query: Query, count: number, before: number): Promise<Event[]> {
  const found: Event[] = [];
  for (let after = before; found.length < count;) {
    const limit = Math.min(count - found.length, pageSize);
    const page: Page = await api.get<Page>('/v1/events', { ...query, newest: true, after, limit });
    found.push(...page.events);
    if (page.next === after || page.next === 0) break;
    after = page.next;
  }
  return found.reverse();
}

/** `1042 2027-01-01T00:00:00Z line.renewed line:main/42 (command) Line nadia renewed …` */
function asLine(io: Io, { sequence, time, type, subject, origin, data }: Event): string {
  const words = [
    coloured(io, 'dim', String(sequence).padStart(7)),
    coloured(io, 'dim', time),
    coloured(
      io,
      /(failed|unreachable|offline|down|parked|held|wrongly|disabled)$/.test(type) ? 'yellow' : 'green',
      type,
    ),
    harmless(subject),
    ...(origin === 'panel' ? [] : [`(${origin})`]),
    ...[data.line?.username, data.message].flatMap((text) => (text === undefined ? [] : [isolated(harmless(text))])),
  ];
  return words.join(' ');
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number.');
}
