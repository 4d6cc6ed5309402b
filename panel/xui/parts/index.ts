import { listAnswer } from '../../decode';
import type { OfferedParts } from '../../parts';
import { blockingPart } from './blocking';
import { bouquetPart } from './bouquets';
import type { Call } from './call';
import { connectionPart } from './connections';
import { contentPart, keepingPart, type Edits } from './content';
import { customPart } from './custom';
import { devicePart } from './devices';
import { listPart } from './lists';
import { livePart } from './live';
import { logPart } from './logs';
import { serverPart } from './servers';
import { userPart } from './users';

/** All parts this dialect has. @param edits what an edit of content does with what it leaves out */
export function xuiParts(call: Call, edits: () => Promise<Edits>): OfferedParts {
  return {
    blocking: blockingPart(call),
    bouquets: bouquetPart(call),
    channels: contentPart(call, 'channel', edits),
    connections: connectionPart(call),
    custom: customPart(call),
    devices: devicePart(call),
    episodes: contentPart(call, 'episode', edits),
    lists: listPart(call),
    live: livePart(call),
    logs: logPart(call),
    movies: contentPart(call, 'movie', edits),
    series: keepingPart(call, 'series', edits),
    servers: serverPart(call),
    stations: contentPart(call, 'station', edits),
    streams: contentPart(call, 'stream', edits),
    users: userPart(call, async () => listAnswer(await call('get_groups'), 'get_groups')),
  };
}

export type { Edits };
