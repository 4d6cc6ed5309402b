import type { EventData, Server, ServerStats } from '../../panel';
import type { Collection, ThingFact } from '../watch';

/** From how servers are to the events that tell of it. Pure. */

/** What a server can have too much of, each in percent. */
export const measures = ['cpu', 'memory', 'disk', 'connections'] as const;

export type Measure = (typeof measures)[number];

/** Percent from which on a server is overloaded; null: never. */
export type LoadThresholds = Readonly<Record<Measure, number | null>>;

/** A server is no longer overloaded once it is so many percent below the threshold, so that one at its edge is told of once. */
const margin = 10;

export interface ServerThing {
  id: string;
  name: string;
  main: boolean | null;
  online: boolean;
  overloaded: Measure[];
  /** As of the last look that found it. null: it does not say, or is offline. */
  load: Load | null;
}

export type Load = NonNullable<EventData['load']>;

export function serverThing({ id, name, main, online }: Server, overloaded: Measure[], load: Load | null): ServerThing {
  return { id, name, main, online, overloaded, load };
}

export function loadOf(stats: ServerStats, { maxClients }: Pick<Server, 'maxClients'>): Load {
  const { cpuPercent, memoryUsedPercent, diskTotalBytes, diskFreeBytes, connections } = stats;
  const percent = (part: number, whole: number | null): number | null =>
    whole === null || whole <= 0 ? null : Math.round((part / whole) * 1000) / 10;
  return {
    cpuPercent,
    memoryPercent: memoryUsedPercent,
    diskPercent: diskFreeBytes === null ? null : percent((diskTotalBytes ?? 0) - diskFreeBytes, diskTotalBytes),
    connections,
    maxClients,
    connectionsPercent: percent(connections, maxClients),
  };
}

const figures = {
  cpu: 'cpuPercent',
  memory: 'memoryPercent',
  disk: 'diskPercent',
  connections: 'connectionsPercent',
} as const satisfies Record<Measure, keyof Load>;

/**
 * What a server has too much of.
 * @param before what it was told to have too much of
 * @param lasts whether it has had too much of this for long enough
 */
export function overloadedWith(
  load: Load,
  before: readonly Measure[],
  thresholds: LoadThresholds,
  lasts: (measure: Measure) => boolean,
): Measure[] {
  return measures.filter((measure) => {
    const [figure, threshold] = [load[figures[measure]], thresholds[measure]];
    if (threshold === null) return false;
    if (before.includes(measure)) return figure === null || figure > threshold - margin;
    return figure !== null && figure >= threshold && lasts(measure);
  });
}

/** @param panel its name */
export function serverCollection(panel: string): Collection<ServerThing> {
  return {
    kind: 'server',
    compared: ['online', 'overloaded'],
    changed: (before, after) => [...lossFacts(panel, before, after), ...loadFacts(panel, before, after)],
  };
}

/** The servers of a panel that were not known until they went down, too: their panel told of them by itself. */
export function lossFacts(
  panel: string,
  before: Pick<ServerThing, 'online'>,
  after: Pick<ServerThing, 'id' | 'name' | 'main' | 'online'>,
): ThingFact[] {
  const { online } = after;
  if (before.online === online) return [];
  return [
    {
      type: online ? 'server.online' : 'server.offline',
      data: {
        server: shown(after),
        code: online ? 'server-online' : 'server-offline',
        message: `The server ${after.name} of the panel ${panel} is ${online ? 'up again' : 'down'}.`,
        before: { online: before.online },
        after: { online },
      },
    },
  ];
}

const words: Readonly<Record<Measure, string>> = {
  cpu: 'its processor is at',
  memory: 'its memory is filled to',
  disk: 'its disk is filled to',
  connections: 'its connections are at',
};

function loadFacts(panel: string, before: ServerThing, after: ServerThing): ThingFact[] {
  const { load, overloaded } = after;
  // What a server that is down was overloaded with is over, and no news beside that.
  if (load === null) return [];
  return measures
    .filter((measure) => before.overloaded.includes(measure) !== overloaded.includes(measure))
    .map((measure): ThingFact => {
      const isOver = !overloaded.includes(measure);
      const figure = load[figures[measure]];
      const now = figure === null ? '' : `: ${words[measure]} ${String(figure)} %`;
      return {
        type: isOver ? 'server.recovered' : 'server.overloaded',
        data: {
          server: shown(after),
          code: measure,
          message: `The server ${after.name} of the panel ${panel} is ${isOver ? 'no longer ' : ''}overloaded${now}.`,
          before: { overloaded: before.overloaded },
          after: { overloaded },
          load,
        },
      };
    });
}

function shown({ id, name, main, online }: Pick<ServerThing, 'id' | 'name' | 'main' | 'online'>) {
  return { id, name, online, main };
}
