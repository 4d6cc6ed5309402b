import { decodeAnswer, type Row } from '../decode';
import { PanelError } from '../errors';
import type { FormFields, PanelAnswer, PanelTransport } from '../transport';
import type { Call } from '../xui/parts/call';

/**
 * Calls of the reseller API, with the two things about its answers that differ from the admin API's.
 *
 * - Its lists answer `{"status":"STATUS_SUCCESS","data":[]}` whatever there is, on XC_VM of 2025 (seen on a running panel; its table.php wants a
 *   session the API never makes); mended in 2.6.5 (its changelog). So no rows are believed only beside rows: an empty part of a list that is
 *   not empty as a whole.
 * - get_user dies in PHP 8 unless columns to hide are named (XC_VM source, 2025), and would answer the account's API key.
 */
export function resellerCalls(transport: PanelTransport): Call {
  const post = (action: string, fields: FormFields): Promise<PanelAnswer> =>
    transport.post([['action', action], ...fields]);
  return async (action, fields = []) => {
    const hidden: FormFields = action === 'get_user' ? [['hide_columns', 'password,api_key']] : [];
    const answer = await post(action, [...fields, ...hidden]);
    checkKey(answer, action);
    if (lists.has(action) && isEmptyList(answer, action)) {
      const whole = await post(action, [
        ['start', '0'],
        ['limit', '1'],
      ]);
      if (isEmptyList(whole, action)) throw blindList(action);
    }
    return answer;
  };
}

/** The lists the panel answers out of its tables. */
const lists: ReadonlySet<string> = new Set(['get_lines', 'get_mags', 'get_enigmas', 'get_users']);

/** The most rows of a list: more are cut off without a word, for resellers (XC_VM source). */
export const mostRows = 1000;

function isEmptyList(answer: PanelAnswer, action: string): boolean {
  const decoded = decodeAnswer(answer, action);
  const data = Array.isArray(decoded) ? decoded : (decoded as Row)['data'];
  return Array.isArray(data) && data.length === 0;
}

function blindList(action: string): PanelError {
  return new PanelError(
    'unsupported',
    `The panel answered ${action} with an empty list, as the reseller API of many builds does however much there is.`,
    {
      hint: 'Name lines, devices and users by their IDs. If there are some, update the panel: XC_VM 2.6.5 mended its lists.',
    },
  );
}

/** The words for a wrong key are those of this API. */
function checkKey(answer: PanelAnswer, action: string): void {
  try {
    decodeAnswer(answer, action);
  } catch (error) {
    if (!(error instanceof PanelError) || error.code !== 'wrong-key') return;
    throw new PanelError('wrong-key', error.message, {
      hint: 'Copy the API key of a reseller account again (32 hexadecimal digits), and check that the access code is of type Reseller API.',
    });
  }
}
