import type { ContentState, EventData, LiveStatus } from '../../panel';
import type { Collection, ThingFact } from '../watch';

/** From how a stream stands on its servers to the events that tell of it. Pure. Channels and stations are streams here. */

/**
 * - `up`: runs on all servers it is set up on
 * - `fewer`: runs, but not on all of them
 * - `down`: runs on none, and nobody who tunes in starts it
 * - `idle`: waits for viewers, or players go to the source themselves
 */
export type Level = 'up' | 'fewer' | 'down' | 'idle';

/** A stream as stored: its sources only as a host and a mark, because passwords stand in them. */
export interface StreamThing {
  id: string;
  kind: LiveStatus['kind'];
  name: string;
  state: ContentState | null;
  level: Level;
  servers: StreamOnServer[];
}

interface StreamOnServer {
  serverId: string;
  serverName: string | null;
  state: ContentState;
  parentServerId: string | null;
  sourceHost: string | null;
  /** Keyed, over the whole source: tells another one on the same host. */
  sourceMark: string | null;
}

/** null: it is on no server, or the panel does not say how it is there. */
export function levelOf({ servers }: Pick<LiveStatus, 'servers'>): Level | null {
  const count = (...states: ContentState[]): number => servers.filter(({ state }) => states.includes(state)).length;
  if (servers.length === 0) return null;
  if (count('running') === 0) return count('onDemand', 'direct') > 0 ? 'idle' : 'down';
  return count('running', 'onDemand', 'direct') === servers.length ? 'up' : 'fewer';
}

const ranks: Readonly<Record<Level, number>> = { down: 0, fewer: 1, up: 2, idle: 2 };

export function isWorse(level: Level, than: Level): boolean {
  return ranks[level] < ranks[than];
}

/** @param mark fingerprints a secret text */
export function streamThing(status: LiveStatus, level: Level, mark: (text: string) => string): StreamThing {
  const { id, kind, name, state, servers } = status;
  return {
    ...{ id, kind, name, state, level },
    servers: servers.map(({ source, ...server }) => ({
      ...server,
      sourceHost: hostOf(source),
      sourceMark: source === null ? null : mark(source),
    })),
  };
}

function hostOf(source: string | null): string | null {
  if (source === null || !URL.canParse(source)) return null;
  const { hostname } = new URL(source);
  return hostname === '' ? null : hostname;
}

export const streamCollection: Collection<StreamThing> = {
  kind: 'stream',
  compared: ['state', 'level', 'servers'],
  changed: streamFacts,
};

export function streamFacts(before: StreamThing, after: StreamThing): ThingFact[] {
  if (after.level === 'down') {
    if (before.level === 'down') return [];
    return [
      { type: 'stream.down', data: changed(after, after.state ?? 'stopped', downWords(after), states(before, after)) },
    ];
  }
  if (before.level === 'down' || (before.level === 'fewer' && after.level === 'up')) {
    return [
      { type: 'stream.up', data: changed(after, after.state ?? 'running', upWords(after), states(before, after)) },
    ];
  }
  if (after.level === 'fewer' && before.level !== 'fewer')
    return [failing(after, 'fewer-servers', runningWords(after), runningIds(before, after))];
  return otherWay(before, after);
}

/** Another server or source it is taken from, where it ran before and runs now. One fact for all its servers. */
function otherWay(before: StreamThing, after: StreamThing): ThingFact[] {
  for (const server of after.servers) {
    const old = before.servers.find(({ serverId }) => serverId === server.serverId);
    if (old?.state !== 'running' || server.state !== 'running') continue;
    const where = server.serverName ?? `server ${server.serverId}`;
    const { serverId } = server;
    if (old.parentServerId !== server.parentServerId) {
      const parent = ({ parentServerId }: StreamOnServer) => ({ serverId, parentServerId });
      const message = `${after.name} is taken from another server than before, on ${where}.`;
      return [failing(after, 'other-parent', message, { before: parent(old), after: parent(server) })];
    }
    if (old.sourceMark !== null && server.sourceMark !== null && old.sourceMark !== server.sourceMark) {
      const source = ({ sourceHost }: StreamOnServer) => ({ serverId, sourceHost });
      const message = `${after.name} is taken from another source than before, on ${where}.`;
      return [failing(after, 'other-source', message, { before: source(old), after: source(server) })];
    }
  }
  return [];
}

type Change = Pick<EventData, 'before' | 'after'>;

function changed(thing: StreamThing, code: string, message: string, change: Change): EventData {
  return { stream: shown(thing), code, message, ...change };
}

function failing(thing: StreamThing, code: string, message: string, change: Change): ThingFact {
  return { type: 'stream.failing_over', data: changed(thing, code, message, change) };
}

function states(before: StreamThing, after: StreamThing): Change {
  return { before: { state: before.state }, after: { state: after.state } };
}

function runningIds(before: StreamThing, after: StreamThing): Change {
  const ids = ({ servers }: StreamThing) =>
    servers.filter(({ state }) => state === 'running').map(({ serverId }) => serverId);
  return { before: { runningServerIds: ids(before) }, after: { runningServerIds: ids(after) } };
}

function shown({ id, kind, name, state, servers }: StreamThing): NonNullable<EventData['stream']> {
  return { id, kind, name, state, servers: servers.map(({ sourceMark: _, ...server }) => server) };
}

const reasons: Readonly<Partial<Record<ContentState, string>>> = {
  error: 'nothing comes from its source',
  starting: 'it is starting, and does not get further',
};

function downWords({ name, state }: StreamThing): string {
  return `${name} is down: ${(state !== null && reasons[state]) || 'it is stopped'}.`;
}

function upWords(thing: StreamThing): string {
  if (thing.level === 'idle') return `${thing.name} can be watched again.`;
  return thing.level === 'fewer' ? `${runningWords(thing).slice(0, -1)} again.` : `${thing.name} runs again.`;
}

function runningWords({ name, servers }: StreamThing): string {
  const running = servers.filter(({ state }) => state === 'running').length;
  return `${name} runs on ${String(running)} of ${String(servers.length)} servers.`;
}
