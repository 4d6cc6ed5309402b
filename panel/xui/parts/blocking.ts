import { checkDone, listAnswer, read } from '../../decode';
import { PanelError } from '../../errors';
import type { BlockingPart, NewBlocked } from '../../parts';
import type { FormFields } from '../../transport';
import { isFailure, type Call } from './call';

/**
 * Blocked addresses, providers and players of XUI.ONE / XC_VM.
 *
 * add_blocked_ip and add_blocked_isp hand only their parameter `id` on, where a set of values belongs (XC_VM 2025 to 2.6, and XUI.ONE). Sent as
 * PHP's array `id[ip]=…` it is that set; sent as the panel's own words would have it, the code dies and the answer is empty.
 */

const words = { ip: 'ip', isp: 'isp', userAgent: 'ua' } as const;

function fieldsOf({ kind, value, notes, exactMatch }: NewBlocked): FormFields {
  if (kind === 'ip') {
    return [
      ['id[ip]', value],
      ['id[notes]', notes ?? ''],
    ];
  }
  if (kind === 'isp') {
    return [
      ['id[isp]', value],
      // On by its presence; without it the entry is stored and turns nobody away.
      ['id[blocked]', '1'],
    ];
  }
  return [['user_agent', value], ...(exactMatch === true ? [['exact_match', '1'] as const] : [])];
}

export function blockingPart(call: Call): BlockingPart {
  return {
    async addBlocked(entry) {
      const action = `add_blocked_${words[entry.kind]}`;
      try {
        checkDone(await call(action, fieldsOf(entry)), action);
      } catch (error) {
        if (!(error instanceof PanelError) || error.panelStatus === undefined) throw error;
        throw new PanelError('rejected', error.message, {
          field: 'value',
          hint: 'Give an IP address such as 192.0.2.1, a range such as 192.0.2.0/24, or another name.',
          panelStatus: error.panelStatus,
        });
      }
    },

    async removeBlocked(kind, id) {
      const action = `delete_blocked_${words[kind]}`;
      try {
        checkDone(await call(action, [['id', id]]), action);
      } catch (error) {
        if (!isFailure(error)) throw error;
        const list = `get_blocked_${words[kind]}s`;
        const rows = listAnswer(await call(list), list);
        if (rows.some((row) => read.requiredId(row) === id)) throw error;
        throw new PanelError('not-found', `The panel has no blocked entry with id ${id}.`, {
          hint: 'It may have been removed. List what is blocked.',
        });
      }
    },
  };
}
