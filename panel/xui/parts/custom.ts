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

export function customPart(call: Call): CustomPart {
  return {
    async readCustom({ action, fields }, start) {
      const answer = await call(action, [...fields, ...listFields({ start }, {})]);
      const decoded = withoutSecrets(decodeAnswer(answer, action), action);
      if (Array.isArray(decoded)) return { rows: rowsOf(decoded, action), total: decoded.length };
      const { data, recordsTotal } = decoded as Row;
      if (Array.isArray(data)) {
        const total = recordsTotal === undefined ? data.length : Number(recordsTotal);
        if (Number.isSafeInteger(total)) return { rows: rowsOf(data, action), total };
      }
      const row = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : (decoded as object);
      return { rows: [row], total: 1 };
    },

    async writeCustom({ action, fields }) {
      return withoutSecrets(decodeAnswer(await call(action, fields), action), action) as object;
    },
  };
}
