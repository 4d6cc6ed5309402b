import { unsupported } from '../../abilities';
import { read, type Row } from '../../decode';
import { PanelError } from '../../errors';
import type { Device, DeviceKind, DevicePart } from '../../parts';
import type { Line } from '../../types';
import { refusedWith, userData, type Calls } from '../call';
import { newColumns } from '../edit';
import { lineFrom } from '../fields';

/**
 * MAG devices of R22F, known by their MAC address only: `stb` of api.php. Their lines are made by the panel, with a username and password that
 * `stb/info` tells, and by which they are read and edited as any line. Source: api.php of Xtream_main (R22F), read.
 */

interface Found {
  device: Device;
  line: Line;
}

function deviceFrom(answer: Row): Found {
  const row = read.requiredObject(answer, 'mag_device');
  const line = lineFrom(read.requiredObject(answer, 'user_info'));
  const device: Device = {
    id: read.requiredId(row, 'mag_id'),
    kind: 'mag',
    mac: read.requiredText(row, 'mac').toUpperCase(),
    model: read.textOrNull(row, 'stb_type'),
    lineId: line.id,
    ownerId: line.ownerId,
    ownerName: null,
    expiresAt: line.expiresAt,
    enabled: line.enabled,
    banned: line.banned,
    trial: line.trial,
    activeConnections: line.activeConnections,
    adminNotes: line.adminNotes,
    resellerNotes: line.resellerNotes,
    bouquetIds: line.bouquetIds,
    packageId: null,
    contact: null,
    createdAt: line.createdAt,
  };
  return { device, line };
}

export function devicePart(calls: Calls) {
  async function find(kind: DeviceKind, mac: string): Promise<Found | null> {
    if (kind !== 'mag') throw unsupported({ dialect: 'r22f' }, 'look Enigma2 devices up');
    // Compared as it is sent, and stored in capitals.
    const wanted = mac.toUpperCase();
    let answer: Row;
    try {
      answer = await calls.object('stb/info', [['mac', wanted]]);
    } catch (error) {
      if (refusedWith(error, 'NOT EXISTS')) return null;
      throw error;
    }
    const found = deviceFrom(answer);
    if (found.device.mac === wanted) return found;
    throw new PanelError('bad-answer', `The panel answered another device than ${wanted}.`, { hint: 'Try again.' });
  }

  return {
    findDevice: async (kind, mac) => (await find(kind, mac))?.device ?? null,

    async getDeviceLine(kind, mac) {
      const found = await find(kind, mac);
      if (found !== null) return found.line;
      throw new PanelError('not-found', `The panel has no MAG device with the MAC address ${mac}.`, {
        hint: 'Check the address, which is on the device’s label.',
      });
    },

    async createDevice(kind, { mac, ...line }) {
      if (kind !== 'mag') throw unsupported({ dialect: 'r22f' }, 'create Enigma2 devices');
      try {
        await calls.object('stb/create', userData({ mac: mac.toUpperCase(), ...newColumns(line) }));
      } catch (error) {
        if (!refusedWith(error, 'EXISTS')) throw error;
        throw new PanelError('exists', `There is a device with the MAC address ${mac} already.`, {
          field: 'mac',
          hint: 'Look the device up by its MAC address.',
        });
      }
    },
  } satisfies Partial<DevicePart>;
}
