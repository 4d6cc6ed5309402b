/**
 * Work that exactly one replica does at a time, such as watching a panel or pushing to an endpoint. Named, so that replicas can share it out:
 * `panel:main`, `endpoint:crm`, `relay:events`, `clock`.
 */
export interface Duty {
  readonly name: string;
  /**
   * Does the work until the signal aborts, and has let go of everything when it resolves: another replica may begin then. What it writes after the signal
   * must not count. A rejection is logged, and the duty begun again after a pause.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** Shares duties out among replicas. */
export interface Duties {
  /** From now on this replica is ready to do it. Done here at once where there is one replica only. */
  add(duty: Duty): void;
  /** This replica does it no more; resolves when it has let go. */
  remove(name: string): Promise<void>;
  /** Whether this replica does it now. */
  has(name: string): boolean;
  start(): void;
  /** Lets go of all. */
  stop(): Promise<void>;
}
