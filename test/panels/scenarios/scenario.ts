import type { World } from '../world';

/** What an operation is to do on a panel, whichever dialect it is spoken to in. */
export interface Scenario {
  /** Puts on the panel what the operation needs there. */
  prepare?(world: World): void;
  /** What it is given. @default what it insists on, of what is on the panel */
  given?(world: World): Record<string, unknown>;
  /**
   * Nothing on the panel tells whether it was done (`always`), that it was (`done`), or that it was not (`undone`): after a lost answer that is said, and
   * it is not sent again.
   */
  unknowable?: (world: World) => 'always' | 'done' | 'undone' | undefined;
  /** Fails unless the panel is as it must be afterwards, and the answer says so. */
  then(world: World, result: unknown): void;
}

export type Scenarios = Readonly<Record<string, Scenario>>;
