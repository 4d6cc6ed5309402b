import { PanelError } from '../../errors';
import type { Device, DeviceKind } from '../../parts';
import type { KillTarget } from '../line/killConnections';
import { connectionsOf, killLineConnections } from '../line/killConnections';
import type { Assessment, Write } from '../operation';
import type { DeviceReference } from '../parameter';
import { partOf } from '../parts';
import type { DeviceTarget } from './change';
import { deviceParameter, lineOf, names, resolveDevice } from './target';

/** What a device is turned into, and what it is watching. */

interface ConvertTarget extends DeviceTarget {
  username: string;
}

/** What the panels answer to it is nonsense, so the list of lines tells: it holds no lines of devices. */
export function convertDevice(kind: DeviceKind): Write<ConvertTarget> {
  return {
    id: `${kind}.convert`,
    resource: kind,
    name: 'convert',
    label: 'Convert to Line',
    action: `Convert ${names[kind]} to line`,
    description: 'Turn a device into a plain line with the same expiry and bouquets; its MAC address is forgotten',
    needs: [`device:${kind}`, 'devices.getDevice', 'devices.convertDevice', 'getLine', 'findLine'],
    access: 'write',
    yields: 'line',
    parameters: { device: deviceParameter(kind) },
    async plan(adapter, values) {
      const device = await resolveDevice(adapter, kind, (values as { device: DeviceReference }).device);
      const { username } = await lineOf(adapter, device);
      return { deviceId: device.id, lineId: device.lineId, mac: device.mac, username };
    },
    async assess(adapter, { deviceId, lineId, username }): Promise<Assessment> {
      try {
        await partOf(adapter, 'devices').getDevice(kind, deviceId);
        return { state: 'pending' };
      } catch (error) {
        if (!(error instanceof PanelError) || error.code !== 'not-found') throw error;
      }
      const line = await adapter.findLine(username);
      if (line?.id === lineId) return { state: 'reached', result: line };
      return { state: 'conflict', found: `the device is gone, and its line ${lineId} is not among the lines` };
    },
    send: (adapter, { deviceId }) => partOf(adapter, 'devices').convertDevice(kind, deviceId),
    subject: ({ lineId }) => `line:${lineId}`,
  };
}

interface KillDeviceTarget extends KillTarget {
  device: Pick<Device, 'id' | 'mac'>;
}

export function killDeviceConnections(kind: DeviceKind): Write<KillDeviceTarget> {
  return {
    ...killLineConnections,
    id: `${kind}.killConnections`,
    resource: kind,
    action: `Kill connections of ${names[kind]}`,
    description: 'End everything a device is watching now. It may connect again unless it is disabled first',
    needs: [`device:${kind}`, 'devices.findDevice', 'connections.listConnections', 'connections.killConnection'],
    parameters: { device: deviceParameter(kind) },
    async plan(adapter, values) {
      const { id, mac, lineId } = await resolveDevice(adapter, kind, (values as { device: DeviceReference }).device);
      const connections = await connectionsOf(adapter, lineId);
      return { lineId, username: mac, device: { id, mac }, connectionIds: connections.map((each) => each.id) };
    },
    async assess(adapter, target): Promise<Assessment> {
      const found = await killLineConnections.assess(adapter, target);
      if (found.state !== 'reached') return found;
      const { killedConnections } = found.result as { killedConnections: number };
      return { state: 'reached', result: { ...target.device, killedConnections } };
    },
  };
}
