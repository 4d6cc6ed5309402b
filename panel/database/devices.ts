import type { Row } from '../decode';
import { PanelError } from '../errors';
import type { Device, DeviceKind, DevicePart } from '../parts';
import { deviceDetails, deviceSummary } from '../xui';
import type { PanelDatabase } from './database';
import { type LineTable, lineFilter, summaryColumns } from './lines';
import { allOf, equals, holdsText, type Condition } from './query';

/** MAG and Enigma2 devices, each with its line. Enigma2 addresses are plain in both schemas, and have no model. */
export function deviceReads(
  database: PanelDatabase,
  lines: LineTable,
): Pick<DevicePart, 'listDevices' | 'getDevice' | 'findDevice'> {
  const { schema } = database;
  const kinds = {
    mag: { name: 'MAG device', table: schema.tables.mags, id: 'mag_id', mac: schema.macOfMag, model: 'd.stb_type' },
    enigma2: { name: 'Enigma2 device', table: schema.tables.enigmas, id: 'device_id', mac: 'd.mac', model: 'NULL' },
  } as const;

  const fromOf = (kind: DeviceKind): string =>
    `\`${kinds[kind].table}\` d INNER JOIN (${lines.from}) ON l.id = d.user_id`;

  function columnsOf(kind: DeviceKind): string {
    const { id, mac, model } = kinds[kind];
    return `d.${id}, ${mac} AS mac, ${model} AS stb_type`;
  }

  async function details(kind: DeviceKind, where: Condition): Promise<Device[]> {
    const select = `SELECT ${columnsOf(kind)}, ${await lines.detailColumns()} FROM ${fromOf(kind)} WHERE ${where.sql}`;
    const rows = await database.rows(select, where.values);
    return rows.map((row) => deviceDetails(kind, { ...row, user: row } satisfies Row));
  }

  return {
    async listDevices(kind, query = {}) {
      const { id, mac } = kinds[kind];
      const searched = ['l.username', mac, 'l.admin_notes', 'l.reseller_notes'];
      const { rows, total } = await database.list(
        {
          columns: `${columnsOf(kind)}, ${summaryColumns}, o.username AS owner_name, ${await lines.activeConnections()} AS active_connections`,
          from: fromOf(kind),
          where: allOf([
            lineFilter(query.filter),
            equals('l.member_id', query.ownerId),
            holdsText(searched, query.search),
          ]),
          order: `d.${id}`,
        },
        query.start,
        query.limit,
      );
      return { rows: rows.map((row) => deviceSummary(kind, row)), total };
    },

    async getDevice(kind, id) {
      const [device] = await details(kind, { sql: `d.${kinds[kind].id} = ?`, values: [id] });
      if (device) return device;
      throw new PanelError('not-found', `The panel has no ${kinds[kind].name} with id ${id}.`, {
        hint: 'It may have been deleted. List the devices, or look it up by its MAC address.',
      });
    },

    async findDevice(kind, mac) {
      const stored = kind === 'mag' ? schema.storedMac(mac) : mac;
      // The database does not tell upper from lower case, and base64 does.
      const found = (await details(kind, { sql: 'd.mac = ?', values: [stored] })).find((device) => device.mac === mac);
      return found ?? null;
    },
  };
}
