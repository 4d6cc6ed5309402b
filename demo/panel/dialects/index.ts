import type { Dialect } from '../../../panel';
import { addressOf } from '../http';
import { isBlocked } from '../protection';
import type { Front, FrontParts } from './front';
import { playerFront } from './player';
import { r22fFront } from './r22f';
import { xcvmFront } from './xcvm';
import { resellerFront } from './reseller';
import { xuiFront } from './xui';

/** The dialects the demo panel speaks. */
const fronts: Readonly<Record<Dialect, (parts: FrontParts) => Front>> = {
  xui: xuiFront,
  xcvm: xcvmFront,
  r22f: r22fFront,
  reseller: resellerFront,
  player: playerFront,
};

export function makeFront(dialect: Dialect, parts: FrontParts): Front {
  const front = fronts[dialect](parts);
  return {
    ...front,
    handle(request, message, response) {
      // A blocked address is turned away before anything is looked at, whatever it asks (XC_VM: constants.php).
      if (!isBlocked(parts.state, addressOf(message))) return front.handle(request, message, response);
      response.writeHead(403, { server: 'nginx' }).end();
    },
  };
}

export type { Front, FrontParts } from './front';
