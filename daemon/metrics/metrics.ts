import type { Logger } from 'pino';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { outcomeOf, type Observed, type ObservedKind, type Observer } from '../observer';
import { version } from '../version';
import { register, type Question } from './question';

/** Before each metric of ours. Those of the process have the names Prometheus gives them everywhere. */
const prefix = 'xtream_ui_';

/** Seconds. From a write to SQLite to a pass over a million lines. */
const buckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300];

interface Duration {
  name: string;
  help: string;
  /** Of what is known of the work, what becomes a label: few values each. */
  labels: readonly string[];
}

const durations: Readonly<Record<ObservedKind, Duration>> = {
  pass: { name: 'pass', help: 'Passes over a panel, by how they ended', labels: ['panel'] },
  panel_request: {
    name: 'panel_request',
    help: 'Requests to a panel and queries to its database, by how they ended',
    labels: ['panel'],
  },
  command: {
    name: 'command',
    help: 'Commands, from being taken in to their end, by how they ended',
    labels: ['panel'],
  },
  http_request: { name: 'http_request', help: 'Requests to the API, by status', labels: ['method', 'route'] },
  push: {
    name: 'endpoint_push',
    help: 'Requests to the receivers of endpoints, by how they ended',
    labels: ['endpoint'],
  },
  store_write: {
    name: 'store_write',
    help: 'Transactions, waiting for their turn included, by how they ended',
    labels: [],
  },
};

/** For Prometheus: durations of this process since it started, and how things stand, asked for with each scrape. */
export class Metrics implements Observer {
  private readonly registry = new Registry();
  private readonly questions: Array<() => Promise<void>> = [];
  private readonly unanswered: Counter;
  private readonly histograms: Record<ObservedKind, Histogram>;

  constructor(private readonly logger: Pick<Logger, 'warn'>) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({ name: `${prefix}build_info`, help: 'Which version runs', labelNames: ['version'], registers }).set(
      { version },
      1,
    );
    this.unanswered = new Counter({
      name: `${prefix}scrape_failures_total`,
      help: 'Questions of scrapes that the daemon could not answer; its log tells why',
      registers,
    });
    const histogram = ({ name, help, labels }: Duration): Histogram =>
      new Histogram({
        name: `${prefix}${name}_duration_seconds`,
        help,
        labelNames: [...labels, 'outcome'],
        buckets,
        registers,
      });
    this.histograms = {
      pass: histogram(durations.pass),
      panel_request: histogram(durations.panel_request),
      command: histogram(durations.command),
      http_request: histogram(durations.http_request),
      push: histogram(durations.push),
      store_write: histogram(durations.store_write),
    };
  }

  /** Adds metrics whose values are asked for with each scrape. */
  add(...questions: readonly Question[]): void {
    this.questions.push(...questions.map((question) => register(this.registry, prefix, question)));
  }

  /**
   * All metrics, in the format of Prometheus. A question that fails leaves its metrics out, is logged and counted: the others are most needed then.
   */
  async scrape(): Promise<{ type: string; text: string }> {
    const answered = this.questions.map((ask) =>
      ask().catch((error: unknown) => {
        this.unanswered.inc();
        this.logger.warn({ err: error }, 'Metrics could not be told');
      }),
    );
    await Promise.all(answered);
    return { type: this.registry.contentType, text: await this.registry.metrics() };
  }

  async observe<K extends ObservedKind, T>(
    kind: K,
    about: Observed[K],
    work: () => Promise<T>,
    outcome: (result: T) => string = () => 'ok',
  ): Promise<T> {
    const began = performance.now();
    let ended = 'error';
    try {
      const result = await work();
      ended = outcome(result);
      return result;
    } catch (error) {
      ended = outcomeOf(error);
      throw error;
    } finally {
      this.record(kind, about, ended, (performance.now() - began) / 1000);
    }
  }

  record<K extends ObservedKind>(kind: K, about: Observed[K], outcome: string, seconds: number): void {
    const known = about as Readonly<Record<string, string>>;
    const labels = Object.fromEntries(durations[kind].labels.map((label) => [label, known[label] ?? '']));
    this.histograms[kind].observe({ ...labels, outcome }, seconds);
  }
}
