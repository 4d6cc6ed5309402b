import { listAnswer } from '../../decode';
import type { OfferedParts } from '../../parts';
import type { Call } from './call';
import { connectionPart } from './connections';
import { customPart } from './custom';
import { devicePart } from './devices';
import { listPart } from './lists';
import { userPart } from './users';

/** All parts this dialect has. */
export function xuiParts(call: Call): OfferedParts {
  return {
    connections: connectionPart(call),
    custom: customPart(call),
    devices: devicePart(call),
    lists: listPart(call),
    users: userPart(call, async () => listAnswer(await call('get_groups'), 'get_groups')),
  };
}
