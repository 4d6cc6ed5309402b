import type { EventDescription } from '../description';
import type { EventData } from '../event';

/** Devices and what is sold with a line: of lines, but in no list of them. */

const group = 'line' as const;
const subject = 'line:main/1042';
const devices = ['devices.listDevices'] as const;
const details = ['listLines', 'getLine'] as const;

const device = {
  id: '7',
  kind: 'mag',
  mac: '00:1A:79:AA:BB:CC',
  model: 'MAG322',
  lineId: '1042',
  ownerId: '2',
  ownerName: 'reseller-beirut',
  expiresAt: '2027-01-31T12:00:00Z',
  enabled: true,
  banned: false,
  trial: false,
} satisfies EventData['device'];

const sample = (data: EventData): EventDescription['sample'] => ({ origin: 'panel', subject, data });

export const deviceEvents = [
  {
    type: 'line.device_bound',
    label: 'Line Device Bound',
    description: 'A MAG or Enigma2 device came to a line',
    group,
    needs: devices,
    data: ['device'],
    sample: sample({ device }),
  },
  {
    type: 'line.device_changed',
    label: 'Line Device Changed',
    description: 'The device of a line has another MAC address, or another model than before',
    group,
    needs: devices,
    data: ['device', 'before', 'after'],
    sample: sample({ device, before: { mac: '00:1A:79:11:22:33' }, after: { mac: '00:1A:79:AA:BB:CC' } }),
  },
  {
    type: 'line.device_unbound',
    label: 'Line Device Unbound',
    description: 'A device was deleted, made a plain line, or given another line',
    group,
    needs: devices,
    data: ['device'],
    sample: sample({ device }),
  },
  {
    type: 'line.package_changed',
    label: 'Line Package Changed',
    description: 'A line has another package',
    group,
    needs: details,
    data: ['details', 'before', 'after'],
    optional: ['line', 'command'],
    sample: sample({
      details: { packageId: '4', bouquetIds: ['1', '2'] },
      before: { packageId: '3' },
      after: { packageId: '4' },
    }),
  },
  {
    type: 'line.bouquets_changed',
    label: 'Line Bouquets Changed',
    description: 'A line has other bouquets',
    group,
    needs: details,
    data: ['details', 'before', 'after'],
    optional: ['line', 'command'],
    sample: sample({
      details: { packageId: '4', bouquetIds: ['1', '2', '5'] },
      before: { bouquetIds: ['1', '2'] },
      after: { bouquetIds: ['1', '2', '5'] },
    }),
  },
] as const satisfies readonly EventDescription[];
