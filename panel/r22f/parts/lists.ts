import { read, type Row } from '../../decode';
import { PanelError } from '../../errors';
import type { ListPart, Server } from '../../parts';
import type { Calls } from '../call';

/** The servers of R22F, of which api.php tells name and state only. Source: api.php of Xtream_main (R22F), read. */

function serverFrom(row: Row): Server {
  read.requireColumns(row, ['id', 'online']);
  return {
    id: read.requiredId(row),
    name: read.requiredText(row, 'server_name'),
    ip: null,
    domain: null,
    main: null,
    enabled: null,
    online: read.flag(row, 'online'),
    busy: false,
    connections: null,
    users: null,
    maxClients: null,
    httpPort: null,
    httpsPort: null,
  };
}

export function listPart(calls: Calls) {
  return {
    async listServers() {
      const rows = await calls.list('server/list');
      if (rows.length > 0) return rows.map(serverFrom);
      throw new PanelError('bad-answer', 'The panel answered server/list with an empty list, which cannot be.', {
        hint: 'Try again; if it stays, look at the panel’s PHP log.',
      });
    },
  } satisfies Partial<ListPart>;
}
