import type { Command } from 'commander';
import type { ReplicaView } from '../../duties';
import type { EndpointView } from '../../endpoints';
import type { FeedView } from '../../feeds';
import type { RelayView } from '../../relay';
import type { PanelView } from '../../sync';
import { connectDaemon, isRefusal, type DaemonApi } from '../api';
import { attentionOf, type Standing } from '../attention';
import { coloured, exitCodes, print, printJson, type Colour, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { printTable, type Cell } from '../table';
import { age, span } from '../words';
import { printEndpoints } from './endpoints';

interface Status extends Standing {
  version: string;
  /** What a person should look at, in words. */
  attention: string[];
}

export function addStatus(program: Command, io: Io): void {
  newCommand(
    program,
    'status',
    'how panels, feeds, endpoints, relays and replicas stand; exit code 4 if something needs a person',
  ).action(async ({ config, json }: CommonOptions) => {
    const status = await ask(connectDaemon(io, config));
    if (json) printJson(io, status);
    else show(io, status);
    if (status.attention.length > 0) io.exitCode = exitCodes.attention;
  });
}

async function ask(api: DaemonApi): Promise<Status> {
  const [{ version }, writable, { panels }, { feeds }, { endpoints }, { relays }, { replicas }] = await Promise.all([
    api.get<{ version: string }>('/healthz'),
    isWritable(api),
    api.get<{ panels: PanelView[] }>('/v1/panels'),
    api.get<{ feeds: FeedView[] }>('/v1/feeds'),
    api.get<{ endpoints: EndpointView[] }>('/v1/endpoints'),
    api.get<{ relays: RelayView[] }>('/v1/relays'),
    api.get<{ replicas: ReplicaView[] }>('/v1/replicas'),
  ]);
  const status = { version, writable, panels, feeds, endpoints, relays, replicas };
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

function show(io: Io, { version, writable, panels, feeds, endpoints, relays, replicas, attention }: Status): void {
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
  if (endpoints.length > 0) {
    print(io, '');
    printEndpoints(io, endpoints);
  }
  if (relays.length > 0) {
    print(io, '');
    printRelays(io, relays);
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

function printRelays(io: Io, relays: readonly RelayView[]): void {
  printTable(
    io,
    [
      { head: 'relay', flexible: true },
      { head: 'state' },
      { head: 'lag' },
      { head: 'unroutable' },
      { head: 'confirmed' },
      { head: 'problem', flexible: true },
    ],
    relays.map(({ relay, state, lag, unroutable, lastConfirmedAt, problem }) => [
      relay,
      { text: state, colour: state === 'relaying' ? 'green' : 'red' },
      lag,
      unroutable,
      age(lastConfirmedAt),
      problem,
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
