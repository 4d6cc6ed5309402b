import { can, unsupported } from '../../abilities';
import type { PanelAdapter } from '../../adapter';
import { invalidParameter, PanelError } from '../../errors';
import type { Device, DeviceKind } from '../../parts';
import type { Line, LineChanges } from '../../types';
import { addressOf, keyOf } from '../line/target';
import type { DeviceReference, Parameter } from '../parameter';
import { partOf } from '../parts';

/** How each kind is called. */
export const names = { mag: 'MAG device', enigma2: 'Enigma2 device' } as const satisfies Record<DeviceKind, string>;

export function deviceParameter(kind: DeviceKind): Parameter {
  return { kind, label: 'Device', description: `The ${names[kind]} to operate on`, required: true };
}

/** The device as it is now, found again by what an operation keeps of it. @throws PanelError `not-found` */
export async function deviceAgain(
  adapter: PanelAdapter,
  kind: DeviceKind,
  { deviceId, mac }: { deviceId: string; mac: string },
): Promise<Device> {
  const found = await resolveDevice(adapter, kind, can(adapter, 'devices.getDevice') ? { id: deviceId } : { mac });
  if (found.id === deviceId) return found;
  throw new PanelError('not-found', `The ${names[kind]} ${deviceId} is gone; ${mac} is another one now.`, {
    hint: 'Look the device up by its MAC address.',
  });
}

/** The line that carries a device's expiry and status. @throws PanelError `not-found` */
export async function lineOf(adapter: PanelAdapter, { kind, mac, lineId }: Device): Promise<Line> {
  if (adapter.needsAccess !== true) return adapter.getLine(lineId);
  const found = await adapter.parts?.devices?.getDeviceLine?.(kind, mac);
  if (found !== undefined) return found;
  throw unsupported(adapter, `read the line of a ${names[kind]}`);
}

/** Changes the line that carries the device's expiry and status. */
export async function updateLineOf(
  adapter: PanelAdapter,
  kind: DeviceKind,
  target: { deviceId: string; lineId: string; mac: string },
  changes: LineChanges,
): Promise<void> {
  const { lineId } = target;
  if (adapter.needsAccess !== true) {
    await adapter.updateLine(lineId, changes);
    return;
  }
  const line = await lineOf(adapter, await deviceAgain(adapter, kind, target));
  await adapter.updateLine(keyOf({ ...addressOf(adapter, line), lineId }), changes);
}

/** @throws PanelError `not-found` */
export async function resolveDevice(
  adapter: PanelAdapter,
  kind: DeviceKind,
  reference: DeviceReference,
): Promise<Device> {
  const devices = partOf(adapter, 'devices');
  if ('id' in reference) {
    if (can(adapter, 'devices.getDevice')) return devices.getDevice(kind, reference.id);
    throw invalidParameter(
      'device',
      'is given by its id, by which this kind of panel cannot be asked',
      'Give its MAC address.',
    );
  }
  const device = await devices.findDevice(kind, reference.mac, true);
  if (device) return device;
  throw new PanelError('not-found', `The panel has no ${names[kind]} with the MAC address ${reference.mac}.`, {
    hint: 'Check the address, which is on the device’s label.',
  });
}
