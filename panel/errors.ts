/**
 * Everything that can go wrong between us and a panel, as one error with a code to decide by,
 * a message that says what happened to what, and a hint that says what to do.
 *
 * Messages and hints never hold a key, a password or an echoed request.
 */

export type PanelErrorCode =
  /** No connection: refused, no such host, reset, TLS. */
  | 'unreachable'
  /** No complete answer in time. The panel may have carried the request out all the same. */
  | 'timeout'
  /** HTTP 404: the address or the access code is wrong. */
  | 'wrong-url'
  /** HTTP 403, or the panel says so: our IP address is not on its list. */
  | 'forbidden-ip'
  | 'wrong-key'
  /** Something answered, but not a panel of this family. */
  | 'not-a-panel'
  /** A panel's answer that cannot be believed: empty, null, cut off, HTML, wrongly typed. */
  | 'bad-answer'
  /** HTTP 5xx or 429: the panel is there but busy, in maintenance or broken. */
  | 'unavailable'
  | 'no-permission'
  | 'unsupported'
  | 'not-found'
  /** A username that is taken. */
  | 'exists'
  /** The panel refused, with a status of its own. */
  | 'rejected'
  /** Written, but reading it back shows something else. */
  | 'not-verified'
  /** Somebody else changed the same thing meanwhile. */
  | 'conflict'
  /** A parameter we refuse before sending anything. */
  | 'invalid-parameter';

export interface PanelErrorDetails {
  /** What to do about it, one sentence for a person. */
  hint?: string;
  /** The parameter at fault. */
  field?: string;
  /** The panel's own status, e.g. `STATUS_INVALID_DATE`. */
  panelStatus?: string;
  /** How long the panel asks us to wait. Seconds. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** Codes after which the same request may be tried again: nothing is wrong with the request itself. */
const passing: ReadonlySet<PanelErrorCode> = new Set(['unreachable', 'timeout', 'bad-answer', 'unavailable']);

export class PanelError extends Error {
  override readonly name = 'PanelError';
  readonly hint: string | undefined;
  readonly field: string | undefined;
  readonly panelStatus: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: PanelErrorCode,
    message: string,
    details: PanelErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.hint = details.hint;
    this.field = details.field;
    this.panelStatus = details.panelStatus;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** Whether the fault is likely to pass by itself. Says nothing about whether a write was carried out. */
  get passing(): boolean {
    return passing.has(this.code);
  }
}

/** A parameter refused before anything was sent. */
export function invalidParameter(field: string, problem: string, hint?: string): PanelError {
  return new PanelError('invalid-parameter', `${field}: ${problem}`, {
    field,
    ...(hint === undefined ? {} : { hint }),
  });
}
