import pino, { type Logger } from 'pino';
import type { EventDraft } from '../../events';
import type { PanelAdapter } from '../../../panel';
import { Problem } from '../../problem';
import { Sealer } from '../../secrets';
import type { Store, Write } from '../../store';
import { causedBy, type Cause, type HeldPanel, type PanelHandle, type Panels, type Snapshot } from '../../sync';
import { FakeClock, openTestStore, type TestStore } from '../../testing';
import { commandMigrations, Commands, type CommandsOptions, type CommandView } from '..';
import { FakePanel } from './fake-panel';

/** What a command's tests stand on: a real database, panels in memory, everything logged. */
export interface Bench extends TestStore {
  clock: FakeClock;
  /** Named `main`. */
  panel: FakePanel;
  panels: Pick<Panels, 'get'>;
  /** Everything logged so far, one JSON object a line. */
  logged(): string;
  logger: Logger;
  /** Started Commands over the same database and panel: what a restart of the daemon makes. */
  start(options?: StartOptions): Promise<Started>;
}

export interface StartOptions extends Partial<CommandsOptions> {
  /** What keeps changes waiting while a pass reads. @default nothing */
  change?: HeldPanel['change'];
}

/** Commands and what carries them out, as a daemon has them until it stops. */
export interface Started extends Pick<Commands, 'submit' | 'wait' | 'get'> {
  stop(): Promise<void>;
}

export async function openBench(morePanels: Readonly<Record<string, PanelAdapter>> = {}): Promise<Bench> {
  const test = await openTestStore(commandMigrations);
  const clock = new FakeClock();
  const panel = new FakePanel();
  const adapters = new Map<string, PanelAdapter>(Object.entries({ ...morePanels, main: panel }));
  const panels = {
    get(name: string): PanelHandle {
      const adapter = adapters.get(name);
      if (!adapter) throw new Problem(404, 'unknown-panel', `There is no panel ${name}.`);
      return { name, timeZone: 'UTC', open: () => Promise.resolve(adapter) };
    },
  };
  // The words of what the snapshot would make of it, in the same transaction.
  const append = (
    trx: Write,
    afterCommit: (run: () => void) => void,
    cause: Cause,
    draft: Pick<EventDraft, 'type' | 'subject'>,
  ) =>
    test.log.append(trx, afterCommit, [
      { ...causedBy(cause, { ...draft, data: {} }), panel: 'main', time: '2027-01-01T00:00:00Z' },
    ]);
  const snapshot: Snapshot = {
    async lineSeen(trx, afterCommit, name, line, cause) {
      await append(trx, afterCommit, cause, { type: 'line.updated', subject: `line:${name}/${line.id}` });
    },
    async lineGone(trx, afterCommit, name, lineId, cause) {
      await append(trx, afterCommit, cause, { type: 'line.deleted', subject: `line:${name}/${lineId}` });
    },
  };
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (text: string) => void lines.push(text) });
  const all: Started[] = [];
  return {
    ...test,
    clock,
    panel,
    panels,
    logger,
    logged: () => lines.join(''),
    start({ change = (work) => work(), ...options }: StartOptions = {}) {
      const store = options.store ?? test.store;
      const commands = new Commands({
        store,
        log: test.log,
        sealer: new Sealer('the secret of these tests'),
        panels,
        snapshot,
        clock,
        logger,
        ...options,
        retry: { firstSeconds: 0.002, mostSeconds: 0.01, ...options.retry },
      });
      const stopping = new AbortController();
      const held = {
        signal: stopping.signal,
        lost: new AbortController().signal,
        write: (work) => store.write(work),
        change,
        look: (work) => work(),
        isWaitedFor: () => false,
        quietSeconds: () => 0,
        skewSeconds: () => null,
      } satisfies Partial<HeldPanel>;
      const carried = [...adapters.keys()].map((name) => commands.carryOut({ ...panels.get(name), ...held }));
      const started: Started = {
        submit: (request) => commands.submit(request),
        wait: (key, seconds, signal) => commands.wait(key, seconds, signal),
        get: (key) => commands.get(key),
        async stop() {
          stopping.abort();
          commands.stop();
          await Promise.all(carried);
        },
      };
      all.push(started);
      return Promise.resolve(started);
    },
    async close() {
      await Promise.all(all.map((each) => each.stop()));
      await test.close();
    },
  };
}

export const oneMonth = { duration: { amount: 1, unit: 'months' } } as const;

/** Submits and waits for the end. */
export async function carryOut(
  commands: Started,
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
