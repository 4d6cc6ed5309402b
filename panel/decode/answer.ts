import { PanelError } from '../errors';
import type { PanelAnswer } from '../transport';
import type { Row } from './values';

/**
 * From an HTTP answer to JSON that can be believed.
 *
 * Panels answer 200 to nearly everything: an uncaught PHP error is an empty body, a broken loopback is `null` or `{"result":false}`,
 * a wrong access code or a blocked address is HTML. Each of these is an error here, so that nothing further on can take it for an empty list.
 */
export function decodeAnswer(answer: PanelAnswer, action: string): unknown {
  const decoded = decodeJson(answer, action);
  if (!Array.isArray(decoded)) refuse(decoded as Row, action);
  return decoded;
}

/** The same for answers that have no word for success or failure: any object or list that can be believed to be what was sent. */
export function decodeJson(answer: PanelAnswer, action: string): object {
  const body = answer.body.replace(/^\uFEFF/, '').trim();
  if (answer.status === 429 || answer.status >= 500) throw unavailable(answer, action);
  const looksLikeJson = /^[[{"]/.test(body);
  if (!looksLikeJson && /\bBlocked\b/.test(body.slice(0, 100)))
    throw forbiddenAddress('says that this address is blocked');
  if (answer.status === 403) throw forbiddenAddress('answered 403 (forbidden)');
  if (answer.status === 404) {
    throw new PanelError('wrong-url', 'The server answered 404 (not found).', {
      hint: 'Check the panel URL, its port and the access code at its end.',
    });
  }
  if (answer.status >= 300) {
    throw new PanelError('wrong-url', `The server answered ${String(answer.status)} instead of an API answer.`, {
      hint: 'Check the panel URL: http or https, port, access code. Redirects are not followed.',
    });
  }
  if (body === '')
    throw badAnswer(
      action,
      'an empty body',
      'The panel hit an internal fault, or the API key’s account may not do this. Try again, then look at the account’s group and the panel’s PHP log.',
    );
  if (body.startsWith('<')) {
    throw new PanelError('not-a-panel', `The answer to ${action} is a web page, not an API answer.`, {
      hint: 'Check the panel URL: it must end in an access code of type Admin API, not in the address of the panel’s pages.',
    });
  }
  // Panels escape everything outside ASCII, so this character was put in by whoever decoded bytes that are no UTF-8.
  if (looksLikeJson && body.includes('\uFFFD'))
    throw badAnswer(action, 'text that is not UTF-8', 'Something between here and the panel changes its answers.');
  let decoded: unknown;
  try {
    decoded = JSON.parse(body);
  } catch {
    // The parser's own error quotes the body, passwords included, and is therefore no cause to hand on.
    if (looksLikeJson)
      throw badAnswer(
        action,
        'JSON that is cut off or malformed',
        'Try again; if it stays, look at the panel’s PHP log.',
      );
    throw new PanelError('not-a-panel', `The answer to ${action} is not JSON.`, {
      hint: 'Check the panel URL: something other than a panel answers there.',
    });
  }
  if (decoded === null || typeof decoded !== 'object') {
    throw badAnswer(
      action,
      `${decoded === null ? 'null' : typeof decoded} where an answer belongs`,
      'The panel is broken or being updated.',
    );
  }
  return decoded;
}

/** The answer as lists by id: `{"5":[1,2]}`. PHP spells none as an empty list. */
export function listsById(answer: PanelAnswer, action: string): Row {
  const decoded = decodeJson(answer, action);
  const lists = Object.entries(decoded);
  if (Array.isArray(decoded) ? lists.length === 0 : lists.length > 0 && lists.every(isListById)) return decoded as Row;
  if (!Array.isArray(decoded)) refuse(decoded as Row, action);
  throw badAnswer(action, 'no lists by id', 'The panel may be another product or version than the one chosen.');
}

function isListById([id, list]: [string, unknown]): boolean {
  return /^[1-9]\d*$/.test(id) && Array.isArray(list);
}

/** The answer of an action that says no more than whether it succeeded. */
export function checkDone(answer: PanelAnswer, action: string): void {
  if (Array.isArray(decodeAnswer(answer, action)))
    throw badAnswer(action, 'a list where a status belongs', 'The panel may be another product.');
}

/** The answer as one object under `data`. `data` that is missing, a list or a scalar is refused. */
export function objectAnswer(answer: PanelAnswer, action: string): Row {
  const decoded = decodeAnswer(answer, action);
  const data = Array.isArray(decoded) ? undefined : (decoded as Row)['data'];
  if (data === null || typeof data !== 'object' || Array.isArray(data)) {
    throw badAnswer(
      action,
      'no object under "data"',
      'The panel may be another product or version than the one chosen.',
    );
  }
  return data as Row;
}

/**
 * The answer as one page of a table: rows under `data` with `recordsTotal`.
 * @param start the offset that was asked for: no rows where the panel's own count has some is a list cut short
 */
export function tableAnswer(answer: PanelAnswer, action: string, start = 0): { rows: Row[]; total: number } {
  const decoded = decodeAnswer(answer, action);
  if (Array.isArray(decoded))
    throw badAnswer(action, 'a bare list where a table belongs', 'The panel may be another product.');
  const { data, recordsTotal } = decoded as Row;
  const total = typeof recordsTotal === 'string' && /^\d+$/.test(recordsTotal) ? Number(recordsTotal) : recordsTotal;
  if (!Array.isArray(data) || typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0) {
    throw badAnswer(
      action,
      'no table (rows and their number)',
      'Some builds break their tables; see the panel’s update notes.',
    );
  }
  if (data.length === 0 && start < total) {
    throw badAnswer(action, 'fewer rows than it counts', 'Try again; the panel may be overloaded or being updated.');
  }
  return { rows: rowsOf(data, action), total };
}

/** The answer as a list: bare, as the filterRows actions answer, or under `data`. */
export function listAnswer(answer: PanelAnswer, action: string): Row[] {
  const decoded = decodeAnswer(answer, action);
  const data = Array.isArray(decoded) ? decoded : (decoded as Row)['data'];
  if (!Array.isArray(data))
    throw badAnswer(action, 'no list', 'The panel may be another product or version than the one chosen.');
  return rowsOf(data, action);
}

function rowsOf(data: readonly unknown[], action: string): Row[] {
  for (const row of data) {
    if (row !== null && typeof row === 'object' && !Array.isArray(row)) continue;
    throw badAnswer(
      action,
      'a row that is no object',
      'The panel may be another product or version than the one chosen.',
    );
  }
  return data as Row[];
}

/** R22F's words for "no": few, fixed, and never what was sent. Source: api.php of Xtream_main. */
const r22fRefusal = /^(NOT EXISTS|EXISTS|NOT ENOUGH CREDITS|PARAMETER ERROR( \([a-z&|/ ]{1,30}\))?)$/;

/** Throws for answers in which the panel says no, in any of the family's ways of saying it. */
function refuse(answer: Row, action: string): void {
  const status = typeof answer['status'] === 'string' ? answer['status'] : undefined;
  const word = [answer['error'], answer['0']].find((candidate) => typeof candidate === 'string');
  const succeeded = status === undefined ? answer['result'] === true : /^STATUS_SUCCESS(_MULTI)?$/.test(status);
  if (succeeded && word === undefined) return;
  if (word === 'KEY WRONG') {
    throw new PanelError('wrong-key', 'The panel does not accept the API key.', {
      hint: 'Copy the API password again: it is api_pass in the panel’s settings.',
    });
  }
  if (word === 'Invalid API key.') {
    throw new PanelError('wrong-key', 'The panel does not accept the API key.', {
      hint: 'Copy the key of an administrator account again (32 hexadecimal digits), and check that the access code is of type Admin API.',
    });
  }
  if (word === 'IP FORBIDDEN') {
    throw new PanelError('forbidden-ip', 'The panel says that this address is not allowed.', {
      hint: 'Add the IP address of this server to the panel’s settings: it belongs in api_ips, with commas between addresses.',
    });
  }
  if (typeof answer['result'] === 'boolean' && status === undefined && word !== undefined && r22fRefusal.test(word)) {
    throw new PanelError('rejected', `The panel refused ${action}: ${word}.`, { panelStatus: word });
  }
  if (word === 'Invalid action.') {
    throw new PanelError('unsupported', `The panel does not know the action ${action}.`, {
      hint: 'Check which panel and version this is; the operation may not exist there.',
    });
  }
  if (status === 'STATUS_NO_PERMISSIONS') {
    throw new PanelError('no-permission', `The API key’s account may not carry out ${action}.`, {
      hint: 'Give the account’s group that permission in the panel, or use another key.',
      panelStatus: status,
    });
  }
  if (status === 'STATUS_FAILURE' && word !== undefined) {
    // Not repeated: it may hold what was sent. And no panelStatus, because only a failure without a word means "not there".
    throw new PanelError('rejected', `The panel refused ${action} with a message of its own.`, {
      hint: 'Look at the panel: it may be in maintenance.',
    });
  }
  if (!succeeded && status !== undefined && /^STATUS_[A-Z_]{1,40}$/.test(status)) {
    throw new PanelError('rejected', `The panel refused ${action}: ${status}.`, { panelStatus: status });
  }
  throw badAnswer(
    action,
    'neither success nor a reason',
    'The panel is broken or being updated, or is another product.',
  );
}

function badAnswer(action: string, found: string, hint: string): PanelError {
  return new PanelError('bad-answer', `The panel answered ${action} with ${found}.`, { hint });
}

function forbiddenAddress(what: string): PanelError {
  return new PanelError('forbidden-ip', `The panel ${what}.`, {
    hint: 'Add the address of this server to the access code’s allowed addresses, and check that the panel has not blocked it.',
  });
}

function unavailable(answer: PanelAnswer, action: string): PanelError {
  const seconds = Number(answer.headers['retry-after']);
  // XC_VM 2.6 in maintenance (its documentation); the text beside it is the operator's own.
  const inMaintenance = answer.status === 503 && /^\s*\{\s*"status"\s*:\s*"STATUS_FAILURE"/.test(answer.body);
  const message = inMaintenance
    ? `The panel is in maintenance and did not carry out ${action}.`
    : `The panel answered ${action} with HTTP ${String(answer.status)}.`;
  return new PanelError('unavailable', message, {
    hint: inMaintenance
      ? 'Wait until the maintenance is over, or end it in the panel’s settings.'
      : 'The panel is overloaded, in maintenance or down. It will be tried again.',
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterSeconds: seconds } : {}),
  });
}
