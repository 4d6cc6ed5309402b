import type { PhpValue, PhpVariables } from '../../../php';
import type { PanelState } from '../../state';

/** One call of api.php. */
export interface Call {
  state: PanelState;
  /** The merged request variables as the panel's code sees them. */
  parameters: PhpVariables;
  /** Unix seconds. */
  now: number;
}

/** Carries a call out. What it returns is encoded as JSON. */
export type Action = (call: Call) => unknown;

export const DONE = { result: true };

/** A refusal in words; without any, `{"result":false}`. */
export function refuse(error?: string): object {
  return error === undefined ? { result: false } : { result: false, error };
}

/** What PHP's `empty` says of a request variable: "0" is nothing as well. */
export function isEmpty(value: PhpValue | undefined): boolean {
  return (
    value === undefined ||
    value === '' ||
    value === '0' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

/** The variable as text; a list or an object is none. */
export function textOf(value: PhpValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** `user_data[…]` as name and value; nothing else is looked at. */
export function userDataOf(parameters: PhpVariables): PhpVariables {
  const sent = parameters.user_data;
  return typeof sent === 'object' && !Array.isArray(sent) ? sent : {};
}

/** A row as mysqli gives it: numbers are text, NULL is null. */
export function asFetched(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  );
}

/** An object by key; PHP's array without entries is `[]`. */
export function phpArray(entries: ReadonlyArray<readonly [string, unknown]>): object {
  const isList = entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
