import type { ConnectionPart } from './connections';
import type { DevicePart } from './devices';
import type { ListPart } from './lists';
import type { UserPart } from './users';

/** What a panel holds besides lines and what is sold to them, part by part. A dialect may lack a part, or some methods of one. */
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

/** The parts an adapter has, each with the methods its dialect has a way for. */
export type OfferedParts = { readonly [Name in keyof PanelParts]?: Partial<PanelParts[Name]> };
