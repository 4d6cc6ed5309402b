import { encodeJson } from '../php';

/** What can go wrong with a panel. A write is carried out only under 'slow' and 'apply-then-reset'. */
export const FAULT_KINDS = [
  /** HTTP 200 and nothing: PHP died. */
  'empty-body',
  /** The word `null`: a broken table handler. */
  'null',
  /** HTTP 200 with a page where JSON belongs. */
  'html',
  /** A list or row cut off in the middle. */
  'truncated-json',
  /** `{"result":false}` */
  'result-false',
  /** `{"status":"STATUS_FAILURE"}`: the panel refuses, and means it. */
  'refused',
  /** Lists end half way: empty pages, or cut arrays, while recordsTotal says there is more. */
  'half-pages',
  'http-500',
  'http-503',
  /** No answer, ever. */
  'hang',
  /** The connection is broken off before anything is done. */
  'reset',
  /** An answer after `delayMs`. */
  'slow',
  /** The call is carried out and the connection broken off without an answer. */
  'apply-then-reset',
  /** The panel no longer knows the key. */
  'wrong-key',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** Only these actions fail. @default all of them */
  actions?: string[];
  /** How many calls fail before the panel is well again. @default every one until the fault is lifted */
  times?: number;
  /** For 'slow', in milliseconds. @default 1000 */
  delayMs?: number;
}

/** Holds the fault that is set and counts it down. */
export class Faults {
  #fault: Fault | null = null;
  #left = 0;

  set(fault: Fault | null): void {
    this.#fault = fault;
    this.#left = fault?.times ?? Infinity;
  }

  /** The fault with the calls it still has; null when the panel is well. */
  get current(): Fault | null {
    if (!this.#fault) return null;
    return this.#left === Infinity ? this.#fault : { ...this.#fault, times: this.#left };
  }

  /** The fault this call meets; counts it. */
  take(action: string): Fault | null {
    const fault = this.#fault;
    if (!fault || (fault.actions && !fault.actions.includes(action))) return null;
    this.#left--;
    if (this.#left <= 0) this.#fault = null;
    return fault;
  }
}

/** A body cut in the middle; one that is too short to be cut loses its last character. */
export function truncate(body: string): string {
  return body.slice(0, Math.floor(body.length / 2));
}

/**
 * The answer to a list call as a panel gives it that loses the second half of its rows; other answers as they are.
 *
 * @param start the offset that was asked for
 */
export function halve(answer: unknown, start: number): unknown {
  if (Array.isArray(answer)) return answer.slice(0, Math.floor(answer.length / 2));
  const { data, recordsTotal } = (answer ?? {}) as { data?: unknown; recordsTotal?: unknown };
  if (!Array.isArray(data) || recordsTotal === undefined) return answer;
  const kept = Math.floor(Number(recordsTotal) / 2);
  return { ...(answer as object), data: data.slice(0, Math.max(0, kept - start)) };
}

/** The error page nginx serves. */
export function nginxPage(status: string): string {
  return [
    '<html>',
    `<head><title>${status}</title></head>`,
    '<body>',
    `<center><h1>${status}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}

/** What the panel says to a key it does not know, or to none. */
export const INVALID_KEY = encodeJson({ status: 'STATUS_FAILURE', error: 'Invalid API key.' });
