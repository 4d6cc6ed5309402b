import { PanelError } from '../../errors';
import { unmetChanges } from '../../line';
import { lineOfDevice, type DeviceKind, type NewDevice } from '../../parts';
import { expiryOf, findPackage, kept, requireBouquets } from '../line/create';
import { expiresAt, settable, settings } from '../line/parameters';
import type { Assessment, Write } from '../operation';
import { partOf } from '../parts';
import { lineOf, names } from './target';

export interface NewDeviceTarget {
  device: NewDevice;
}

const { bouquetIds, ownerId, trial, contact, adminNotes, resellerNotes } = settings;

/** Creates a device and its line. A package fills in expiry, bouquets and trial that are not given, as for a line. */
export function createDevice(kind: DeviceKind): Write<NewDeviceTarget> {
  return {
    id: `${kind}.create`,
    resource: kind,
    name: 'create',
    label: 'Create',
    action: `Create ${names[kind]}`,
    description: `Create a ${names[kind]} by its MAC address, from a package or with values of its own`.replace(
      'a Enigma2',
      'an Enigma2',
    ),
    needs: [`device:${kind}`, 'devices.createDevice', 'devices.findDevice', 'getLine'],
    access: 'write',
    parameters: {
      mac: {
        kind: 'mac',
        label: 'MAC Address',
        placeholder: 'e.g. 00:1A:79:AA:BB:CC',
        description: 'On the device’s label',
        required: true,
      },
      packageId: {
        kind: 'package',
        label: 'Package',
        description: 'Fills in expiry and bouquets that are not given',
        needs: 'listPackages',
      },
      ...settable('new', { expiresAt, bouquetIds, ownerId, trial, contact, adminNotes, resellerNotes }),
    },
    async plan(adapter, given, context) {
      const values = given as Partial<NewDevice> & { mac: string };
      const chosen = await findPackage(adapter, values.packageId, kind === 'mag' ? 'forMag' : 'forEnigma');
      const device: NewDevice = {
        ...values,
        expiresAt: expiryOf(values, chosen, context),
        bouquetIds: values.bouquetIds ?? chosen?.bouquetIds ?? [],
        trial: values.trial ?? (chosen?.official === null && chosen.trial !== null),
      };
      requireBouquets(device.bouquetIds);
      if (await partOf(adapter, 'devices').findDevice(kind, device.mac, false)) {
        throw new PanelError('exists', `There is a device with the MAC address ${device.mac} already.`, {
          field: 'mac',
          hint: 'Look the device up by its MAC address.',
        });
      }
      return { device: kept(adapter, device) };
    },
    async assess(adapter, { device }): Promise<Assessment> {
      const found = await partOf(adapter, 'devices').findDevice(kind, device.mac, true);
      if (!found) return { state: 'pending' };
      const line = await lineOf(adapter, found);
      const unmet = unmetChanges(line, lineOfDevice(device));
      if (unmet.length === 0) return { state: 'reached', result: found };
      return {
        state: 'conflict',
        found: `a device with the MAC address ${device.mac} and another ${unmet.join(', ')}`,
      };
    },
    send: (adapter, { device }) => partOf(adapter, 'devices').createDevice(kind, device),
    subject: ({ device }) => `mac:${device.mac}`,
  };
}
