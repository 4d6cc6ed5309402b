import { FAILURE, SUCCESS, answerRow, intval, type Action, type Call } from '../call';
import { KINDS, deleteStream, serversOf } from './kinds';

/** get_…, delete_…, start_… and stop_… of streams, channels, stations, movies and episodes. */

export function getContent(name: keyof typeof KINDS): Action {
  return ({ state, parameters }) => {
    const row = state.streams.get(intval(parameters.id));
    return row?.type === KINDS[name].type ? answerRow(row) : FAILURE;
  };
}

export function deleteContent(name: keyof typeof KINDS): Action {
  return ({ state, parameters }) => {
    const row = state.streams.get(intval(parameters.id));
    if (row?.type !== KINDS[name].type) return FAILURE;
    deleteStream(state, row);
    return { status: SUCCESS };
  };
}

/** The servers meant: `server_id`, -1 for all. Without it, the panel asks a server of no number, which fails. */
function meant({ state, parameters }: Call) {
  const server = intval(parameters.server_id);
  if (server === -1) return () => true;
  return state.servers.get(server) ? (id: number) => id === server : undefined;
}

/** start_… and stop_…: success whatever id is sent. Starts again what runs; movies and episodes are thrown away and encoded anew. */
export function runContent(word: 'start' | 'stop', kind: 'live' | 'file'): Action {
  return (call) => {
    const { state, parameters, now } = call;
    const isMeant = meant(call);
    if (!isMeant) return FAILURE;
    for (const row of serversOf(state, intval(parameters.id)).filter(({ server_id }) => isMeant(server_id))) {
      const stopped = { pid: null, monitor_pid: null, stream_started: null, bitrate: null, current_source: null };
      Object.assign(row, { ...stopped, stream_status: 0, to_analyze: 0 });
      if (word === 'stop') continue;
      const pid = 40_000 + row.server_stream_id;
      const live = { pid, monitor_pid: pid - 1, stream_started: now, bitrate: 4000 };
      Object.assign(row, kind === 'live' ? live : { pid, to_analyze: 1 });
    }
    state.changed();
    return { status: SUCCESS };
  };
}
