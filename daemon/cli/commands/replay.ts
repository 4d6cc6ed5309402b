import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { EndpointView, ReplayView } from '../../endpoints';
import { connectDaemon } from '../api';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { placeOf } from '../place';
import { startProgress } from '../progress';
import { pathOf } from './endpoints';

interface ReplayOptions extends CommonOptions {
  from: string;
  to?: string;
}

/** Between looks at how far it is. Milliseconds. */
const pace = 250;

export function addReplay(program: Command, io: Io): void {
  newCommand(
    program,
    'replay <endpoint>',
    'push a range of events to an endpoint again; the daemon goes on after Ctrl-C',
  )
    .requiredOption('--from <place>', 'a sequence, or a time such as 2027-01-31T00:00:00Z')
    .option('--to <place>', 'a sequence or a time; the newest event otherwise')
    .action((endpoint: string, options: ReplayOptions) => replay(io, endpoint, options));
}

async function replay(io: Io, endpoint: string, { config, json, from, to }: ReplayOptions): Promise<void> {
  const api = connectDaemon(io, config);
  const path = `${pathOf(endpoint)}/replays`;
  const range = { from: placeOf(from), ...(to === undefined ? {} : { to: placeOf(to) }) };
  let view = await api.post<ReplayView>(path, range);
  const { replay: id, left: total } = view;
  const progress = startProgress(io, `Replay to ${endpoint}`, total);
  let failing = false;
  try {
    while (view.state === 'running') {
      const { state, lastFailures } = await api.get<EndpointView>(pathOf(endpoint));
      if (state === 'disabled') throw new CliError(waits(endpoint, id));
      if (state === 'failing' && !failing) {
        note(
          io,
          `${endpoint} fails (${lastFailures[0]?.reason ?? 'no answer'}); what fails is pushed again by itself.`,
        );
      }
      failing = state === 'failing';
      await sleep(pace, undefined, { signal: io.signal });
      const { replays } = await api.get<{ replays: ReplayView[] }>(path);
      const found = replays.find((each) => each.replay === id);
      if (found === undefined) throw new CliError('The replay was cancelled.');
      view = found;
      progress.update(total - view.left);
    }
  } catch (error) {
    if (io.signal.aborted) note(io, `The daemon goes on with replay ${String(id)} to ${endpoint}.`);
    throw error;
  } finally {
    progress.end();
  }
  if (json) printJson(io, view);
  else if (view.state === 'done')
    print(io, `Events ${String(view.from)} to ${String(view.to)} were gone through, ${String(view.pushed)} pushed.`);
  else print(io, `The replay is paused after sequence ${String(view.position)}.`);
}

function waits(endpoint: string, replay: number): string {
  return `Replay ${String(replay)} waits, for the endpoint ${endpoint} is disabled.\nIt goes on after xtream-ui-sync endpoints enable ${endpoint}.`;
}

/** For the person who waits; programs read standard output. */
function note(io: Io, text: string): void {
  io.stderr.write(`${text}\n`);
}
