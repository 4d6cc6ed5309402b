import { PanelError } from '../errors';

/** How many names are remembered. */
const most = 10_000;

/**
 * The ids of lines and devices that were read or made, by username or MAC address: where the panel's lists are always empty there is no other way
 * from a name to what it names. Kept in memory only, and always looked up again: the panel's word counts.
 */
export class Known {
  private readonly ids = new Map<string, string>();

  met(kind: string, name: string, id: string): void {
    if (name === '') return;
    const key = `${kind} ${name}`;
    this.ids.delete(key);
    this.ids.set(key, id);
    if (this.ids.size <= most) return;
    const [oldest] = this.ids.keys();
    if (oldest !== undefined) this.ids.delete(oldest);
  }

  /** @returns undefined where the name was never met, or what it named is gone */
  async lookUp<T>(kind: string, name: string, get: (id: string) => Promise<T>): Promise<T | undefined> {
    const key = `${kind} ${name}`;
    const id = this.ids.get(key);
    if (id === undefined) return undefined;
    try {
      return await get(id);
    } catch (error) {
      if (!(error instanceof PanelError) || error.code !== 'not-found') throw error;
      this.ids.delete(key);
      return undefined;
    }
  }
}
