import { formatLocal, text } from '../../php';
import type { ConnectionRow, EnigmaRow, LineRow, MagRow, PanelState } from '../state';
import { answerRow, intval, type Action, type Call } from './call';
import { answerList, type ListShape } from './lists';

const DAY = 86_400;
const EXPIRING_WITHIN = 14 * DAY;

/** get_lines: lines without a device. `filter` 1 to 8, `reseller` (owner). */
export const getLines: Action = (call) => answerLines(call, call.state.plainLines());

/** The list of these lines. */
export function answerLines(call: Call, lines: readonly LineRow[]): unknown {
  const rows = filterLines(call, lines);
  const connections = call.state.connectionsByLine();
  return answerList(call, rows, {
    ...listShape(call.state, connections),
    show: (line) => {
      const watching = connections.get(line.id) ?? [];
      return {
        id: line.id,
        member_id: line.member_id,
        last_activity: line.last_activity,
        last_activity_array: line.last_activity_array,
        username: line.username,
        password: line.password,
        exp_date: line.exp_date,
        admin_enabled: line.admin_enabled,
        is_restreamer: line.is_restreamer,
        enabled: line.enabled,
        admin_notes: line.admin_notes,
        reseller_notes: line.reseller_notes,
        max_connections: line.max_connections,
        is_trial: line.is_trial,
        ...showUse(call.state, line, watching),
      };
    },
  });
}

/** get_mags: the lines of MAG devices, with the device. Takes what get_lines takes. */
export const getMags: Action = (call) => answerMags(call, call.state.mags.all());

export function answerMags(call: Call, devices: readonly MagRow[]): unknown {
  return answerDevices(call, devices, ({ mac, stb_type, mag_id }) => ({ mac, stb_type, mag_id }));
}

/** get_enigmas: the same for Enigma2 devices. */
export const getEnigmas: Action = (call) => answerEnigmas(call, call.state.enigmas.all());

export function answerEnigmas(call: Call, devices: readonly EnigmaRow[]): unknown {
  return answerDevices(call, devices, ({ mac, device_id }) => ({ mac, public_ip: '', device_id }));
}

function answerDevices<Device extends { user_id: number; mac: string }>(
  call: Call,
  devices: readonly Device[],
  columns: (device: Device) => object,
): unknown {
  const deviceOf = new Map(devices.map((device) => [device.user_id, device]));
  const connections = call.state.connectionsByLine();
  const rows = filterLines(
    call,
    call.state.lines.all().filter((line) => deviceOf.has(line.id)),
  );
  const shape = listShape(call.state, connections);
  return answerList(call, rows, {
    ...shape,
    searched: (line, wanted) => [...shape.searched(line, wanted), deviceOf.get(line.id)?.mac ?? null],
    show: (line) => {
      const device = deviceOf.get(line.id);
      return {
        id: line.id,
        username: line.username,
        member_id: line.member_id,
        last_activity: line.last_activity,
        last_activity_array: line.last_activity_array,
        ...(device ? columns(device) : {}),
        exp_date: line.exp_date,
        admin_enabled: line.admin_enabled,
        enabled: line.enabled,
        admin_notes: line.admin_notes,
        reseller_notes: line.reseller_notes,
        max_connections: line.max_connections,
        is_trial: line.is_trial,
        ...showUse(call.state, line, connections.get(line.id) ?? []),
      };
    },
  });
}

/** get_line: the whole row by `id`. */
export const getLine: Action = ({ state, parameters }) => answerRow(state.lines.get(intval(parameters.id)));

function showUse(state: PanelState, line: LineRow, watching: ConnectionRow[]) {
  const last = watching.at(-1);
  return {
    active_connections: watching.length,
    owner_name: state.users.get(line.member_id ?? 0)?.username ?? null,
    stream_display_name: (last && state.streams.get(last.stream_id)?.stream_display_name) ?? null,
    stream_id: last?.stream_id ?? null,
    last_active: last?.date_start ?? null,
  };
}

function filterLines({ parameters, now }: Call, lines: readonly LineRow[]): readonly LineRow[] {
  const filter = lineFilter(intval(parameters.filter), now);
  const reseller = intval(text(parameters, 'reseller'));
  if (!filter && reseller === 0) return lines;
  return lines.filter((line) => (!filter || filter(line)) && (reseller === 0 || line.member_id === reseller));
}

function lineFilter(filter: number, now: number): ((line: LineRow) => boolean) | undefined {
  switch (filter) {
    case 1:
      return (line) =>
        line.enabled === 1 && line.admin_enabled === 1 && (line.exp_date === null || line.exp_date > now);
    case 2:
      return (line) => line.enabled === 0;
    case 3:
      return (line) => line.admin_enabled === 0;
    case 4:
      return (line) => line.exp_date !== null && line.exp_date <= now;
    case 5:
      return (line) => line.is_trial === 1;
    case 6:
      return (line) => line.is_restreamer === 1;
    case 7:
      return (line) => line.is_stalker === 1;
    case 8:
      return (line) => line.exp_date !== null && line.exp_date > now && line.exp_date <= now + EXPIRING_WITHIN;
    default:
      return undefined;
  }
}

function listShape(
  state: PanelState,
  connections: Map<number, ConnectionRow[]>,
): Required<Pick<ListShape<LineRow>, 'searched' | 'order'>> {
  const zone = state.settings.default_timezone;
  return {
    searched: (line, searchText) => [
      line.username,
      line.password,
      line.max_connections,
      line.reseller_notes,
      line.admin_notes,
      // The expiry is searched as local time text; writing it out is worth it only if the search could be part of one.
      line.exp_date !== null && /^[\d :%_-]+$/.test(searchText) ? formatLocal(line.exp_date, zone) : null,
    ],
    order: {
      0: (line) => line.id,
      1: (line) => line.username,
      2: (line) => line.password,
      3: (line) => line.member_id,
      4: (line) => line.enabled - line.admin_enabled,
      5: (line) => (connections.has(line.id) ? 1 : 0),
      6: (line) => line.is_trial,
      7: (line) => line.is_restreamer,
      8: (line) => connections.get(line.id)?.length ?? 0,
      9: (line) => line.max_connections,
      10: (line) => line.exp_date,
      11: (line) => line.last_activity,
    },
  };
}
