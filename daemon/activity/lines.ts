import { PanelError, type LineState } from '../../panel';
import { numbersOf, type Store } from '../store';
import { lineState, storedLine, type StoredLine } from '../sync';
import type { Watched } from '../watch';

/** Lines as they stand, for events about how they are used. */
export class LineStates {
  private readonly read = new Map<string, LineState | null>();

  /** @param now milliseconds since 1970 */
  constructor(
    private readonly db: Store['db'],
    private readonly panel: Watched,
    private readonly now: number,
  ) {}

  /** Those of the snapshot. */
  async known(ids: readonly string[]): Promise<Map<string, LineState>> {
    const rows = await this.db
      .selectFrom('lines')
      .select(['id', 'state'])
      .where('panel', '=', this.panel.name)
      .where('id', 'in', numbersOf(this.db, ids.map(Number)))
      .execute();
    return new Map(rows.map(({ id, state }) => [String(id), lineState(JSON.parse(state) as StoredLine, this.now)]));
  }

  /**
   * Asked of the panel: a line of a device, which no list of lines has, or one newer than the last pass.
   * @returns null where there is no such line (any more)
   */
  async ask(id: string): Promise<LineState | null> {
    const asked = this.read.get(id);
    if (asked !== undefined) return asked;
    const found = await this.panel.adapter.getLine(id).catch((error: unknown) => {
      if (error instanceof PanelError && error.code === 'not-found') return null;
      throw error;
    });
    const state = found === null ? null : lineState(storedLine(found), this.now);
    this.read.set(id, state);
    return state;
  }
}
