import { text, type PhpVariables } from '../../php';
import { newLine, type EnigmaRow, type LineRow, type PanelState } from '../state';
import { EMPTY_BODY, FAILURE, SUCCESS, answerRow, cleanRow, intval, refuse, type Action, type Call } from './call';
import { asStored } from './columns';
import { completeLine } from './line-writes';
import { showMag } from './mags';
import { randomText } from './random-text';

/** What MAG and Enigma2 devices have in common, and Enigma2 devices. */

const CREDENTIAL_LENGTH = 32;

/** A device's line from what was sent, not stored yet; or what to answer instead. */
export function deviceLine(
  call: Call,
  devices: readonly { mac: string }[],
  kind: 'is_mag' | 'is_e2',
): { line: LineRow; mac: string } | { answer: unknown } {
  const { state, parameters, now } = call;
  const line = asStored({ id: state.lines.nextId, ...newLine({}) }, parameters, 'create');
  const completed = completeLine(call, line, parameters);
  if (completed !== 'ok') return { answer: completed === 'php-error' ? EMPTY_BODY : refuse(completed, parameters) };
  const mac = (text(parameters, 'mac') ?? '').toUpperCase();
  if (!isMac(mac)) return { answer: refuse('STATUS_INVALID_MAC', parameters) };
  if (devices.some((device) => device.mac === mac)) return { answer: refuse('STATUS_EXISTS_MAC', parameters) };
  Object.assign(line, {
    username: randomText(CREDENTIAL_LENGTH),
    password: randomText(CREDENTIAL_LENGTH),
    allowed_outputs: '[1,2]',
    allowed_ua: null,
    [kind]: 1,
    created_at: now,
  });
  return { line, mac };
}

/**
 * edit_mag and edit_enigma by `id`: the device and its line from what is sent. What is left out of it is reset as with edit_line, but for
 * username, password and status; connections and outputs are set to a device's, whatever they were.
 */
export function editDevice(table: 'mags' | 'enigmas'): Action {
  return (call) => {
    const { state } = call;
    const { id: sent, ...parameters } = call.parameters;
    const id = intval(sent);
    const device = state[table].get(id);
    const before = device && state.lines.get(device.user_id);
    if (!device || !before) return FAILURE;
    const line = asStored(before, parameters, 'edit');
    const completed = completeLine(call, line, parameters);
    if (completed !== 'ok') return completed === 'php-error' ? EMPTY_BODY : refuse(completed, parameters);
    const { username, password, enabled, admin_enabled, is_stalker, bypass_ua, allowed_ua } = before;
    Object.assign(line, { username, password, enabled, admin_enabled, is_stalker, bypass_ua, allowed_ua });
    const pair = 'pair_id' in parameters ? intval(parameters.pair_id) : null;
    Object.assign(line, { max_connections: 1, is_restreamer: 0, allowed_outputs: '[1,2]', pair_id: pair });
    const mac = (text(parameters, 'mac') ?? '').toUpperCase();
    if (!isMac(mac)) return refuse('STATUS_INVALID_MAC', parameters);
    const others: readonly { mac: string; user_id: number }[] = state[table].all();
    if (others.some((other) => other.mac === mac && other.user_id !== device.user_id)) {
      return refuse('STATUS_EXISTS_MAC', parameters);
    }
    Object.assign(before, line);
    device.mac = mac;
    state.lines.touch();
    state.changed();
    // The MAG device of the same number, whichever kind was edited.
    const mag = state.mags.get(id);
    return { status: SUCCESS, data: mag ? cleanRow(showMag(state, mag)) : null };
  };
}

/** convert_mag and convert_enigma by `id`: the device goes, its line stays as a plain one. `data` is a failure inside a success. */
export function convertDevice(table: 'mags' | 'enigmas'): Action {
  return ({ state, parameters }) => {
    const id = intval(parameters.id);
    const device = state[table].get(id);
    if (!device) return FAILURE;
    state[table].delete(id);
    const line = state.lines.get(device.user_id);
    if (line) line[table === 'mags' ? 'is_mag' : 'is_e2'] = 0;
    state.lines.touch();
    state.changed();
    return { status: SUCCESS, data: FAILURE };
  };
}

function isMac(mac: string): boolean {
  return /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(mac);
}

/** Deletes the device's line, and its connections with it. */
export function deleteDeviceLine(state: PanelState, lineId: number): void {
  state.lines.delete(lineId);
  for (const { activity_id: connection } of state.connectionsByLine().get(lineId) ?? [])
    state.connections.delete(connection);
  state.changed();
}

/** create_enigma: a device by `mac`, and a line of its own. Answers the MAG device of the same number, as the panel does. */
export const createEnigma: Action = (call) => {
  const { state } = call;
  const made = deviceLine(call, state.enigmas.all(), 'is_e2');
  if ('answer' in made) return made.answer;
  state.lines.put(made.line);
  const enigma = state.enigmas.add({ user_id: made.line.id, mac: made.mac });
  state.changed();
  const mag = state.mags.get(enigma.device_id);
  return { status: SUCCESS, data: mag ? cleanRow(showMag(state, mag)) : null };
};

/** get_enigma: the device by `id` with its line. */
export const getEnigma: Action = ({ state, parameters }) => {
  const enigma = state.enigmas.get(intval(parameters.id));
  return enigma ? answerRow(showEnigma(state, enigma)) : FAILURE;
};

export function showEnigma(state: PanelState, { device_id: id, mac, user_id: userId }: EnigmaRow): object {
  const empty = { modem_mac: '', local_ip: '', public_ip: '', key_auth: '', enigma_version: '', cpu: '', version: '' };
  return { device_id: id, mac, ...empty, user_id: userId, user: state.lines.get(userId) ?? null, paired: null };
}

/** enable/disable/ban/unban_enigma: says STATUS_SUCCESS and changes nothing, as the panel does. */
export const pretendToSwitchEnigma: Action = ({ state, parameters }) =>
  state.enigmas.get(intval(parameters.id)) ? { status: SUCCESS } : FAILURE;

/** delete_mag and delete_enigma by `id`: the device and its line. */
export function deleteDevice(table: 'mags' | 'enigmas'): Action {
  return ({ state, parameters }: { state: PanelState; parameters: PhpVariables }) => {
    const id = intval(parameters.id);
    const device = state[table].get(id);
    if (!device) return FAILURE;
    state[table].delete(id);
    deleteDeviceLine(state, device.user_id);
    return { status: SUCCESS };
  };
}
