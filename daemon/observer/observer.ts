/**
 * Work that is measured and traced: its kinds, and what tells one piece from another. No personal data and no secrets: metrics are open, and traces go to
 * other servers.
 */
export interface Observed {
  /** Reading a panel once. */
  pass: { panel: string };
  /** One request to a panel's API, or one query to its database. */
  panel_request: { panel: string; action: string };
  /** From taking its place in the queue to its end. */
  command: { panel: string; operation: string; key: string };
  /** One request to our API. `route` is the pattern, not the path; `traceparent` the header of that name (W3C Trace Context), as it came. */
  http_request: { method: string; route: string; traceparent?: string | undefined };
  /** One request to an endpoint's receiver. */
  push: { endpoint: string };
  /** One transaction, the waiting for its turn included. */
  store_write: Record<string, never>;
}

export type ObservedKind = keyof Observed;

/** Measures and traces work. Nothing of it changes what the work does. */
export interface Observer {
  /**
   * Carries work out and tells how long it took and how it ended.
   * @param outcome in a word; of work that rejects it is the error's code. @default 'ok'
   */
  observe<K extends ObservedKind, T>(
    kind: K,
    about: Observed[K],
    work: () => Promise<T>,
    outcome?: (result: T) => string,
  ): Promise<T>;
  /** Tells of work that is over. */
  record<K extends ObservedKind>(kind: K, about: Observed[K], outcome: string, seconds: number): void;
}

/** Measures nothing. */
export const unobserved: Observer = { observe: (_kind, _about, work) => work(), record: () => undefined };

/** Two observers as one. */
export function both(outer: Observer, inner: Observer): Observer {
  return {
    observe: (kind, about, work, outcome) =>
      outer.observe(kind, about, () => inner.observe(kind, about, work, outcome), outcome),
    record(kind, about, outcome, seconds) {
      outer.record(kind, about, outcome, seconds);
      inner.record(kind, about, outcome, seconds);
    },
  };
}

/** In a word how failed work ended: the error's code, such as `timeout` or `not-found`. */
export function outcomeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code !== '' ? code : 'error';
}
