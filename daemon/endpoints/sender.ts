import { Pool, type Dispatcher } from 'undici';
import { jsonOf, type StoredEvent } from '../events';
import { version } from '../version';
import { ForbiddenAddress, guardedConnector, type AddressGuard, type Lookup } from './guard';
import { retryAfterOf } from './schedule';
import type { Signer } from './signing';

/** What became of one attempt. */
export interface Answer {
  /** HTTP status; null: there was none. */
  status: number | null;
  /** Why it failed, for people; null: it did not. */
  reason: string | null;
  /** How long the endpoint asks to be left alone. Milliseconds. */
  retryAfterMs: number | null;
  /** Broken off by us: neither a success nor a failure. */
  brokenOff: boolean;
}

export interface SenderOptions {
  url: URL;
  headers: Readonly<Record<string, string>>;
  signer: Signer;
  /** Connections at most; one push at a time on each. */
  concurrency: number;
  timeoutMs: number;
  guard: AddressGuard;
  lookup?: Lookup | undefined;
  /** Told of each attempt that has ended, and how long it took. Seconds. */
  ended?: (outcome: string, seconds: number) => void;
}

/** Of an answer's body, this much is read and dropped; a longer one costs its connection. Bytes. */
const mostOfBody = 64 * 1024;

/** Why a push failed that had no answer, by the code of the error. */
const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  ENOTFOUND: 'the name cannot be resolved',
  EAI_AGAIN: 'the name cannot be resolved at present',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

function failureOf(error: Error): string {
  if (error instanceof ForbiddenAddress) return error.message;
  const code = (error as NodeJS.ErrnoException).code ?? error.name;
  return `${failures[code] ?? 'the connection failed'} (${code})`;
}

function refusalOf(status: number): string {
  const redirect = status >= 300 && status < 400;
  return redirect
    ? `answered ${String(status)}, a redirect, which is not followed: set the address it leads to`
    : `answered ${String(status)}`;
}

/** In a word: `ok`, `http_500` and the like, `failed` where there was no answer, `left` where we broke it off. */
function outcomeOf({ brokenOff, reason, status }: Answer): string {
  if (brokenOff) return 'left';
  if (reason === null) return 'ok';
  return status === null ? 'failed' : `http_${String(status)}`;
}

/** What is posted for an event: the structure Standard Webhooks recommends, with the whole event as its data. */
export function bodyOf(event: StoredEvent): Buffer {
  const { type, time } = event;
  return Buffer.from(`{"type":${JSON.stringify(type)},"timestamp":${JSON.stringify(time)},"data":${jsonOf(event)}}`);
}

/** Posts events to one address, signed, over connections that are kept. Never follows a redirect: what it leads to was judged by nobody. */
export class Sender {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly headers: readonly string[];
  private readonly under = new Set<Exchange>();

  constructor(private readonly options: SenderOptions) {
    const { url, headers, concurrency, timeoutMs, guard, lookup } = options;
    this.pool = new Pool(url.origin, {
      connections: concurrency,
      pipelining: 1,
      // Ours ends earlier, whatever dribbles in.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: guardedConnector(guard, { timeoutMs, ...(lookup === undefined ? {} : { lookup }) }),
    });
    this.path = url.pathname + url.search;
    this.headers = [
      'content-type',
      'application/json',
      'user-agent',
      `xtream-ui-sync/${version}`,
      ...Object.entries(headers).flat(),
    ];
  }

  /** @param done called once */
  send(event: StoredEvent, now: number, done: (answer: Answer) => void): void {
    const body = bodyOf(event);
    const timestamp = String(Math.floor(now / 1000));
    const began = performance.now();
    const exchange = new Exchange(this.options.timeoutMs, now, (answer) => {
      this.under.delete(exchange);
      this.options.ended?.(outcomeOf(answer), (performance.now() - began) / 1000);
      done(answer);
    });
    this.under.add(exchange);
    this.pool.dispatch(
      {
        method: 'POST',
        path: this.path,
        headers: [
          ...this.headers,
          'webhook-id',
          event.id,
          'webhook-timestamp',
          timestamp,
          'webhook-signature',
          this.options.signer.sign(event.id, timestamp, body, now),
        ],
        body,
      },
      exchange,
    );
  }

  /** Breaks off what is under way. */
  breakOff(): void {
    for (const exchange of this.under) exchange.breakOff();
  }

  async close(): Promise<void> {
    this.breakOff();
    await this.pool.destroy();
  }
}

/** One request and its answer. Ends once, whatever comes first: the answer, an error, the time-out, or we. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | undefined;
  private answer: Answer | undefined;
  private received = 0;
  private ended = false;

  constructor(
    timeoutMs: number,
    private readonly now: number,
    private readonly done: (answer: Answer) => void,
  ) {
    this.timer = setTimeout(() => {
      this.end(this.answer ?? failed(`no answer within ${String(timeoutMs / 1000)} seconds`), true);
    }, timeoutMs);
  }

  breakOff(): void {
    this.end({ status: null, reason: null, retryAfterMs: null, brokenOff: true }, true);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It waited for a connection for longer than it had.
    if (this.ended) controller.abort(new Error('too late'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 103 and its like announce the answer.
    if (status < 200) return;
    const retryAfter = headers['retry-after'];
    this.answer = {
      status,
      reason: status < 300 ? null : refusalOf(status),
      retryAfterMs: status < 300 ? null : retryAfterOf(String(retryAfter ?? ''), this.now),
      brokenOff: false,
    };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.received += chunk.length;
    // The status has said it all.
    if (this.received > mostOfBody && this.answer !== undefined) this.end(this.answer, true);
  }

  onResponseEnd(): void {
    this.end(this.answer ?? failed('the answer had no status'), false);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end(this.answer ?? failed(failureOf(error)), false);
  }

  private end(answer: Answer, abort: boolean): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    if (abort) this.controller?.abort(new Error('broken off'));
    this.done(answer);
  }
}

function failed(reason: string): Answer {
  return { status: null, reason, retryAfterMs: null, brokenOff: false };
}
