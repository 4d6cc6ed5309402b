import type { Command } from 'commander';
import type { Event } from '../../../panel';
import { connectDaemon } from '../api';
import { printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { printTable } from '../table';

interface HistoryOptions extends CommonOptions {
  limit: string;
}

export function addHistory(program: Command, io: Io): void {
  newCommand(program, 'history <panel> <line>', 'what happened to a line, newest first')
    .option('--limit <number>', 'how many events at most, up to 1000', '50')
    .action((panel: string, line: string, options: HistoryOptions) => history(io, panel, line, options));
}

async function history(io: Io, panel: string, line: string, options: HistoryOptions): Promise<void> {
  const path = `/v1/panels/${encodeURIComponent(panel)}/lines/${encodeURIComponent(line)}/history`;
  const { events } = await connectDaemon(io, options.config).get<{ events: Event[] }>(path, { limit: options.limit });
  if (options.json) {
    for (const event of events) printJson(io, event);
    return;
  }
  printTable(
    io,
    [{ head: 'time' }, { head: 'event' }, { head: 'by' }, { head: 'change', flexible: true }],
    events.map(({ time, type, origin, data }) => [time, type, data.command?.key ?? origin, changeOf(data)]),
  );
}

/** e.g. `expiresAt: 2027-01-01T00:00:00Z → 2027-02-01T00:00:00Z` */
function changeOf({ before = {}, after = {} }: Event['data']): string {
  const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
  return Object.keys(after)
    .map((name) => `${name}: ${shown(before[name])} → ${shown(after[name])}`)
    .join(', ');
}
