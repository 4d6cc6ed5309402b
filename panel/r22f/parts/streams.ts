import { read, type Row } from '../../decode';
import { invalidParameter, PanelError } from '../../errors';
import {
  overallState,
  type ContentOnServer,
  type ContentPart,
  type ContentQuery,
  type ContentSummary,
  type LivePart,
} from '../../parts';
import type { Calls } from '../call';

/**
 * What R22F streams: everything but films, channels, radio and episodes in one list with nothing but their names, and two lists of what runs and
 * what is down on which servers. In neither is what was stopped, what is starting and what waits for a viewer: of those the state is not
 * known. Source: api.php of Xtream_main (R22F), read.
 */

/** Server ids by stream id. */
function serversByStream(answer: Row): Map<string, string[]> {
  return new Map(Object.keys(answer).map((id) => [id, read.idList(answer, id)]));
}

function onServers(ids: readonly string[] | undefined, state: 'running' | 'error'): ContentOnServer[] {
  return (ids ?? []).map((serverId) => ({
    serverId,
    serverName: null,
    state,
    onDemand: false,
    viewers: null,
    bitrate: null,
    startedAt: null,
    parentServerId: null,
  }));
}

/** Nothing of it tells what its sources are, and what is stopped or waits for a viewer looks like something on no server. */
export function livePart(calls: Calls): LivePart {
  return {
    async listLive() {
      const streams = (await streamPart(calls).list({ limit: Infinity })).rows;
      return streams.map(({ id, name, state, servers }) => ({
        id,
        kind: 'stream',
        name,
        state,
        servers: servers.map(({ serverId, serverName, state: there, parentServerId }) => ({
          ...{ serverId, serverName, state: there, parentServerId, source: null },
        })),
      }));
    },
  };
}

export function streamPart(calls: Calls) {
  async function all(): Promise<ContentSummary[]> {
    const rows = await calls.list('stream/list');
    const running = serversByStream(await calls.listsById('stream/online'));
    const down = serversByStream(await calls.listsById('stream/offline'));
    return rows.map((row) => {
      const id = read.requiredId(row);
      const servers = [...onServers(running.get(id), 'running'), ...onServers(down.get(id), 'error')];
      return {
        id,
        kind: 'stream',
        name: read.text(row, 'stream_name') ?? '',
        state: overallState(servers),
        viewers: null,
        servers,
        categoryIds: null,
        notes: null,
        year: null,
        seriesId: null,
        seriesName: null,
        season: null,
        episodeCount: null,
      };
    });
  }

  async function status(id: string): Promise<ContentSummary> {
    const found = (await all()).find((stream) => stream.id === id);
    if (found !== undefined) return found;
    throw new PanelError('not-found', `The panel has no stream with id ${id}.`, {
      hint: 'It may have been deleted. List the streams.',
    });
  }

  /** Without servers, the panel means all of them. It says it did, whatever comes of it. */
  async function order(word: 'start' | 'stop', id: string, serverId: string | undefined): Promise<void> {
    await calls.object(`stream/${word}`, [
      ['stream_ids[]', id],
      ...(serverId === undefined ? [] : [['servers[]', serverId] as const]),
    ]);
  }

  return {
    async list({ start = 0, limit = 500, ...query }: ContentQuery = {}) {
      if (query.categoryId !== undefined) {
        throw invalidParameter(
          'categoryId',
          'cannot be asked for: this kind of panel tells no categories',
          'Leave it out.',
        );
      }
      const found = (await all()).filter((stream) => isMeant(stream, query));
      return { rows: found.slice(start, start + limit), total: found.length };
    },

    status: async (id) => {
      const { state, viewers, servers } = await status(id);
      return { id, state, viewers, servers };
    },

    async start(id: string, serverId?: string) {
      const { servers } = await status(id);
      const meant = servers.filter((server) => serverId === undefined || server.serverId === serverId);
      // A start restarts what runs.
      if (meant.length > 0 && meant.every(({ state }) => state === 'running')) return;
      await order('start', id, serverId);
    },

    async stop(id: string, serverId?: string) {
      await status(id);
      await order('stop', id, serverId);
    },
  } satisfies Partial<ContentPart>;
}

function isMeant({ name, state, servers }: ContentSummary, query: ContentQuery): boolean {
  if (query.search !== undefined && !name.toLowerCase().includes(query.search.toLowerCase())) return false;
  if (query.state !== undefined && query.state !== state && !servers.some((server) => server.state === query.state))
    return false;
  return query.serverId === undefined || servers.some((server) => server.serverId === query.serverId);
}
