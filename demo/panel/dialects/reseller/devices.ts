import { text } from '../../../php';
import {
  EMPTY_BODY,
  FAILURE,
  SUCCESS,
  answerRow,
  deleteDeviceLine,
  intval,
  randomText,
  refuse,
  showEnigma,
  showMag,
} from '../../actions';
import { newLine, type EnigmaRow, type LineRow, type MagRow, type PanelState } from '../../state';
import { owns, reports, type ResellerAction } from './call';
import { applyPackage, charge } from './sale';

type Kind = 'mag' | 'enigma';

function find(state: PanelState, kind: Kind, id: number): { lineId: number; show: () => object } | undefined {
  if (kind === 'mag') {
    const mag = state.mags.get(id);
    return mag && { lineId: mag.user_id, show: () => showMag(state, mag) };
  }
  const enigma = state.enigmas.get(id);
  return enigma && { lineId: enigma.user_id, show: () => showEnigma(state, enigma) };
}

export function getDevice(kind: Kind): ResellerAction {
  return (call) => {
    const device = find(call.state, kind, intval(call.parameters.id));
    return device && owns(call, call.state.lines.get(device.lineId)) ? answerRow(device.show()) : FAILURE;
  };
}

export function createDevice(kind: Kind): ResellerAction {
  return async (call) => {
    const { state, parameters, user, now } = call;
    const credential = (): string => randomText(32);
    const line: LineRow = {
      id: 0,
      ...newLine({ created_at: now, username: credential(), password: credential() }),
      [kind === 'mag' ? 'is_mag' : 'is_e2']: 1,
    };
    const outcome = applyPackage(call, line, kind === 'mag' ? 'is_mag' : 'is_e2', true);
    if (outcome === 'php-error') return EMPTY_BODY;
    if ('refused' in outcome) return refuse(outcome.refused, parameters);
    line.reseller_notes = text(parameters, 'reseller_notes') ?? null;
    const owner = intval(text(parameters, 'member_id'));
    line.member_id = reports(state, user.id).has(owner) ? owner : user.id;
    const mac = (text(parameters, 'mac') ?? '').toUpperCase();
    if (!/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(mac)) return refuse('STATUS_INVALID_MAC', parameters);
    const devices: readonly (MagRow | EnigmaRow)[] = kind === 'mag' ? state.mags.all() : state.enigmas.all();
    if (devices.some((device) => device.mac === mac)) return refuse('STATUS_EXISTS_MAC', parameters);
    await call.meanwhile();
    line.id = state.lines.nextId;
    state.lines.put(line);
    const id =
      kind === 'mag'
        ? state.mags.add({ user_id: line.id, mac, stb_type: '' }).mag_id
        : state.enigmas.add({ user_id: line.id, mac }).device_id;
    charge(call, outcome, { type: kind, action: 'new', log_id: id }, line);
    return answerRow(find(state, kind, id)?.show());
  };
}

/** delete_mag and delete_enigma by `id`: anybody's. */
export function deleteDevice(kind: Kind): ResellerAction {
  return ({ state, parameters }) => {
    const id = intval(parameters.id);
    const device = find(state, kind, id);
    if (!device) return FAILURE;
    (kind === 'mag' ? state.mags : state.enigmas).delete(id);
    deleteDeviceLine(state, device.lineId);
    return { status: SUCCESS };
  };
}

/** enable_ and disable_: anybody's. They do what they say, unlike the admin API's. */
export function switchDevice(kind: Kind, enabled: 0 | 1): ResellerAction {
  return ({ state, parameters }) => {
    const device = find(state, kind, intval(parameters.id));
    const line = device && state.lines.get(device.lineId);
    if (!line) return FAILURE;
    line.enabled = enabled;
    state.changed();
    return { status: SUCCESS };
  };
}
