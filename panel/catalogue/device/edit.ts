import { invalidParameter } from '../../errors';
import { unmetChanges } from '../../line';
import type { DeviceKind } from '../../parts';
import type { Duration, Instant, LineChanges } from '../../types';
import { extensionOf, extensionParameters } from '../line/extension';
import { expiresAt, settable, settings } from '../line/parameters';
import type { Assessment, Write } from '../operation';
import type { DeviceReference } from '../parameter';
import { partOf } from '../parts';
import type { DeviceTarget } from './change';
import { deviceAgain, deviceParameter, lineOf, names, resolveDevice, updateLineOf } from './target';

/** Operations that change what a device is given: by its line, which carries all but the MAC address. */

interface EditTarget extends DeviceTarget {
  changes: LineChanges;
  /** What the changes were computed from, where they were: see LineTarget. */
  base?: LineChanges;
  newMac?: string;
}

function common(kind: DeviceKind) {
  return {
    resource: kind,
    access: 'write',
    async assess(adapter, target): Promise<Assessment> {
      const device = await deviceAgain(adapter, kind, target);
      if (device.lineId !== target.lineId) return { state: 'conflict', found: 'the device has another line' };
      const line = await lineOf(adapter, device);
      const isAsAsked = unmetChanges(line, target.changes).length === 0;
      if (isAsAsked && (target.newMac === undefined || device.mac === target.newMac)) {
        return { state: 'reached', result: device };
      }
      const moved = isAsAsked || target.base === undefined ? [] : unmetChanges(line, target.base);
      if (moved.length === 0) return { state: 'pending' };
      const found = moved.map((field) => `${field} is ${JSON.stringify(line[field])}`);
      return { state: 'conflict', found: found.join(', ') };
    },
    async send(adapter, target) {
      const { deviceId, newMac, changes } = target;
      if (Object.keys(changes).length > 0) await updateLineOf(adapter, kind, target, changes);
      if (newMac !== undefined) await partOf(adapter, 'devices').changeMac(kind, deviceId, newMac);
    },
    subject: ({ lineId }) => `line:${lineId}`,
  } as const satisfies Partial<Write<EditTarget>>;
}

const { bouquetIds, ownerId, trial, contact, adminNotes, resellerNotes } = settings;

export function updateDevice(kind: DeviceKind): Write<EditTarget> {
  return {
    ...common(kind),
    id: `${kind}.update`,
    needs: [`device:${kind}`, 'devices.findDevice', 'getLine', 'updateLine'],
    name: 'update',
    label: 'Update',
    action: `Update ${names[kind]}`,
    description: 'Change some values of a device and keep all others as they are',
    parameters: {
      device: deviceParameter(kind),
      newMac: {
        kind: 'mac',
        label: 'New MAC Address',
        placeholder: 'e.g. 00:1A:79:AA:BB:CC',
        description: 'When the customer got another box',
        needs: 'devices.changeMac',
      },
      ...settable('set', { expiresAt, bouquetIds, ownerId, trial, contact, adminNotes, resellerNotes }),
    },
    async plan(adapter, values) {
      const { device, newMac, ...changes } = values as unknown as {
        device: DeviceReference;
        newMac?: string;
      } & LineChanges;
      if (newMac === undefined && Object.keys(changes).length === 0) {
        throw invalidParameter('device', 'is given, but nothing to change', 'Add at least one field to change.');
      }
      const { id, lineId, mac } = await resolveDevice(adapter, kind, device);
      const other = newMac === undefined ? null : await partOf(adapter, 'devices').findDevice(kind, newMac, false);
      if (other !== null && other.id !== id) {
        throw invalidParameter('newMac', 'belongs to another device', 'Delete that one first, or check the address.');
      }
      return { deviceId: id, lineId, mac, changes, ...(newMac === undefined ? {} : { newMac }) };
    },
  };
}

export function extendDevice(kind: DeviceKind): Write<EditTarget> {
  return {
    ...common(kind),
    id: `${kind}.extend`,
    needs: [`device:${kind}`, 'devices.findDevice', 'getLine', 'updateLine', 'set:expiresAt'],
    name: 'extend',
    label: 'Extend',
    action: `Extend ${names[kind]}`,
    description:
      'Move the expiry of a device: by a duration from its expiry (from now when it has expired), or to a date',
    parameters: { device: deviceParameter(kind), ...extensionParameters },
    async plan(adapter, values, context) {
      const given = values as { device: DeviceReference; duration?: Duration; until?: Instant };
      const device = await resolveDevice(adapter, kind, given.device);
      const extension = extensionOf(device.expiresAt, given, context, { field: 'device', name: device.mac });
      return { deviceId: device.id, lineId: device.lineId, mac: device.mac, ...extension };
    },
  };
}
