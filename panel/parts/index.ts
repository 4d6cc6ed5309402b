import type { BouquetPart } from './bouquets';
import type { BlockingPart } from './blocking';
import type { ConnectionPart } from './connections';
import type { CustomPart } from './custom';
import type { ContentPart } from './content';
import type { DevicePart } from './devices';
import type { ListPart } from './lists';
import type { LivePart } from './live';
import type { LoginPart } from './login';
import type { LogPart } from './logs';
import type { ServerPart } from './servers';
import type { SalesPart } from './sales';
import type { TicketPart } from './tickets';
import type { UserPart } from './users';

/** What a panel holds besides lines and what is sold to them, part by part. A dialect may lack a part, or some methods of one. */
export interface PanelParts {
  bouquets: BouquetPart;
  channels: ContentPart;
  blocking: BlockingPart;
  connections: ConnectionPart;
  custom: CustomPart;
  devices: DevicePart;
  episodes: ContentPart;
  lists: ListPart;
  live: LivePart;
  login: LoginPart;
  logs: LogPart;
  servers: ServerPart;
  movies: ContentPart;
  sales: SalesPart;
  series: ContentPart;
  stations: ContentPart;
  streams: ContentPart;
  tickets: TicketPart;
  users: UserPart;
}

export type * from './bouquets';
export type * from './blocking';
export type * from './connections';
export type * from './custom';
export * from './content';
export * from './devices';
export type * from './lists';
export type * from './live';
export * from './login';
export type * from './logs';
export type * from './servers';
export type * from './sales';
export type * from './tickets';
export * from './users';

/** The parts an adapter has, each with the methods its dialect has a way for. */
export type OfferedParts = { readonly [Name in keyof PanelParts]?: Partial<PanelParts[Name]> };
