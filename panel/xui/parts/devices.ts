import { checkDone, objectAnswer, read, tableAnswer, type Row } from '../../decode';
import { PanelError } from '../../errors';
import type { Device, DeviceKind, DevicePart, DeviceSummary } from '../../parts';
import { createFields, strayChanges } from '../edit';
import { lineSummary, storedLine } from '../fields';
import { filterNumbers } from '../filters';
import { isFailure, listFields, type Call } from './call';
import { macFields } from './device-edit';

/**
 * MAG and Enigma2 devices of XUI.ONE / XC_VM. Rows of MAG devices: recordings of a running panel; Enigma2: the same with the columns of
 * its own table.
 *
 * Left alone, because they lie: enable/disable/ban/unban of a device (answer success, change nothing) and what create_enigma answers (the
 * MAG device of the same number, somebody else's).
 */

const kinds = {
  mag: { name: 'MAG device', idColumn: 'mag_id', list: 'get_mags', one: 'mag' },
  enigma2: { name: 'Enigma2 device', idColumn: 'device_id', list: 'get_enigmas', one: 'enigma' },
} as const;

export function deviceSummary(kind: DeviceKind, row: Row): DeviceSummary {
  // The lists leave these two columns of the line out.
  const line = lineSummary({ is_restreamer: 0, password: null, ...row });
  return {
    id: read.requiredId(row, kinds[kind].idColumn),
    kind,
    mac: read.requiredText(row, 'mac').toUpperCase(),
    model: read.textOrNull(row, 'stb_type'),
    lineId: line.id,
    ownerId: line.ownerId,
    ownerName: line.ownerName,
    expiresAt: line.expiresAt,
    enabled: line.enabled,
    banned: line.banned,
    trial: line.trial,
    activeConnections: line.activeConnections,
    adminNotes: line.adminNotes,
    resellerNotes: line.resellerNotes,
  };
}

function lineRowOf(kind: DeviceKind, row: Row): Row {
  const user = row['user'];
  if (typeof user !== 'object' || user === null || Array.isArray(user)) {
    throw new PanelError('bad-answer', `The panel answered the ${kinds[kind].name} without its line.`, {
      hint: 'Look at the device in the panel: its line may have been deleted.',
    });
  }
  return user as Row;
}

export function deviceDetails(kind: DeviceKind, row: Row): Device {
  const user = lineRowOf(kind, row);
  const line = storedLine(user);
  return {
    ...deviceSummary(kind, {
      ...user,
      [kinds[kind].idColumn]: row[kinds[kind].idColumn],
      mac: row['mac'],
      stb_type: row['stb_type'],
    }),
    bouquetIds: line.bouquetIds,
    packageId: line.packageId,
    contact: line.contact,
    createdAt: line.createdAt,
  };
}

function explained(error: unknown, mac: string): unknown {
  if (!(error instanceof PanelError) || error.panelStatus === undefined) return error;
  const { panelStatus } = error;
  if (panelStatus === 'STATUS_EXISTS_MAC') {
    return new PanelError('exists', `There is a device with the MAC address ${mac} already.`, {
      field: 'mac',
      hint: 'Look the device up by its MAC address.',
      panelStatus,
    });
  }
  const field = { STATUS_INVALID_MAC: 'mac', STATUS_INVALID_DATE: 'expiresAt' }[panelStatus];
  return field === undefined
    ? error
    : new PanelError('rejected', error.message, { field, hint: 'Give another value.', panelStatus });
}

/** What a device's line gets from the panel, and not from us. */
const madeByPanel: ReadonlySet<string> = new Set(['username', 'password', 'access_output[]', 'max_connections']);

export function devicePart(call: Call): DevicePart {
  async function list(kind: DeviceKind, fields: Array<[string, string]>, start: number) {
    const action = kinds[kind].list;
    const { rows, total } = tableAnswer(await call(action, fields), action, start);
    return { rows: rows.map((row) => deviceSummary(kind, row)), total };
  }

  async function deviceRow(kind: DeviceKind, id: string): Promise<Row> {
    const { name, one, idColumn } = kinds[kind];
    let row: Row;
    try {
      row = objectAnswer(await call(`get_${one}`, [['id', id]]), `get_${one}`);
    } catch (error) {
      if (!isFailure(error)) throw error;
      throw new PanelError('not-found', `The panel has no ${name} with id ${id}.`, {
        hint: 'It may have been deleted. List the devices, or look it up by its MAC address.',
      });
    }
    if (row[idColumn] !== undefined && read.requiredId(row, idColumn) === id) return row;
    throw new PanelError('bad-answer', `The panel answered another device than the ${name} ${id}.`, {
      hint: 'Some builds mix their devices up. Look at the device in the panel.',
    });
  }

  const getDevice = async (kind: DeviceKind, id: string): Promise<Device> =>
    deviceDetails(kind, await deviceRow(kind, id));

  /** An action that only needs the device's id. Tells a device that is not there from one that could not be acted on. */
  async function act(action: string, kind: DeviceKind, id: string): Promise<void> {
    try {
      checkDone(await call(action, [['id', id]]), action);
    } catch (error) {
      if (isFailure(error)) await deviceRow(kind, id);
      throw error;
    }
  }

  async function search(kind: DeviceKind, mac: string, text: string | undefined): Promise<string | null> {
    for (let start = 0; ;) {
      const { rows, total } = await list(kind, listFields({ start }, { 'search[value]': text }), start);
      const found = rows.find((device) => device.mac === mac);
      if (found) return found.id;
      start += rows.length;
      if (start >= total) return null;
    }
  }

  return {
    listDevices(kind, query = {}) {
      const filters = {
        'search[value]': query.search,
        filter: query.filter === undefined ? undefined : filterNumbers[query.filter],
        reseller: query.ownerId,
      };
      return list(kind, listFields(query, filters), query.start ?? 0);
    },

    getDevice,

    async findDevice(kind, mac, thoroughly) {
      const id = (await search(kind, mac, mac)) ?? (thoroughly ? await search(kind, mac, undefined) : null);
      return id === null ? null : getDevice(kind, id);
    },

    async createDevice(kind, { mac, ...line }) {
      const action = `create_${kinds[kind].one}`;
      const fields = createFields({ ...line, username: '', password: '' }).filter(([name]) => !madeByPanel.has(name));
      try {
        checkDone(await call(action, [['mac', mac], ...fields]), action);
      } catch (error) {
        throw explained(error, mac);
      }
    },

    async changeMac(kind, id, mac) {
      const before = await deviceRow(kind, id);
      const action = `edit_${kinds[kind].one}`;
      try {
        checkDone(await call(action, macFields(id, before, lineRowOf(kind, before), mac)), action);
      } catch (error) {
        throw explained(error, mac);
      }
      const after = await deviceRow(kind, id);
      const missed = [
        ...(read.requiredText(after, 'mac').toUpperCase() === mac ? [] : ['mac']),
        ...strayChanges(lineRowOf(kind, before), lineRowOf(kind, after), {}),
      ];
      if (missed.length === 0) return;
      throw new PanelError(
        'not-verified',
        `The ${kinds[kind].name} ${id} was saved with other values: ${missed.join(', ')}.`,
        {
          hint: 'Look at the device in the panel.',
        },
      );
    },

    convertDevice: (kind, id) => act(`convert_${kinds[kind].one}`, kind, id),
    deleteDevice: (kind, id) => act(`delete_${kinds[kind].one}`, kind, id),
  };
}
