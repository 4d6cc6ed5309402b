import type { PanelAdapter } from '../../adapter';
import { PanelError } from '../../errors';
import type { Device, DeviceKind } from '../../parts';
import type { DeviceReference, Parameter } from '../parameter';
import { partOf } from '../parts';

/** How each kind is called. */
export const names = { mag: 'MAG device', enigma2: 'Enigma2 device' } as const satisfies Record<DeviceKind, string>;

export function deviceParameter(kind: DeviceKind): Parameter {
  return { kind, label: 'Device', description: `The ${names[kind]} to operate on`, required: true };
}

/** @throws PanelError `not-found` */
export async function resolveDevice(
  adapter: PanelAdapter,
  kind: DeviceKind,
  reference: DeviceReference,
): Promise<Device> {
  const devices = partOf(adapter, 'devices');
  if ('id' in reference) return devices.getDevice(kind, reference.id);
  const device = await devices.findDevice(kind, reference.mac, true);
  if (device) return device;
  throw new PanelError('not-found', `The panel has no ${names[kind]} with the MAC address ${reference.mac}.`, {
    hint: 'Check the address, which is on the device’s label.',
  });
}
