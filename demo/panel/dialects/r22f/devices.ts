import { randomText } from '../../actions';
import type { MagRow, PanelState } from '../../state';
import { DONE, asFetched, isEmpty, refuse, textOf, userDataOf, type Action } from './call';
import { applyChanges, changesOf, insertLine } from './lines';
import { userInfo } from './rows';

const CREDENTIAL_LENGTH = 10;

/** Kept as base64, and compared by a collation that knows no case. */
function magWith(state: PanelState, mac: string): MagRow | undefined {
  const kept = (address: string) => Buffer.from(address).toString('base64').toLowerCase();
  return state.mags.all().find((mag) => kept(mag.mac) === kept(mac));
}

/** stb/info: the device by `mac`, as it is sent, with its line. */
export const info: Action = ({ state, parameters: { mac } }) => {
  if (isEmpty(mac)) return refuse('PARAMETER ERROR (mac)');
  const found = magWith(state, textOf(mac));
  if (!found) return refuse('NOT EXISTS');
  const line = state.lines.get(found.user_id);
  return {
    result: true,
    mag_device: asFetched({ ...found, ver: '', sn: '', created: line?.created_at ?? null, lock_device: 0 }),
    user_info: line ? userInfo(state, line) : [],
    pair_line_info: [],
  };
};

/** stb/create: a device by `user_data[mac]`, and a line of its own with random credentials. Tells neither. */
export const create: Action = (call) => {
  const { state } = call;
  const { mac: sent, ...columns } = userDataOf(call.parameters);
  if (isEmpty(sent)) return refuse('PARAMETER ERROR (mac)');
  const mac = textOf(sent).toUpperCase();
  if (magWith(state, mac)) return refuse('EXISTS');
  const line = insertLine(call, columns, {
    username: randomText(CREDENTIAL_LENGTH),
    password: randomText(CREDENTIAL_LENGTH),
    allowed_ua: '[]',
    is_mag: 1,
  });
  if (!line) return refuse('PARAMETER ERROR');
  state.mags.add({ user_id: line.id, mac, stb_type: '' });
  state.changed();
  return DONE;
};

/** stb/edit: columns of the device's line. `{"result":false}` also when they had these values already. */
export const edit: Action = (call) => {
  const { state, parameters } = call;
  if (isEmpty(parameters.mac)) return refuse('PARAMETER ERROR (user/pass)');
  const mac = textOf(parameters.mac).toUpperCase();
  const changes = changesOf(call, [Buffer.from(mac).toString('base64')]);
  if (!changes) return refuse('PARAMETER ERROR');
  const line = state.lines.get(magWith(state, mac)?.user_id ?? 0);
  return line && applyChanges(state, line, { ...changes, is_mag: 1 }) ? DONE : refuse();
};
