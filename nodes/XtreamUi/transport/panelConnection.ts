import { randomBytes } from 'node:crypto';
import { executeWrite, lineStatus, type PanelAdapter } from '../../../panel';
import type { Connection } from './connection';

/** Lines a picker shows at once. */
const pickerPage = 100;

/** Straight to the panel. Writes are sent once and read back; without a ledger, a run repeated later sends them again. */
export function panelConnection(adapter: PanelAdapter): Connection {
  return {
    readOne: async (operation, values) => await operation.run(adapter, values),

    async readMany(operation, values, limit) {
      const rows: object[] = [];
      for await (const page of operation.pages(adapter, values)) {
        rows.push(...page);
        if (limit !== null && rows.length >= limit) return rows.slice(0, limit);
      }
      return rows;
    },

    write: async (operation, values, { timeZone }) =>
      await executeWrite(operation, adapter, values, {
        now: Date.now(),
        timeZone,
        randomByte: () => randomBytes(1).readUInt8(),
      }),

    async searchLines(text, page) {
      const start = Number(page ?? 0);
      const { rows, total } = await adapter.listLines({
        start,
        limit: pickerPage,
        sort: { by: 'username' },
        ...(text === '' ? {} : { search: text }),
      });
      const end = start + rows.length;
      return {
        lines: rows.map((line) => ({ ...line, status: lineStatus(line, Date.now()) })),
        next: rows.length === 0 || end >= total ? undefined : String(end),
      };
    },
  };
}
