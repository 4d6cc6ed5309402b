import { listAnswer } from '../../decode';
import type { OfferedParts } from '../../parts';
import type { Call } from './call';
import { blockingPart } from './blocking';
import { connectionPart } from './connections';
import { customPart } from './custom';
import { devicePart } from './devices';
import { listPart } from './lists';
import { logPart } from './logs';
import { serverPart } from './servers';
import { userPart } from './users';

/** All parts this dialect has. */
export function xuiParts(call: Call): OfferedParts {
  return {
    blocking: blockingPart(call),
    connections: connectionPart(call),
    custom: customPart(call),
    devices: devicePart(call),
    lists: listPart(call),
    logs: logPart(call),
    servers: serverPart(call),
    users: userPart(call, async () => listAnswer(await call('get_groups'), 'get_groups')),
  };
}
