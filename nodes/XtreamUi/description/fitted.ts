import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { adapterSamples, operationById, type CatalogueOperation } from '../../../panel';
import type { AccessKind } from '../../shared';
import { passwordOf, usernameOf } from './fields';
import { adaptersFor } from './offered';

/** Fields made to fit a way in: without lists that nobody there can give. */

/** The operation that each list of the pickers comes from. */
export const listedBy: Readonly<Record<string, string>> = {
  getBouquets: 'bouquet.getMany',
  searchBouquets: 'bouquet.getMany',
  searchConnections: 'connection.getMany',
  searchEnigmas: 'enigma2.getMany',
  searchGroups: 'group.getMany',
  searchLines: 'line.getMany',
  searchMags: 'mag.getMany',
  searchOwners: 'user.getMany',
  searchPackages: 'package.getMany',
  searchServers: 'server.getMany',
};

/** Whether lines are known there by username and password only. */
export function knowsLinesByPassword(kind: AccessKind, operation: CatalogueOperation): boolean {
  return adaptersFor(kind, operation).every((name) => adapterSamples[name]?.needsAccess === true);
}

/** Username and password of a line, in place of its locator. */
export function lineAccessFields(name: string, label: string, required: boolean): INodeProperties[] {
  const text = { type: 'string', default: '', ...(required ? { required } : {}) } as const;
  return [
    {
      ...text,
      displayName: `${label} Username`,
      name: usernameOf(name),
      placeholder: 'e.g. nadia.haddad',
      description: 'The username of the line to operate on',
    },
    {
      ...text,
      displayName: `${label} Password`,
      name: passwordOf(name),
      typeOptions: { password: true },
      description: 'The password of the line, as it is now: this panel knows lines by both only',
    },
  ];
}

/** The field as the way in can fill it. */
export function fitted(kind: AccessKind, operation: CatalogueOperation, field: INodeProperties): INodeProperties {
  if (field.modes !== undefined) return withoutMissingList(kind, field);
  const { loadOptionsMethod } = field.typeOptions ?? {};
  if (loadOptionsMethod !== undefined && !isListed(kind, loadOptionsMethod)) return asIds(field);
  return operation.parameters['packageId'] === undefined ? withoutPackageTerms(field) : field;
}

function isListed(kind: AccessKind, method: string): boolean {
  const operation = operationById(listedBy[method] ?? '');
  return operation === undefined || adaptersFor(kind, operation).length > 0;
}

function withoutMissingList(kind: AccessKind, field: INodeProperties): INodeProperties {
  const modes = field.modes?.filter(({ typeOptions }) => isListed(kind, typeOptions?.searchListMethod ?? ''));
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
