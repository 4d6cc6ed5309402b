import { decodeJson, read, type Row } from '../decode';
import { PanelError } from '../errors';
import { loginMessage, refusedLogin, type LoginCheck } from '../parts';
import type { PanelAnswer } from '../transport';
import type { LineStatus } from '../types';

/**
 * What player_api.php says to a login.
 *
 * The two lineages differ: R22F answers `{"user_info":{"auth":0}}` to a wrong login and names the status of every other; XUI.ONE and XC_VM up to
 * April 2026 answer a wrong login, an expired, a disabled and a banned line all with the same page of nginx, HTTP 404 (seen on a running XC_VM; with
 * `debug_show_errors` HTTP 200 and a page that names the reason, read in the source). XC_VM 2.6 names the status (its FAQ).
 */
export interface PlayerAnswer {
  check: LoginCheck;
  /** Whether the panel may have counted it as an attempt to break in. */
  refused: boolean;
}

const unexplained =
  'The panel refused the login. This kind of panel does not say why: username or password may be wrong, or the line expired, disabled or banned.';

/** Reasons as the page of `debug_show_errors` names them (XC_VM). */
const namedReasons: ReadonlyArray<readonly [RegExp, LineStatus]> = [
  [/\bexpired\b/i, 'expired'],
  [/\bbanned\b/i, 'banned'],
  [/\bdisabled\b/i, 'disabled'],
];

/** @throws PanelError where the answer says nothing to rely on */
export function playerAnswer(username: string, answer: PanelAnswer, now: number): PlayerAnswer {
  if (isRefusalPage(answer)) return { check: refusedLogin(username, unexplained), refused: true };
  if (answer.status === 200 && /^\s*</.test(answer.body)) return namedRefusal(username, answer.body);
  if (answer.status === 200 && answer.body.trim() === '') {
    throw new PanelError(
      'bad-answer',
      'The panel answered the login with an empty body, which says neither yes nor no.',
      {
        hint: 'Some builds of XC_VM (July 2025) do so for every line, R22F for lines of Enigma2 devices. Check the login by the panel’s admin API.',
      },
    );
  }
  const info = accountOf(decodeJson(answer, 'the login'));
  if (info === null) {
    throw new PanelError('bad-answer', 'The panel answered the login with something that is no account.', {
      hint: 'Check the panel URL: it must be where players connect to.',
    });
  }
  if (!read.requiredFlag(info, 'auth')) {
    return { check: refusedLogin(username, 'The panel has no line with this username and password.'), refused: true };
  }
  return { check: account(username, info, now), refused: false };
}

/** nginx's own page of HTTP 404: what this lineage shows to whatever it refuses, and to addresses that are not there. */
export function isRefusalPage({ status, body }: PanelAnswer): boolean {
  return status === 404 && /<html/i.test(body) && /nginx/i.test(body);
}

function account(username: string, info: Row, now: number): LoginCheck {
  const word = read.text(info, 'status') ?? '';
  if (/^maintenance$/i.test(word)) {
    throw new PanelError('unavailable', 'The panel is in maintenance and does not check logins.', {
      hint: 'Try again when the maintenance is over.',
    });
  }
  const expiresAt = info['exp_date'] === '' ? null : read.instant(info, 'exp_date');
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  const status = statusOf(word, isOver);
  return {
    username,
    valid: true,
    status,
    expiresAt,
    trial: info['is_trial'] === undefined ? null : read.flag(info, 'is_trial'),
    maxConnections: numberOrNull(info, 'max_connections'),
    activeConnections: numberOrNull(info, 'active_cons'),
    message:
      status === null
        ? 'The login is right, but the panel names a status that is not known or contradicts the expiry.'
        : loginMessage(status, expiresAt),
  };
}

/** @returns null for a word not known, or one the expiry contradicts: a later R22F has the words mixed up (read in its source) */
function statusOf(word: string, isOver: boolean): LineStatus | null {
  switch (word.toLowerCase()) {
    case 'active':
      return isOver ? 'expired' : 'active';
    case 'expired':
      return isOver ? 'expired' : null;
    case 'disabled':
      return 'disabled';
    case 'banned':
      return 'banned';
    default:
      return null;
  }
}

function namedRefusal(username: string, page: string): PlayerAnswer {
  const text = page.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
  const status = namedReasons.find(([word]) => word.test(text))?.[1];
  if (status !== undefined) {
    const check = { ...refusedLogin(username, loginMessage(status, null)), valid: true, status };
    return { check, refused: true };
  }
  if (/credential|username|password/i.test(text)) return { check: refusedLogin(username, unexplained), refused: true };
  throw new PanelError('not-a-panel', 'The answer to the login is a web page, not the player API’s.', {
    hint: 'Check the panel URL: it must be where players connect to.',
  });
}

function accountOf(decoded: object): Row | null {
  const info = (decoded as { user_info?: unknown }).user_info;
  return typeof info === 'object' && info !== null && !Array.isArray(info) ? (info as Row) : null;
}

function numberOrNull(info: Row, name: string): number | null {
  return info[name] === undefined || info[name] === null || info[name] === '' ? null : read.integer(info, name);
}
