import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionTo } from './postgres';

/** The channel all our signals come by. The payload is the signal's name. */
export const channel = 'xtream_ui_sync';

/** Before each name, so that none is one of those an emitter gives a meaning to, such as `error`. */
const prefix = 'signal:';

/** Between tries to listen again. Milliseconds. */
const retry = 1000;

/**
 * Wakes whoever waits for something to change: in this process, and on PostgreSQL in all replicas. A signal is a hint to look, never a fact: it may come
 * without a change, and those who wait long look again by themselves.
 */
export class Signals {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly closing = new AbortController();
  private listening: Promise<void> = Promise.resolve();

  /** Wakes who waits for it in this process. */
  emit(name: string): void {
    this.emitter.emit(prefix + name);
  }

  /** Resolves at the next signal of this name, or when the signal given aborts. Never rejects. */
  async next(name: string, signal: AbortSignal): Promise<void> {
    try {
      await once(this.emitter, prefix + name, { signal });
    } catch {
      // Aborted: the caller looks at its signal.
    }
  }

  /** Calls at every signal of this name, until what is returned is called. */
  on(name: string, listener: () => void): () => void {
    this.emitter.on(prefix + name, listener);
    return () => {
      this.emitter.off(prefix + name, listener);
    };
  }

  /** Hears what other replicas signal, for as long as it is not closed. */
  listen(url: string): void {
    this.listening = this.listenOn(url);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.listening;
  }

  private emitAll(): void {
    const names = this.emitter.eventNames().filter((name) => String(name).startsWith(prefix));
    for (const name of names) this.emitter.emit(name);
  }

  private async listenOn(url: string): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const client = new pg.Client(connectionTo(url));
      const lost = new Promise<void>((resolve) => {
        client.on('error', () => {
          resolve();
        });
        client.on('end', () => {
          resolve();
        });
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
      client.on('notification', ({ payload }) => {
        if (payload !== undefined) this.emit(payload);
      });
      try {
        await client.connect();
        await client.query(`LISTEN ${channel}`);
        // What was signalled while nobody listened is looked at now.
        this.emitAll();
        await lost;
      } catch {
        // The server is away. All who wait look by themselves every now and then, and what they find tells of it.
      }
      await client.end().catch(() => undefined);
      await sleep(retry, undefined, { signal }).catch(() => undefined);
    }
  }
}
