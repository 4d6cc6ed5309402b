import { DONE, type Action } from './call';

/** server/list: the one list whose numbers are numbers, because PHP made them keys. */
export const servers: Action = ({ state }) =>
  state.servers.all().map(({ id, server_name, status }) => ({
    id,
    server_name,
    online: status === 1,
    info: { cpu_cores: '8', cpu_used: '3', total_ram: '33554432', total_running_streams: '0' },
  }));

/** stream/list: everything but films. */
export const streams: Action = ({ state }) =>
  state.streams
    .all()
    .filter((stream) => stream.type !== 2)
    .map((stream) => ({ id: String(stream.id), stream_name: stream.stream_display_name }));

/** start and stop, of streams and films: always done, whatever comes of it. */
export const order: Action = () => DONE;
