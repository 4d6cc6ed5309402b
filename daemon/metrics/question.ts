import { Counter, Gauge, type Registry } from 'prom-client';

/** A value of a metric, and the labels that tell it from its others. */
export interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** A metric whose values are asked for with each scrape. */
export interface AskedMetric {
  /** Without the prefix. One that ends in `_total` only grows while the process lives. */
  name: string;
  help: string;
  labels?: readonly string[];
}

/** A question to a service, and the metrics made of its answer. */
export interface Question {
  metrics: readonly AskedMetric[];
  /** Samples by name of the metric. */
  ask: () => Promise<Readonly<Record<string, readonly Sample[]>>>;
}

/** @returns asks, and sets the metrics to the answer; to nothing, where there is none */
export function register(registry: Registry, prefix: string, { metrics, ask }: Question): () => Promise<void> {
  const registered = metrics.map(({ name, help, labels = [] }) => {
    const options = { name: prefix + name, help, labelNames: [...labels], registers: [registry] };
    return { name, metric: name.endsWith('_total') ? new Counter(options) : new Gauge(options) };
  });
  return async () => {
    let answer: Awaited<ReturnType<typeof ask>> = {};
    try {
      answer = await ask();
    } finally {
      // At once for all, so that two scrapes at the same time see whole answers.
      for (const { name, metric } of registered) {
        metric.reset();
        for (const { labels = {}, value } of answer[name] ?? []) metric.inc(labels, value);
      }
    }
  };
}
