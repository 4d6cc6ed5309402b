import type { INodeProperties } from 'n8n-workflow';
import { adapterSamples, type CatalogueOperation } from '../../../panel';
import type { AccessKind } from '../../shared';
import { passwordOf, usernameOf } from './fields';
import { adaptersFor } from './offered';

/** How a line is named where the panel knows lines by username and password only. */

/** Whether that is so for all panels that may be behind the way in, or for some. */
export function needsLinePassword(kind: AccessKind, operation: CatalogueOperation): 'always' | 'sometimes' | 'never' {
  const adapters = adaptersFor(kind, operation);
  const count = adapters.filter((name) => adapterSamples[name].needsAccess === true).length;
  if (count === 0) return 'never';
  return count === adapters.length ? 'always' : 'sometimes';
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

/** Beside the locator, for one of the daemon's panels that need it. */
export function linePasswordField(name: string, label: string): INodeProperties {
  return {
    displayName: `${label} Password`,
    name: passwordOf(name),
    type: 'string',
    typeOptions: { password: true },
    default: '',
    description:
      'The password of the line as it is now, for a panel that knows lines by username and password only (R22F without its database). Choose the line By Username.',
  };
}
