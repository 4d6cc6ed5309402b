import type { DeviceKind } from '../../parts';
import type { Operation } from '../operation';
import { deleteDevice, switchOperations } from './change';
import { createDevice } from './create';
import { getDevice, getManyDevices } from './read';

function operationsOf(kind: DeviceKind): Operation[] {
  return [createDevice(kind), getDevice(kind), getManyDevices(kind), ...switchOperations(kind), deleteDevice(kind)];
}

export const deviceOperations: readonly Operation[] = [...operationsOf('mag'), ...operationsOf('enigma2')];
