import { Problem } from '../problem';
import { contains } from '../store';
import type { LineState } from '../../panel';
import type { PanelHandle, Panels, PanelView } from './contract';
import { lineState, type StoredLine } from './diff';
import type { PanelOptions, WatcherParts } from './watcher';
import { PanelWatcher } from './watcher';

/** How often due expiries are looked for. Seconds. */
const markInterval = 5;

/** All configured panels. */
export class WatchedPanels implements Panels {
  private readonly watchers: ReadonlyMap<string, PanelWatcher>;
  private marks: NodeJS.Timeout | undefined;
  private telling: Promise<void> = Promise.resolve();

  constructor(
    options: readonly PanelOptions[],
    private readonly parts: WatcherParts,
  ) {
    this.watchers = new Map(options.map((panel) => [panel.name, new PanelWatcher(panel, parts)]));
  }

  start(): void {
    for (const watcher of this.watchers.values()) watcher.start();
    this.marks = setInterval(() => {
      this.telling = this.tellDueMarks();
    }, markInterval * 1000);
  }

  async stop(): Promise<void> {
    clearInterval(this.marks);
    await Promise.all([...[...this.watchers.values()].map((watcher) => watcher.stop()), this.telling]);
  }

  get(name: string): PanelHandle {
    return this.watcher(name);
  }

  views(): Promise<PanelView[]> {
    return Promise.all([...this.watchers.values()].map((watcher) => watcher.view()));
  }

  async pass(name: string): Promise<void> {
    await this.watcher(name).pass();
    await this.tellDueMarks();
  }

  /** Looks once at something besides the lines, by the watch's name. */
  look(name: string, watch: string): Promise<void> {
    return this.watcher(name).look(watch);
  }

  decide(name: string, decision: 'confirm' | 'reject'): Promise<void> {
    return this.watcher(name).decide(decision);
  }

  async lines(
    name: string,
    query: { search?: string; after?: string; limit: number },
  ): Promise<{ lines: LineState[]; next: string | null }> {
    this.watcher(name);
    let select = this.parts.store.db
      .selectFrom('lines')
      .select('state')
      .where('panel', '=', name)
      .where('id', '>', Number(query.after ?? 0))
      .orderBy('id')
      .limit(query.limit + 1);
    if (query.search !== undefined && query.search !== '') {
      select = select.where(contains(this.parts.store.db, 'username', query.search));
    }
    const rows = await select.execute();
    const now = this.parts.clock.now();
    const lines = rows.slice(0, query.limit).map((row) => lineState(JSON.parse(row.state) as StoredLine, now));
    return { lines, next: rows.length > query.limit ? (lines.at(-1)?.id ?? null) : null };
  }

  private async tellDueMarks(): Promise<void> {
    try {
      await this.parts.snapshot.tellDueMarks();
    } catch (error) {
      this.parts.logger.error({ err: error }, 'Due expiries could not be told of; it will be tried again');
    }
  }

  private watcher(name: string): PanelWatcher {
    const watcher = this.watchers.get(name);
    if (watcher) return watcher;
    throw new Problem(404, 'unknown-panel', `There is no panel ${name}.`, {
      hint: `The configuration has: ${[...this.watchers.keys()].join(', ')}.`,
      field: 'panel',
    });
  }
}
