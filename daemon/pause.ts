/** Resolves after some milliseconds, or when the signal aborts. Never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** A signal that aborts with any of those given, and by `abort`. `abort` must be called in the end: it takes the listeners away. */
export function linked(...signals: ReadonlyArray<AbortSignal | undefined>): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  const abort = (): void => {
    for (const signal of signals) signal?.removeEventListener('abort', abort);
    controller.abort();
  };
  for (const signal of signals) {
    if (signal?.aborted === true) controller.abort();
    else signal?.addEventListener('abort', abort);
  }
  return { signal: controller.signal, abort };
}

/** Wakes one who waits. A ring nobody waited for is not lost: the next wait ends at once. */
export class Bell {
  private rung = false;
  private wake: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Resolves when it rings, after some milliseconds, or when the signal aborts. Never rejects. */
  async heard(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.rung) {
      const waiting = linked(signal);
      this.wake = waiting.abort;
      await pause(milliseconds, waiting.signal);
      this.wake = null;
      waiting.abort();
    }
    this.rung = false;
  }
}
