import { writeHeld, type Held } from '../duties';
import type { Manners } from '../manners';
import type { Observer } from '../observer';
import type { Store } from '../store';
import { connectPanel, type ConnectOptions } from './connect';
import type { HeldPanel } from './contract';
import { Gate } from './gate';

/** A panel of this replica's, and how to let go of it. */
export interface Holding extends HeldPanel {
  /** Ends requests under way, and lets none be begun. */
  cut(): void;
  /** Lets database queries under way end. */
  close(): Promise<void>;
}

/** Takes a panel into this replica's hands. @param signal aborts when it is to be let go of */
export function holdPanel(
  options: ConnectOptions & { name: string; timeZone: string },
  {
    store,
    observer,
    manners,
    signal,
    held,
  }: { store: Store; observer: Observer; manners: Manners; signal: AbortSignal; held: Held },
): Holding {
  const cut = new AbortController();
  const gate = new Gate();
  const connection = connectPanel(options, AbortSignal.any([cut.signal, held.lost]), {
    before: () => {
      held.assert();
    },
    observed: { panel: options.name, observer },
    manners,
  });
  return {
    name: options.name,
    timeZone: options.timeZone,
    signal,
    lost: held.lost,
    open: () => connection.open(),
    write: (work) => writeHeld(store, held, work),
    change: (work) => gate.change(work),
    look: (work) => gate.look(work),
    isWaitedFor: () => gate.isWaitedFor,
    quietSeconds: () => manners.quietSeconds,
    skewSeconds: () => manners.skewSeconds,
    cut: () => {
      cut.abort();
    },
    close: () => connection.close(),
  };
}
