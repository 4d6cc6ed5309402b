import type { DeviceKind, DeviceQuery } from '../../parts';
import { lineFilters } from '../line/read';
import type { ReadMany, ReadOne } from '../operation';
import { pagesOf } from '../pages';
import type { DeviceReference } from '../parameter';
import { partOf } from '../parts';
import { deviceParameter, names, resolveDevice } from './target';

const simplified = [
  'id',
  'mac',
  'model',
  'lineId',
  'expiresAt',
  'enabled',
  'banned',
  'trial',
  'ownerId',
  'ownerName',
] as const;

export function getDevice(kind: DeviceKind): ReadOne {
  return {
    id: `${kind}.get`,
    resource: kind,
    name: 'get',
    label: 'Get',
    action: `Get ${names[kind]}`,
    description: 'Get a device with its expiry and status, by id or MAC address',
    needs: [`device:${kind}`, 'devices.findDevice'],
    access: 'read',
    many: false,
    simplified,
    parameters: { device: deviceParameter(kind) },
    run: (adapter, values) => resolveDevice(adapter, kind, (values as { device: DeviceReference }).device),
  };
}

export function getManyDevices(kind: DeviceKind): ReadMany {
  return {
    id: `${kind}.getMany`,
    resource: kind,
    name: 'getMany',
    label: 'Get Many',
    action: `Get many ${names[kind]}s`,
    description: 'Get devices, by status, owner or search text',
    needs: [`device:${kind}`, 'devices.listDevices'],
    access: 'read',
    many: true,
    simplified,
    parameters: {
      search: { kind: 'text', label: 'Search', description: 'Part of a MAC address or of the notes' },
      status: { kind: 'choice', label: 'Status', description: 'Only devices with this status', options: lineFilters },
      ownerId: { kind: 'owner', label: 'Owner', description: 'Only devices of this account' },
    },
    async *pages(adapter, values) {
      const devices = partOf(adapter, 'devices');
      const { status, ...rest } = values as Pick<DeviceQuery, 'search' | 'ownerId'> & {
        status?: DeviceQuery['filter'];
      };
      const query: DeviceQuery = { ...rest, ...(status === undefined ? {} : { filter: status }) };
      yield* pagesOf((start) => devices.listDevices(kind, { ...query, start }));
    },
  };
}
