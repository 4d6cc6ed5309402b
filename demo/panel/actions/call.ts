import type { PhpVariables } from '../../php';
import type { PanelState, UserRow } from '../state';

/** One authenticated API call. */
export interface Call {
  state: PanelState;
  /** The merged request variables as the panel's code sees them, without `api_key` and `action`. */
  parameters: PhpVariables;
  /** Unix seconds. */
  now: number;
  /** Whose key was sent. */
  user: UserRow;
}

/** Carries a call out. What it returns is encoded as JSON; EMPTY_BODY is what PHP leaves behind when it dies. */
export type Action = (call: Call) => unknown;

/** HTTP 200 with no body at all: an uncaught PHP error, or `exit()`. */
export const EMPTY_BODY = undefined;

export const SUCCESS = 'STATUS_SUCCESS';
export const FAILURE = { status: 'STATUS_FAILURE' };

/** A row as it stands in an answer: everything truthy is text, the rest keeps its type; `<` and `>` become entities. */
export function cleanRow(row: object): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) clean[column] = cleanValue(value);
  return clean;
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : String(value);
  if (typeof value === 'string') {
    return value.includes('<') || value.includes('>') ? value.replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value;
  }
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value === 'object' && value !== null) return cleanRow(value);
  return value;
}

/** `{"status":"STATUS_SUCCESS","data":{row}}`, or STATUS_FAILURE without a word when there is no row. */
export function answerRow(row: object | undefined): unknown {
  return row === undefined ? FAILURE : { status: SUCCESS, data: cleanRow(row) };
}

/** A refusal: the request comes back with it, passwords included. */
export function refuse(status: string, parameters: PhpVariables): unknown {
  return { status, data: cleanRow(parameters) };
}

/** PHP's `intval` of a request variable; 0 when it was not sent or is no number. */
export function intval(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return 0;
  const number = parseInt(value, 10);
  return Number.isNaN(number) ? 0 : number;
}
