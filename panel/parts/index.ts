import type { ConnectionPart } from './connections';
import type { DevicePart } from './devices';
import type { ListPart } from './lists';
import type { UserPart } from './users';

/** What a panel holds besides lines and what is sold to them, part by part: a dialect has a part whole or not at all. */
export interface PanelParts {
  connections: ConnectionPart;
  devices: DevicePart;
  lists: ListPart;
  users: UserPart;
}

export type * from './connections';
export * from './devices';
export type * from './lists';
export * from './users';
