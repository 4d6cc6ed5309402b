import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Bouquet, Category, Server } from '../../../panel';
import { currentConnection } from './listSearch';
import { listOf } from './lists';
import { picked } from './picked';

/** The bouquets of the panel, with how much is in them. */
export async function getBouquets(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await picked(this, async () => {
    const bouquets = await listOf<Bouquet>(await currentConnection(this), 'bouquet.getMany');
    return bouquets
      .map(({ id, name, channelCount, movieCount, seriesCount }) => ({
        name,
        value: id,
        description: `${String(channelCount)} channels, ${String(movieCount)} movies, ${String(seriesCount)} series`,
      }))
      .sort((left, right) => left.name.localeCompare(right.name));
  });
}

/** The categories of the panel, with what they are for. */
export async function getCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await picked(this, async () => {
    const categories = await listOf<Category>(await currentConnection(this), 'category.getMany');
    return categories
      .map(({ id, name, type }) => ({ name: type === null ? name : `${name} (${type})`, value: id }))
      .sort((left, right) => left.name.localeCompare(right.name));
  });
}

export async function getServers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await picked(this, async () => {
    const servers = await listOf<Server>(await currentConnection(this), 'server.getMany');
    return servers
      .map(({ id, name }) => ({ name, value: id }))
      .sort((left, right) => left.name.localeCompare(right.name));
  });
}
