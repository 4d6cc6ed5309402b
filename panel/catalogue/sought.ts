import { PanelError } from '../errors';

/**
 * What was looked for; null: surely not there; undefined: this panel cannot tell, because its lists do not work (reseller API of many builds).
 */
export async function sought<T>(looking: Promise<T | null>): Promise<T | null | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof PanelError && error.code === 'unsupported') return undefined;
    throw error;
  }
}
