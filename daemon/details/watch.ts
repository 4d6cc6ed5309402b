import { PanelError, type LineDetails, type PanelAdapter } from '../../panel';
import type { Store } from '../store';
import type { Watch, Watched } from '../watch';
import type { Details } from './details';

/** Lines whose details are read from a database at once. */
const pageSize = 2000;

/**
 * Package and bouquets of lines, which no list of lines tells. From a database beside the panel, all are read at each look. Over the API they are read one by
 * one, a few at each look: first those that changed in another way, then those never read, then those read longest ago.
 */
export class DetailWatch implements Watch {
  readonly name = 'details';
  readonly needs = ['listLines', 'getLine'] as const;
  /** Up to here, every line has been read once, or is known to be due. null: all have. */
  private unreadAfter: number | null = 0;

  /** @param linesAtOnce read one by one at each look */
  constructor(
    private readonly parts: { store: Store; details: Details },
    private readonly linesAtOnce: number,
  ) {}

  async look(panel: Watched, signal: AbortSignal): Promise<'later' | undefined> {
    const row = await this.parts.store.db
      .selectFrom('panels')
      .select('baseline_at')
      .where('panel', '=', panel.name)
      .executeTakeFirst();
    if (row?.baseline_at == null) return 'later';
    const readAll = panel.adapter.detailsAfter?.bind(panel.adapter);
    if (readAll === undefined) await this.readSome(panel, signal);
    else await this.compareAll(panel, readAll, signal);
    return undefined;
  }

  private async compareAll(
    panel: Watched,
    detailsAfter: NonNullable<PanelAdapter['detailsAfter']>,
    signal: AbortSignal,
  ): Promise<void> {
    const { details } = this.parts;
    for (let after: number | null = 0; after !== null;) {
      signal.throwIfAborted();
      const from: number = after;
      // From the reading to the commit in one piece: a command in between would look like a change made by hand.
      after = await panel.alone(async () => {
        const page = await detailsAfter(String(from), pageSize);
        const last = page.at(-1);
        if (last === undefined) return null;
        const upTo = Number(last.id);
        const different = await details.different(panel.name, page, { after: from, upTo });
        if (different.length > 0) {
          await panel.write((trx, afterCommit) => details.seen(trx, afterCommit, panel.name, different, 'panel'));
        }
        return page.length < pageSize ? null : upTo;
      });
    }
  }

  private async readSome(panel: Watched, signal: AbortSignal): Promise<void> {
    const { details } = this.parts;
    const same: number[] = [];
    const { ids, unreadAfter } = await this.next(panel.name);
    try {
      for (const id of ids) {
        signal.throwIfAborted();
        await panel.alone(async () => {
          const found = await detailsOf(panel.adapter, String(id));
          const [different] =
            found === null ? [] : await details.different(panel.name, [found], { after: id - 1, upTo: id });
          if (different === undefined) same.push(id);
          else
            await panel.write((trx, afterCommit) => details.seen(trx, afterCommit, panel.name, [different], 'panel'));
        });
      }
      this.unreadAfter = unreadAfter;
    } finally {
      if (same.length > 0 && !signal.aborted) await panel.write((trx) => details.read(trx, panel.name, same));
    }
  }

  /** Ids of the lines to be read at this look. */
  private async next(panel: string): Promise<{ ids: number[]; unreadAfter: number | null }> {
    const changed = await this.oldest(panel, '=', this.linesAtOnce);
    const room = this.linesAtOnce - changed.length;
    const unread = await this.unread(panel, room);
    const oldest = await this.oldest(panel, '>', room - unread.length);
    // Where there was room for more, there were no more.
    const isDone = this.unreadAfter === null || unread.length < room;
    return {
      ids: [...changed, ...unread, ...oldest],
      unreadAfter: isDone ? null : (unread.at(-1) ?? this.unreadAfter),
    };
  }

  private async oldest(panel: string, when: '=' | '>', limit: number): Promise<number[]> {
    if (limit <= 0) return [];
    const rows = await this.parts.store.db
      .selectFrom('line_details')
      .select('id')
      .where('panel', '=', panel)
      .where('read_at', when, 0)
      .orderBy('read_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Lines of the snapshot of which nothing is known, as after the first pass. Later ones are noted as due when they are seen. */
  private async unread(panel: string, limit: number): Promise<number[]> {
    if (this.unreadAfter === null || limit <= 0) return [];
    const rows = await this.parts.store.db
      .selectFrom('lines')
      .leftJoin('line_details', (join) =>
        join.onRef('line_details.panel', '=', 'lines.panel').onRef('line_details.id', '=', 'lines.id'),
      )
      .select('lines.id')
      .where('lines.panel', '=', panel)
      .where('lines.id', '>', this.unreadAfter)
      .where('line_details.id', 'is', null)
      .orderBy('lines.id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }
}

/** null: it is no more, which a pass will tell. */
async function detailsOf(adapter: PanelAdapter, id: string): Promise<LineDetails | null> {
  try {
    return await adapter.getLine(id);
  } catch (error) {
    if (error instanceof PanelError && error.code === 'not-found') return null;
    throw error;
  }
}
