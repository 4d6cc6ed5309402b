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
