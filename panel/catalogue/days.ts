import { invalidParameter } from '../errors';

/** @throws PanelError `invalid-parameter` when the last day comes before the first */
export function checkRange(from: string | undefined, to: string | undefined): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw invalidParameter('to', `${to} comes before ${from}`, 'Give a last day on or after the first.');
}

/** The days that are given. */
export function rangeOf(from: string | undefined, to: string | undefined): { from?: string; to?: string } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
