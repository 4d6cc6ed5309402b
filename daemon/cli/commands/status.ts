import type { Command } from 'commander';
import type { ReplicaView } from '../../duties';
import type { FeedView } from '../../feeds';
import type { PanelView } from '../../sync';
import { connectDaemon, isRefusal, type DaemonApi } from '../api';
import { coloured, exitCodes, print, printJson, type Colour, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { printTable, type Cell } from '../table';
import { age, counted, span } from '../words';

/** A feed this far behind is worth a look. Seconds. */
const longLag = 600;

interface Status {
  version: string;
  /** Whether the store can be written. */
  writable: boolean;
  panels: PanelView[];
  feeds: FeedView[];
  replicas: ReplicaView[];
  /** What a person should look at, in words. */
  attention: string[];
}

export function addStatus(program: Command, io: Io): void {
  newCommand(program, 'status', 'how panels, feeds and replicas stand; exit code 4 if something needs a person').action(
    async ({ config, json }: CommonOptions) => {
      const status = await ask(connectDaemon(io, config));
      if (json) printJson(io, status);
      else show(io, status);
      if (status.attention.length > 0) io.exitCode = exitCodes.attention;
    },
  );
}

async function ask(api: DaemonApi): Promise<Status> {
  const [{ version }, writable, { panels }, { feeds }, { replicas }] = await Promise.all([
    api.get<{ version: string }>('/healthz'),
    isWritable(api),
    api.get<{ panels: PanelView[] }>('/v1/panels'),
    api.get<{ feeds: FeedView[] }>('/v1/feeds'),
    api.get<{ replicas: ReplicaView[] }>('/v1/replicas'),
  ]);
  const status = { version, writable, panels, feeds, replicas };
  return { ...status, attention: attentionOf(status) };
}

async function isWritable(api: DaemonApi): Promise<boolean> {
  try {
    await api.get('/readyz');
    return true;
  } catch (error) {
    if (isRefusal(error, 'store-not-writable')) return false;
    throw error;
  }
}

function attentionOf({ writable, panels, feeds, replicas }: Omit<Status, 'attention'>): string[] {
  return [
    ...(writable
      ? []
      : ['The store cannot be written: look for a full or read-only disk. Nothing goes on until then.']),
    ...panels.flatMap(({ panel, state, problem }) => {
      if (state === 'held') {
        return [`Panel ${panel} seems to have lost many lines: xtream-ui-sync panels confirm ${panel}, or reject.`];
      }
      if (problem === null) return [];
      return [`Panel ${panel}: ${problem.message}${problem.hint === null ? '' : ` ${problem.hint}`}`];
    }),
    ...feeds.flatMap(({ feed, parked, lagSeconds, filterProblem }) => [
      ...(parked === 0 ? [] : [`Feed ${feed}: ${counted(parked, 'event')} parked: xtream-ui-sync feeds show ${feed}.`]),
      ...(lagSeconds < longLag ? [] : [`Feed ${feed}: the oldest event has waited for ${span(lagSeconds)}.`]),
      ...(filterProblem === null ? [] : [`Feed ${feed}: its filter failed on an event: ${filterProblem.message}`]),
    ]),
    ...replicas.flatMap(({ replica, alive, seenAt }) =>
      alive ? [] : [`Replica ${replica} has not been heard of for ${age(seenAt)}.`],
    ),
  ];
}

function show(io: Io, { version, writable, panels, feeds, replicas, attention }: Status): void {
  print(
    io,
    `xtream-ui-sync ${version}, ${writable ? 'the store can be written' : coloured(io, 'red', 'the store cannot be written')}\n`,
  );
  printTable(
    io,
    [
      { head: 'panel', flexible: true },
      { head: 'state' },
      { head: 'lines' },
      { head: 'last pass' },
      { head: 'problem', flexible: true },
    ],
    panels.map(({ panel, state, lines, lastPassAt, problem, unwatched }) => [
      panel,
      stateCell(state),
      lines,
      age(lastPassAt),
      problem?.message ?? unwatched?.message ?? null,
    ]),
  );
  if (feeds.length > 0) {
    print(io, '');
    printFeeds(io, feeds);
  }
  if (replicas.length > 1) {
    print(io, '');
    printTable(
      io,
      [
        { head: 'replica', flexible: true },
        { head: 'alive' },
        { head: 'heard of' },
        { head: 'duties', flexible: true },
      ],
      replicas.map(({ replica, alive, seenAt, duties }) => [
        replica,
        alive ? 'yes' : { text: 'no', colour: 'red' },
        age(seenAt),
        duties.map(({ duty }) => duty).join(' '),
      ]),
    );
  }
  if (attention.length === 0) return;
  print(io, '');
  for (const line of attention) print(io, coloured(io, 'yellow', `! ${line}`));
}

/** Feeds and how far they are. */
export function printFeeds(io: Io, feeds: readonly FeedView[]): void {
  printTable(
    io,
    [
      { head: 'feed', flexible: true },
      { head: 'lag' },
      { head: 'oldest' },
      { head: 'leased' },
      { head: 'waiting' },
      { head: 'parked' },
      { head: 'asked' },
    ],
    feeds.map(({ feed, lag, lagSeconds, leased, waiting, parked, lastSeenAt }) => [
      feed,
      lag,
      lagSeconds === 0 ? null : span(lagSeconds),
      leased,
      waiting,
      parked === 0 ? 0 : { text: String(parked), colour: 'red' },
      age(lastSeenAt),
    ]),
  );
}

const stateColours: Readonly<Record<PanelView['state'], Colour>> = {
  starting: 'dim',
  ready: 'green',
  unreachable: 'red',
  answering_wrongly: 'red',
  held: 'yellow',
};

function stateCell(state: PanelView['state']): Cell {
  return { text: state.replaceAll('_', ' '), colour: stateColours[state] };
}
