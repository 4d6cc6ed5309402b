import { inspect } from 'node:util';
import { PanelError } from '../index';

/** The PanelError that the call rejects with or throws; anything else fails the test. */
export async function refusal(call: () => unknown): Promise<PanelError> {
  let value: unknown;
  try {
    value = await call();
  } catch (error) {
    if (error instanceof PanelError) return error;
    throw error;
  }
  throw new Error(`expected a PanelError, got ${inspect(value)}`);
}

/** All that a log, a person or another program could ever get to see of an error. */
export function everythingOf(error: PanelError): string {
  return [
    error.message,
    error.hint,
    error.field,
    error.panelStatus,
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: Infinity, showHidden: true }),
  ].join('\n');
}
