import { unmetChanges } from '../../line';
import type { DeviceKind } from '../../parts';
import type { LineChanges } from '../../types';
import { assessGone, removeIfThere } from '../gone';
import type { Assessment, Write } from '../operation';
import type { DeviceReference } from '../parameter';
import { partOf } from '../parts';
import { deviceAgain, deviceParameter, lineOf, names, resolveDevice, updateLineOf } from './target';

/** Operations on an existing device. They go by its line, which carries its status, and queue with what is done to that line. */

export interface DeviceTarget {
  deviceId: string;
  lineId: string;
  mac: string;
}

function common(kind: DeviceKind) {
  return {
    resource: kind,
    access: 'write',
    parameters: { device: deviceParameter(kind) },
    plan: async (adapter: Parameters<Write['plan']>[0], values: object): Promise<DeviceTarget> => {
      const { id, lineId, mac } = await resolveDevice(adapter, kind, (values as { device: DeviceReference }).device);
      return { deviceId: id, lineId, mac };
    },
    subject: ({ lineId }: DeviceTarget): string => `line:${lineId}`,
  } as const;
}

/** The panels' own actions for this answer success and change nothing, so it is the device's line that is switched, and read back. */
function switchDevice(kind: DeviceKind, label: string, description: string, changes: LineChanges): Write<DeviceTarget> {
  const name = label.toLowerCase();
  return {
    ...common(kind),
    id: `${kind}.${name}`,
    needs: [
      `device:${kind}`,
      'devices.findDevice',
      'getLine',
      'updateLine',
      changes.banned === undefined ? 'set:enabled' : 'set:banned',
    ],
    name,
    label,
    action: `${label} ${names[kind]}`,
    description,
    async assess(adapter, target): Promise<Assessment> {
      const device = await deviceAgain(adapter, kind, target);
      if (device.lineId !== target.lineId) return { state: 'conflict', found: 'the device has another line' };
      const line = await lineOf(adapter, device);
      return unmetChanges(line, changes).length === 0 ? { state: 'reached', result: device } : { state: 'pending' };
    },
    async send(adapter, target) {
      await updateLineOf(adapter, kind, target, changes);
    },
  };
}

export function switchOperations(kind: DeviceKind): Array<Write<DeviceTarget>> {
  return [
    switchDevice(kind, 'Enable', 'Switch a disabled device on again', { enabled: true }),
    switchDevice(kind, 'Disable', 'Switch a device off, keeping everything else', { enabled: false }),
    switchDevice(kind, 'Ban', 'Ban a device, which outranks enabling it', { banned: true }),
    switchDevice(kind, 'Unban', 'Lift the ban of a device', { banned: false }),
  ];
}

export function deleteDevice(kind: DeviceKind): Write<DeviceTarget> {
  return {
    ...common(kind),
    id: `${kind}.delete`,
    needs: [`device:${kind}`, 'devices.getDevice', 'devices.deleteDevice'],
    name: 'delete',
    label: 'Delete',
    action: `Delete ${names[kind]}`,
    description: 'Delete a device and its line for good; disabling it keeps its data',
    assess: (adapter, { deviceId, mac }) =>
      assessGone(() => partOf(adapter, 'devices').getDevice(kind, deviceId), { id: deviceId, mac, deleted: true }),
    send: (adapter, { deviceId }) => removeIfThere(() => partOf(adapter, 'devices').deleteDevice(kind, deviceId)),
  };
}
