import type { DeviceKind } from '../../parts';
import type { Operation } from '../operation';
import { deleteDevice, switchOperations } from './change';
import { convertDevice, killDeviceConnections } from './convert';
import { createDevice } from './create';
import { extendDevice, updateDevice } from './edit';
import { getDevice, getManyDevices } from './read';

function operationsOf(kind: DeviceKind): Operation[] {
  return [
    createDevice(kind),
    getDevice(kind),
    getManyDevices(kind),
    updateDevice(kind),
    extendDevice(kind),
    ...switchOperations(kind),
    killDeviceConnections(kind),
    convertDevice(kind),
    deleteDevice(kind),
  ];
}

export const deviceOperations: readonly Operation[] = [...operationsOf('mag'), ...operationsOf('enigma2')];
