import { setTimeout as sleep } from 'node:timers/promises';
import type { LineState } from '../../panel';
import { ClockJumps } from '../clock';
import type { Duty } from '../duties';
import { Problem } from '../problem';
import { contains } from '../store';
import type { PanelHandle, Panels, PanelView, PanelWork } from './contract';
import { lineState, type StoredLine } from './diff';
import { ConfiguredPanel } from './panel';
import type { PanelOptions, WatcherParts } from './watcher';

/** How often due expiries are looked for. Milliseconds. */
const markInterval = 5000;

/** All configured panels. */
export class WatchedPanels implements Panels {
  private readonly panels: ReadonlyMap<string, ConfiguredPanel>;

  constructor(
    options: readonly PanelOptions[],
    private readonly parts: WatcherParts,
  ) {
    this.panels = new Map(options.map((panel) => [panel.name, new ConfiguredPanel(panel, parts)]));
  }

  /**
   * What one replica does: watching each panel (`panel:main`), and telling of expiries (`clock`).
   * @param work goes on beside the passes of a panel
   */
  duties(work: PanelWork): Duty[] {
    const clock: Duty = {
      name: 'clock',
      run: async (signal) => {
        const jumps = new ClockJumps(this.parts.clock);
        while (!signal.aborted) {
          const jump = jumps.take();
          if (jump !== 0) await this.clockSet(jump);
          await this.tellDueMarks();
          await sleep(markInterval, undefined, { signal }).catch(() => undefined);
        }
      },
    };
    return [...[...this.panels.values()].map((panel) => panel.duty(work)), clock];
  }

  /** Ends what waits here. */
  async stop(): Promise<void> {
    await Promise.all([...this.panels.values()].map((panel) => panel.stop()));
  }

  get(name: string): PanelHandle {
    return this.panel(name);
  }

  views(): Promise<PanelView[]> {
    return Promise.all([...this.panels.values()].map((panel) => panel.view()));
  }

  async pass(name: string): Promise<void> {
    await this.panel(name).pass();
    await this.tellDueMarks();
  }

  decide(name: string, decision: 'confirm' | 'reject'): Promise<void> {
    return this.panel(name).decide(decision);
  }

  async lines(
    name: string,
    query: { search?: string; after?: string; limit: number },
  ): Promise<{ lines: LineState[]; next: string | null }> {
    this.panel(name);
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

  /** Until the panels have been asked anew, they are taken to be as far off as they must be now, or a clock set ahead would tell of expiries to come. */
  private async clockSet(seconds: number): Promise<void> {
    const { store, logger } = this.parts;
    logger.warn({ seconds: Math.round(seconds) }, 'The clock of this machine was set; expiries go on by the panels’');
    await store.write((trx) =>
      trx
        .updateTable('panels')
        .set((eb) => ({
          skew_seconds: eb(eb.fn.coalesce('skew_seconds', eb.lit(0)), '-', Math.round(seconds)),
        }))
        .execute(),
    );
  }

  /** Any replica may: each mark moves in the transaction of its event. */
  private async tellDueMarks(): Promise<void> {
    try {
      await this.parts.snapshot.tellDueMarks();
    } catch (error) {
      this.parts.logger.error({ err: error }, 'Due expiries could not be told of; it will be tried again');
    }
  }

  private panel(name: string): ConfiguredPanel {
    const panel = this.panels.get(name);
    if (panel) return panel;
    throw new Problem(404, 'unknown-panel', `There is no panel ${name}.`, {
      hint: `The configuration has: ${[...this.panels.keys()].join(', ')}.`,
      field: 'panel',
    });
  }
}
