import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Bouquet } from '../../../panel';
import { currentConnection, picked } from './listSearch';
import { listOf } from './lists';

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
