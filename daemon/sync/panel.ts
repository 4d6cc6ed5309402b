import type { Dialect, PanelAdapter } from '../../panel';
import type { Duty } from '../duties';
import { Manners } from '../manners';
import { unobserved, type Observer } from '../observer';
import { linked, pause } from '../pause';
import { Problem } from '../problem';
import { Rounds, watchViews, type PacedWatch } from '../watch';
import { connectPanel, unwatched, type PanelConnection } from './connect';
import type { PanelHandle, PanelState, PanelView, PanelWork } from './contract';
import { holdPanel } from './held';
import { panelRow, passAsked, passEnded } from './row';
import type { PanelTable } from './tables';
import { PanelWatcher, type PanelOptions, type WatcherParts } from './watcher';

/** How often it is looked whether a pass has ended, where the signal of it got lost. Milliseconds. */
const look = 5000;

/** A configured panel: read by every replica; watched by the one that has its duty, which the others reach through the store. */
export class ConfiguredPanel implements PanelHandle {
  readonly name: string;
  readonly timeZone: string;
  private readonly stopping = new AbortController();
  private readonly connection: PanelConnection;
  private readonly watches: readonly PacedWatch[];
  private readonly observer: Observer;
  private readonly manners: Manners;

  constructor(
    private readonly options: PanelOptions,
    private readonly parts: WatcherParts,
  ) {
    this.name = options.name;
    this.timeZone = options.timeZone;
    this.observer = parts.observer ?? unobserved;
    const observed = { panel: options.name, observer: this.observer };
    this.manners = new Manners(options.name, options, parts.clock);
    this.connection = connectPanel(options, this.stopping.signal, { observed, manners: this.manners });
    this.watches = parts.watches?.get(options.name) ?? [];
  }

  async open(): Promise<PanelAdapter> {
    return (
      this.connection.adapter ??
      this.connection.open(((await this.row())?.dialect as Dialect | null | undefined) ?? undefined)
    );
  }

  /** Its passes, its watches, and the work that goes on beside them. */
  duty(work: PanelWork): Duty {
    return {
      name: `panel:${this.name}`,
      run: async (signal, held) => {
        const stop = linked(signal);
        const { store } = this.parts;
        const logger = this.parts.logger.child({ panel: this.name });
        const panel = holdPanel(this.options, {
          store,
          observer: this.observer,
          manners: this.manners,
          signal: stop.signal,
          held,
        });
        const begun = Promise.withResolvers<undefined>();
        const watching = begun.promise.then(() =>
          Promise.all([
            new PanelWatcher(this.options, this.parts, panel).run(),
            new Rounds(panel, this.watches, { ...this.parts, logger }).run(panel.signal),
          ]),
        );
        try {
          await work(panel, () => {
            begun.resolve(undefined);
          });
        } finally {
          stop.abort();
          begun.resolve(undefined);
          // The page that is asked for may take as long as the panel likes.
          panel.cut();
          await watching;
          await panel.close();
        }
      },
    };
  }

  /** Asks whoever has the panel for a pass. Resolves when one that began later has ended, well or not, or this replica stops. */
  async pass(): Promise<void> {
    const { store } = this.parts;
    const asked = await store.write(async (trx, afterCommit) => {
      const { passes_asked } = await panelRow(trx, this.name);
      const next = passes_asked + 1;
      await trx.updateTable('panels').set({ passes_asked: next }).where('panel', '=', this.name).execute();
      await store.signal(trx, afterCommit, passAsked(this.name));
      return next;
    });
    while (!this.stopping.signal.aborted) {
      const turn = linked(this.stopping.signal);
      try {
        // Listening begins before looking, so that no ending falls between the two.
        const ended = store.signals.next(passEnded(this.name), turn.signal);
        if (((await this.row())?.passes_answered ?? 0) >= asked) return;
        await Promise.race([ended, pause(look, turn.signal)]);
      } finally {
        turn.abort();
      }
    }
  }

  async decide(decision: 'confirm' | 'reject'): Promise<void> {
    await this.parts.store.write(async (trx) => {
      const { held } = await panelRow(trx, this.name);
      if (held === 0) {
        throw new Problem(409, 'nothing-held', `Nothing is held for the panel ${this.name}.`, {
          hint: 'A hold may have ended by itself: look at the panel’s state.',
        });
      }
      const change = decision === 'confirm' ? { confirmed: held } : { rejected: held };
      await trx
        .updateTable('panels')
        .set({ ...change, held: 0, state: 'ready' })
        .where('panel', '=', this.name)
        .execute();
    });
    this.parts.logger.info({ panel: this.name, decision }, 'Held deletions were decided on');
    if (decision === 'confirm') await this.pass();
  }

  async view(): Promise<PanelView> {
    const row = await this.row();
    const dialect = row?.dialect as Dialect | null | undefined;
    const adapter = this.connection.adapter ?? (dialect ? await this.connection.open(dialect) : undefined);
    const problem = row?.problem
      ? (JSON.parse(row.problem) as { code: string; message: string; hint: string | null })
      : null;
    return {
      panel: this.name,
      dialect: adapter?.dialect ?? null,
      explanation: row?.explanation ?? null,
      state: row === undefined || row.starting === 1 ? 'starting' : (row.state as PanelState),
      unwatched: adapter === undefined ? null : unwatched(adapter),
      lines: await this.parts.snapshot.count(this.name),
      lastPassAt: row?.last_pass_at ?? null,
      nextPassAt: row?.next_pass_at ?? null,
      clockSkewSeconds: row?.skew_seconds ?? null,
      problem,
      watches: await watchViews(this.parts.store, this.name, this.watches),
    };
  }

  /** Ends what waits here. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.connection.close();
  }

  private row(): Promise<PanelTable | undefined> {
    return this.parts.store.db.selectFrom('panels').selectAll().where('panel', '=', this.name).executeTakeFirst();
  }
}
