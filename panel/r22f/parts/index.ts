import type { OfferedParts } from '../../parts';
import type { Calls } from '../call';
import { devicePart } from './devices';
import { listPart } from './lists';
import { livePart, streamPart } from './streams';
import { userPart } from './users';

export { userRows } from './users';

/** What api.php has besides lines. */
export function r22fParts(calls: Calls) {
  return {
    devices: devicePart(calls),
    lists: listPart(calls),
    live: livePart(calls),
    streams: streamPart(calls),
    users: userPart(calls),
  } satisfies OfferedParts;
}
