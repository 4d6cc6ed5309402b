import pino, { type Logger } from 'pino';
import type { EventDraft } from '../../events';
import type { PanelAdapter } from '../../../panel';
import { Problem } from '../../problem';
import { Sealer } from '../../secrets';
import type { Store, Write } from '../../store';
import type { PanelHandle, Panels, Snapshot } from '../../sync';
import { FakeClock, openTestStore, type TestStore } from '../../testing';
import { commandMigrations, Commands, type CommandsOptions, type CommandView } from '..';
import { FakePanel } from './fake-panel';

/** What a command's tests stand on: a real database, panels in memory, everything logged. */
export interface Bench extends TestStore {
  clock: FakeClock;
  /** Named `main`. */
  panel: FakePanel;
  panels: Panels;
  /** Everything logged so far, one JSON object a line. */
  logged(): string;
  logger: Logger;
  /** Started Commands over the same database and panel: what a restart of the daemon makes. */
  start(options?: Partial<CommandsOptions>): Promise<Commands>;
}

class MemoryPanels {
  constructor(private readonly handles: readonly PanelHandle[]) {}
  get(name: string): PanelHandle {
    const found = this.handles.find((handle) => handle.name === name);
    if (!found) throw new Problem(404, 'unknown-panel', `There is no panel ${name}.`);
    return found;
  }
}

export async function openBench(morePanels: Readonly<Record<string, PanelAdapter>> = {}): Promise<Bench> {
  const test = await openTestStore(commandMigrations);
  const clock = new FakeClock();
  const panel = new FakePanel();
  const panels = new MemoryPanels(
    Object.entries({ ...morePanels, main: panel }).map(([name, adapter]): PanelHandle => ({
      name,
      adapter,
      timeZone: 'UTC',
      change: (work) => work(),
    })),
  ) as Pick<Panels, 'get'> as Panels;
  // The words of what the snapshot would make of it, in the same transaction.
  const append = (
    trx: Write,
    afterCommit: (run: () => void) => void,
    draft: Pick<EventDraft, 'type' | 'subject' | 'origin'>,
  ) => test.log.append(trx, afterCommit, [{ ...draft, panel: 'main', time: '2027-01-01T00:00:00Z', data: {} }]);
  const snapshot: Snapshot = {
    async lineSeen(trx, afterCommit, name, line, origin) {
      await append(trx, afterCommit, { type: 'line.updated', subject: `line:${name}/${line.id}`, origin });
    },
    async lineGone(trx, afterCommit, name, lineId, origin) {
      await append(trx, afterCommit, { type: 'line.deleted', subject: `line:${name}/${lineId}`, origin });
    },
  };
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (text: string) => void lines.push(text) });
  const commands: Commands[] = [];
  return {
    ...test,
    clock,
    panel,
    panels,
    logger,
    logged: () => lines.join(''),
    async start(options = {}) {
      const started = new Commands({
        store: test.store,
        log: test.log,
        sealer: new Sealer('the secret of these tests'),
        panels,
        snapshot,
        clock,
        logger,
        ...options,
        retry: { firstSeconds: 0.002, mostSeconds: 0.01, ...options.retry },
      });
      commands.push(started);
      await started.start();
      return started;
    },
    async close() {
      await Promise.all(commands.map((each) => each.stop()));
      await test.close();
    },
  };
}

export const oneMonth = { duration: { amount: 1, unit: 'months' } } as const;

/** Submits and waits for the end. */
export async function carryOut(
  commands: Commands,
  key: string,
  operation: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<CommandView> {
  await commands.submit({ key, panel: 'main', operation, parameters });
  return commands.wait(key, 20);
}

export class Killed extends Error {}

/** Counts every step of a process at its database and its panel, and kills it at one of them: from then on it can do nothing at either. */
export class Life {
  private steps = 0;
  dead = false;

  constructor(private readonly diesAt: number) {}

  step = (): void => {
    this.steps += 1;
    if (this.steps >= this.diesAt) this.dead = true;
    if (this.dead) throw new Killed('killed');
  };

  /** The store as this life sees it: it may end before, within or just after a transaction. */
  over(store: Store): Store {
    const { step } = this;
    return new Proxy(store, {
      get(target, name) {
        if (name !== 'write') return Reflect.get(target, name) as unknown;
        return async (work: Parameters<Store['write']>[0]) => {
          step();
          const result = await target.write(async (trx, afterCommit) => {
            const written = await work(trx, afterCommit);
            step();
            return written;
          });
          step();
          return result;
        };
      },
    });
  }
}
