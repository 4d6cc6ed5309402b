import { can } from '../../abilities';
import { unmetChanges } from '../../line';
import { lineOfDevice, type DeviceKind, type NewDevice } from '../../parts';
import { kept, requireBouquets } from '../line/create';
import { expiryOf, findPackage } from '../line/package';
import { expiresAt, settable, settings } from '../line/parameters';
import type { Assessment, Write } from '../operation';
import { partOf } from '../parts';
import { assessDeviceSale, macTaken, planDeviceSale, sendDeviceSale, type DeviceSaleTarget } from './sell';
import { lineOf, names } from './target';

export interface NewDeviceTarget {
  device: NewDevice;
}

const { bouquetIds, ownerId, trial, contact, adminNotes, resellerNotes } = settings;

/** Creates a device and its line. A package fills in expiry, bouquets and trial that are not given, as for a line. */
export function createDevice(kind: DeviceKind): Write<NewDeviceTarget | DeviceSaleTarget> {
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
    needs: [`newDevice:${kind}`, ['devices.createDevice', 'sales.sellDevice'], 'devices.findDevice', 'getLine'],
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
        description:
          'Fills in expiry and bouquets that are not given. With a reseller’s key it is what is sold, and required',
        needs: 'listPackages',
      },
      ...settable('new', { expiresAt, bouquetIds, ownerId, trial, contact, adminNotes, resellerNotes }),
    },
    async plan(adapter, given, context) {
      const values = given as Partial<NewDevice> & { mac: string };
      if (!can(adapter, 'devices.createDevice')) return planDeviceSale(adapter, kind, values);
      const chosen = await findPackage(adapter, values.packageId, kind === 'mag' ? 'forMag' : 'forEnigma');
      const device: NewDevice = {
        ...values,
        expiresAt: expiryOf(values, chosen, context),
        bouquetIds: values.bouquetIds ?? chosen?.bouquetIds ?? [],
        trial: values.trial ?? (chosen?.official === null && chosen.trial !== null),
      };
      requireBouquets(device.bouquetIds);
      if (await partOf(adapter, 'devices').findDevice(kind, device.mac, false)) {
        throw macTaken(device.mac);
      }
      return { device: kept(adapter, device) };
    },
    async assess(adapter, target): Promise<Assessment> {
      if ('sale' in target) return assessDeviceSale(adapter, kind, target);
      const { device } = target;
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
    send: (adapter, target) =>
      'sale' in target
        ? sendDeviceSale(adapter, kind, target)
        : partOf(adapter, 'devices').createDevice(kind, target.device),
    subject: (target) => `mac:${('sale' in target ? target.sale : target.device).mac}`,
  };
}
