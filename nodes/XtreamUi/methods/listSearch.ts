import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type {
  Bouquet,
  Category,
  ContentKind,
  ContentSummary,
  DeviceSummary,
  Group,
  LiveConnection,
  Package,
  PanelUser,
  Server,
} from '../../../panel';
import { accessKindOf, connectDaemon, connectPanel } from '../../shared';
import { daemonConnection, listPanels, panelConnection, type Connection } from '../transport';
import { listOf } from './lists';
import { matching, picked } from './picked';

/** Lists of the resource locators. What fails is shown in the list itself. */

/** The connection the editor's current parameters name. */
export async function currentConnection(context: ILoadOptionsFunctions): Promise<Connection> {
  const kind = accessKindOf(context.getCurrentNodeParameter('authentication'));
  if (kind.authentication !== 'daemon') return panelConnection(await connectPanel(context, kind));
  const panel = context.getCurrentNodeParameter('panel') as { value?: string } | string | undefined;
  const name = typeof panel === 'object' ? panel.value : panel;
  return daemonConnection(await connectDaemon(context), name ?? '');
}

/** Lines by username and notes, page by page. */
export async function searchLines(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const connection = await currentConnection(this);
    const { lines, next } = await connection.searchLines((filter ?? '').trim(), paginationToken);
    return {
      results: lines.map(({ id, username, status }) => ({
        name: status === 'active' ? username : `${username} (${status})`,
        value: id,
      })),
      ...(next === undefined ? {} : { paginationToken: next }),
    };
  });
}

export async function searchPackages(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const resource = this.getCurrentNodeParameter('resource');
    const suited = resource === 'mag' ? 'forMag' : resource === 'enigma2' ? 'forEnigma' : 'forLines';
    const rows = await listOf<Package>(await currentConnection(this), 'package.getMany');
    return matching(
      rows.filter((each) => each[suited]).map(({ id, name }) => ({ name, value: id })),
      filter,
    );
  });
}

export async function searchBouquets(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const rows = await listOf<Bouquet>(await currentConnection(this), 'bouquet.getMany');
    return matching(
      rows.map(({ id, name }) => ({ name, value: id })),
      filter,
    );
  });
}

/** Accounts of the panel, administrators and resellers. */
export async function searchOwners(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const rows = await listOf<PanelUser>(await currentConnection(this), 'user.getMany');
    return matching(
      rows.map(({ id, username }) => ({ name: username, value: id })),
      filter,
    );
  });
}

/** Who is watching now: line, stream, address. */
export async function searchConnections(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const rows = await listOf<LiveConnection>(await currentConnection(this), 'connection.getMany');
    return matching(
      rows.map(({ id, username, streamName, ip }) => ({
        name: [username, streamName, ip].filter((part) => part !== null).join(' – ') || id,
        value: id,
      })),
      filter,
    );
  });
}

async function searchDevices(
  context: ILoadOptionsFunctions,
  operationId: string,
  filter: string | undefined,
): Promise<INodeListSearchResult> {
  return await picked(context, async () => {
    const rows = await listOf<DeviceSummary>(await currentConnection(context), operationId);
    return matching(
      rows.map(({ id, mac, ownerName }) => ({ name: ownerName === null ? mac : `${mac} (${ownerName})`, value: id })),
      filter,
    );
  });
}

export async function searchMags(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await searchDevices(this, 'mag.getMany', filter);
}

export async function searchEnigmas(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await searchDevices(this, 'enigma2.getMany', filter);
}

export async function searchGroups(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const rows = await listOf<Group>(await currentConnection(this), 'group.getMany');
    return matching(
      rows.map(({ id, name }) => ({ name, value: id })),
      filter,
    );
  });
}

export async function searchServers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const rows = await listOf<Server>(await currentConnection(this), 'server.getMany');
    return matching(
      rows.map(({ id, name }) => ({ name, value: id })),
      filter,
    );
  });
}

export async function searchCategories(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const rows = await listOf<Category>(await currentConnection(this), 'category.getMany');
    return matching(
      rows.map(({ id, name, type }) => ({ name: type === null ? name : `${name} (${type})`, value: id })),
      filter,
    );
  });
}

/** The first matches: a panel may have tens of thousands. */
function searchContent(kind: ContentKind) {
  return async function search(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
    return await picked(this, async () => {
      const text = (filter ?? '').trim();
      const values = text === '' ? {} : { search: text };
      const rows = await listOf<ContentSummary>(await currentConnection(this), `${kind}.getMany`, values, mostShown);
      return { results: rows.map(({ id, name }) => ({ name: name === '' ? id : name, value: id })) };
    });
  };
}

const mostShown = 100;

export const searchStreams = searchContent('stream');
export const searchChannels = searchContent('channel');
export const searchStations = searchContent('station');
export const searchMovies = searchContent('movie');
export const searchEpisodes = searchContent('episode');
export const searchSeries = searchContent('series');

/** The daemon's panels. */
export async function searchPanels(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return await picked(this, async () => {
    const panels = await listPanels(await connectDaemon(this));
    return matching(
      panels.map(({ panel, state }) => ({ name: state === 'ready' ? panel : `${panel} (${state})`, value: panel })),
      filter,
    );
  });
}
