import { checkDone } from '../../decode';
import type { DevicePart } from '../../parts';
import { devicePart } from '../../xui/parts/devices';
import type { Reseller } from '.';

/** The reseller's MAG and Enigma2 devices, read as the admin API answers them (XC_VM source). They are made by selling them. */
export function resellerDevices({
  call,
  known,
}: Reseller): Omit<DevicePart, 'createDevice' | 'changeMac' | 'convertDevice'> {
  const devices = devicePart(call);
  return {
    listDevices: (kind, query) => devices.listDevices(kind, query),

    async getDevice(kind, id) {
      const device = await devices.getDevice(kind, id);
      known.met(kind, device.mac, id);
      return device;
    },

    async findDevice(kind, mac, thoroughly) {
      const met = await known.lookUp(kind, mac, (id) => devices.getDevice(kind, id));
      return met?.mac === mac ? met : devices.findDevice(kind, mac, thoroughly);
    },

    /** The panel deletes anybody's device: it is asked first whether this is one of the reseller's. */
    async deleteDevice(kind, id) {
      await devices.getDevice(kind, id);
      const action = kind === 'mag' ? 'delete_mag' : 'delete_enigma';
      checkDone(await call(action, [['id', id]]), action);
    },
  };
}
