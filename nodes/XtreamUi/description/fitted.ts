import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import {
  adaptersWith,
  operationById,
  type Ability,
  type CatalogueOperation,
  type Parameter,
  type ParameterKind,
} from '../../../panel';
import type { AccessKind } from '../../shared';
import { adaptersFor } from './offered';

/** Fields made to fit a way in: without lists that nobody there can give, and without names by which nobody there can be asked. */

/** The operation that each list of the pickers comes from. */
export const listedBy: Readonly<Record<string, string>> = {
  getBouquets: 'bouquet.getMany',
  getCategories: 'category.getMany',
  getServers: 'server.getMany',
  searchBouquets: 'bouquet.getMany',
  searchCategories: 'category.getMany',
  searchChannels: 'channel.getMany',
  searchEpisodes: 'episode.getMany',
  searchMovies: 'movie.getMany',
  searchSeries: 'series.getMany',
  searchStations: 'station.getMany',
  searchStreams: 'stream.getMany',
  searchConnections: 'connection.getMany',
  searchEnigmas: 'enigma2.getMany',
  searchGroups: 'group.getMany',
  searchLines: 'line.getMany',
  searchMags: 'mag.getMany',
  searchOwners: 'user.getMany',
  searchPackages: 'package.getMany',
  searchServers: 'server.getMany',
};

const device = { id: 'devices.getDevice', mac: 'devices.findDevice' } as const;

/** What the modes of a locator need that look the thing up. */
const lookedUpBy: Readonly<Partial<Record<ParameterKind, Readonly<Record<string, Ability>>>>> = {
  line: { id: 'getLine', username: 'findLine' },
  mag: device,
  enigma2: device,
};

/** The field as the way in can fill it. */
export function fitted(
  kind: AccessKind,
  operation: CatalogueOperation,
  parameter: Parameter,
  field: INodeProperties,
): INodeProperties {
  if (field.modes !== undefined) return withModesThere(kind, parameter, field);
  const { loadOptionsMethod } = field.typeOptions ?? {};
  if (loadOptionsMethod !== undefined && !isListed(kind, loadOptionsMethod)) return asIds(field);
  return operation.parameters['packageId'] === undefined ? withoutPackageTerms(field) : field;
}

function isListed(kind: AccessKind, method: string): boolean {
  const operation = operationById(listedBy[method] ?? '');
  return operation === undefined || adaptersFor(kind, operation).length > 0;
}

function withModesThere(kind: AccessKind, parameter: Parameter, field: INodeProperties): INodeProperties {
  const modes = field.modes?.filter(({ name, typeOptions }) => {
    if (typeOptions?.searchListMethod !== undefined) return isListed(kind, typeOptions.searchListMethod);
    const ability = lookedUpBy[parameter.kind]?.[name];
    return ability === undefined || adaptersWith([ability]).some((adapter) => kind.adapters.includes(adapter));
  });
  if (modes === undefined || modes.length === field.modes?.length) return field;
  return { ...field, modes, default: { mode: modes[0]?.name ?? 'id', value: '' } };
}

function asIds({ name, displayName, required }: INodeProperties): INodeProperties {
  return {
    displayName: displayName.replace(' Names or IDs', ' IDs'),
    name,
    type: 'string',
    default: '',
    placeholder: 'e.g. 1, 5, 12',
    ...(required === true ? { required } : {}),
    description: 'IDs with commas between them: this panel has no list to choose from',
  };
}

/** No expiry from a package where none can be chosen. */
function withoutPackageTerms(field: INodeProperties): INodeProperties {
  const options = field.options as INodePropertyOptions[] | undefined;
  if (field.type !== 'options' || field.default !== 'package' || options === undefined) return field;
  return { ...field, options: options.filter(({ value }) => value !== 'package'), default: 'date' };
}
