import { decodeAnswer, type Row } from '../../decode';
import { PanelError } from '../../errors';
import type { CustomPart } from '../../parts';
import { withoutSecrets } from '../../rules';
import { listFields, type Call } from './call';

/** Any other action of XUI.ONE / XC_VM, in the three forms its answers have: a table, a bare list, one object. */

function rowsOf(data: readonly unknown[], action: string): object[] {
  if (data.every((row) => typeof row === 'object' && row !== null)) return data as object[];
  throw new PanelError('bad-answer', `The panel answered ${action} with rows that are no objects.`, {
    hint: 'Look at what the panel answers in its own API page.',
  });
}

function nothingToRead(action: string, found: string): PanelError {
  return new PanelError('bad-answer', `The panel answered ${action} with ${found}.`, {
    hint: 'Try again; if it stays, look at what the panel answers in its own API page.',
  });
}

export function customPart(call: Call): CustomPart {
  return {
    async readCustom({ action, fields }, start) {
      const answer = await call(action, [...fields, ...listFields({ start }, {})]);
      const decoded = withoutSecrets(decodeAnswer(answer, action), action);
      if (Array.isArray(decoded)) return { rows: rowsOf(decoded, action), total: decoded.length };
      const { data, recordsTotal, status: _, ...rest } = decoded as Row;
      if (Array.isArray(data)) {
        const total = recordsTotal === undefined ? data.length : Number(recordsTotal ?? Number.NaN);
        if (!Number.isSafeInteger(total)) throw nothingToRead(action, 'rows without their number');
        return { rows: rowsOf(data, action), total };
      }
      if (typeof data === 'object' && data !== null) return { rows: [data], total: 1 };
      if (data !== undefined)
        throw nothingToRead(action, data === null ? 'null for its data' : 'data that is no object');
      if (Object.keys(rest).length === 0) throw nothingToRead(action, 'success and nothing else');
      return { rows: [decoded as object], total: 1 };
    },

    async writeCustom({ action, fields }) {
      return withoutSecrets(decodeAnswer(await call(action, fields), action), action) as object;
    },
  };
}
