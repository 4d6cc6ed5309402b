import { AsyncLocalStorage } from 'node:async_hooks';
import type * as OpenTelemetry from '@opentelemetry/api' with { 'resolution-mode': 'import' };
import { outcomeOf, type Observed, type ObservedKind, type Observer } from '../observer';
import { describe, isFault } from './describe';
import { parentOf } from './traceparent';

/** Given, not imported: only who wants traces loads it. */
type Api = typeof OpenTelemetry;

/** Work under way, as part of which other work may begin. */
interface Part {
  context: OpenTelemetry.Context;
  within: Part | undefined;
  over: boolean;
}

/** Asked every few seconds by machines, and of no interest to anybody who reads traces. */
const untraced: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Makes a span of each piece of work, below that of the work it is part of. What goes on after the work it was begun in has ended is no part of it any more.
 *
 * Of errors only the code is recorded: messages may name a line or quote a panel, and traces go to other servers. The log has them.
 */
export class Tracing implements Observer {
  private readonly current = new AsyncLocalStorage<Part>();

  constructor(
    private readonly api: Api,
    private readonly tracer: OpenTelemetry.Tracer,
    private readonly shutdown: () => Promise<void>,
  ) {}

  async observe<K extends ObservedKind, T>(
    kind: K,
    about: Observed[K],
    work: () => Promise<T>,
    outcome: (result: T) => string = () => 'ok',
  ): Promise<T> {
    const within = this.within();
    const span = this.begin(kind, about, within);
    if (span === undefined) return work();
    const part = { context: this.api.trace.setSpan(this.api.ROOT_CONTEXT, span), within, over: false };
    let ended = 'error';
    try {
      const result = await this.current.run(part, work);
      ended = outcome(result);
      return result;
    } catch (error) {
      ended = outcomeOf(error);
      throw error;
    } finally {
      part.over = true;
      this.end(span, kind, ended);
    }
  }

  record<K extends ObservedKind>(kind: K, about: Observed[K], outcome: string, seconds: number): void {
    const now = Date.now();
    const span = this.begin(kind, about, this.within(), new Date(now - seconds * 1000));
    if (span !== undefined) this.end(span, kind, outcome, new Date(now));
  }

  /** Hands over what has ended; gives up after a few seconds. */
  async close(): Promise<void> {
    await this.shutdown().catch(() => undefined);
  }

  /** The innermost work under way that this is part of. */
  private within(): Part | undefined {
    let part = this.current.getStore();
    while (part?.over === true) part = part.within;
    return part;
  }

  /** @returns undefined for what is not traced */
  private begin<K extends ObservedKind>(
    kind: K,
    about: Observed[K],
    within: Part | undefined,
    startTime?: Date,
  ): OpenTelemetry.Span | undefined {
    // Replicas renew their leases all the time, and the like. Metrics count those.
    if (kind === 'store_write' && within === undefined) return undefined;
    const { route, traceparent } = about as Partial<Observed['http_request']>;
    if (route !== undefined && untraced.has(route)) return undefined;
    const { ROOT_CONTEXT, SpanKind, trace } = this.api;
    const remote = parentOf(traceparent);
    const above = remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
    const { name, role, attributes } = describe(kind, about);
    const spanKind = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL }[role];
    const options = { kind: spanKind, attributes, ...(startTime === undefined ? {} : { startTime }) };
    return this.tracer.startSpan(name, options, within?.context ?? above);
  }

  private end(span: OpenTelemetry.Span, kind: ObservedKind, outcome: string, at?: Date): void {
    if (kind === 'http_request' && /^\d+$/.test(outcome)) {
      span.setAttribute('http.response.status_code', Number(outcome));
    } else {
      span.setAttribute('xtream_ui.outcome', outcome);
    }
    if (isFault(kind, outcome)) {
      span.setAttribute('error.type', outcome);
      span.setStatus({ code: this.api.SpanStatusCode.ERROR, message: outcome });
    }
    span.end(at);
  }
}
