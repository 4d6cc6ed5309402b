import type { PhpValue } from '../../../php';
import { isHeard } from '../../actions';
import type { StreamServerRow } from '../../state/content-rows';
import { DONE, phpArray, type Action, type Call } from './call';

const FILM = 2;

/** server/list: the one list whose numbers are numbers, because PHP made them keys. */
export const servers: Action = ({ state, now }) =>
  state.servers.all().map((server) => ({
    id: server.id,
    server_name: server.server_name,
    online: isHeard(server, now),
    info: { cpu_cores: '8', cpu_used: '3', total_ram: '33554432', total_running_streams: '0' },
  }));

/** stream/list: everything but films. */
export const streams: Action = ({ state }) =>
  state.streams
    .all()
    .filter((stream) => stream.type !== FILM)
    .map((stream) => ({ id: String(stream.id), stream_name: stream.stream_display_name }));

/** stream/online and stream/offline: servers by stream; `[]` when there are none. */
export const online = serversWhere(({ pid, stream_status: status }) => (pid ?? 0) > 0 && status === 0);
export const offline = serversWhere(({ stream_status: status }) => status === 1);

function serversWhere(matches: (row: StreamServerRow) => boolean): Action {
  return ({ state }) => {
    const found = new Map<string, number[]>();
    for (const row of state.streamServers.all()) {
      const stream = state.streams.get(row.stream_id);
      if (!stream || stream.type === FILM || !matches(row)) continue;
      found.set(String(stream.id), [...(found.get(String(stream.id)) ?? []), row.server_id]);
    }
    return phpArray([...found]);
  };
}

/** start and stop, of streams and films, on the servers named or on all: done, it says, whatever comes of it. */
export function order(word: 'start' | 'stop'): Action {
  return (call) => {
    const ids = numbersOf(call, 'stream_ids');
    const wanted = numbersOf(call, 'servers');
    for (const row of call.state.streamServers.all()) {
      if (!ids.includes(row.stream_id) || (wanted.length > 0 && !wanted.includes(row.server_id))) continue;
      const running = { pid: 4000 + row.server_stream_id, stream_status: 0, stream_started: call.now };
      Object.assign(row, word === 'start' ? running : { pid: null, stream_status: 0, stream_started: null });
    }
    call.state.changed();
    return DONE;
  };
}

function numbersOf({ parameters }: Call, name: string): number[] {
  const sent: PhpValue | undefined = parameters[name];
  return typeof sent === 'object' ? Object.values(sent).map(Number) : [];
}
