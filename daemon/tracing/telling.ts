import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

/** Logs when deliveries begin to fail and when they succeed again. Of errors only the code: they may quote the collector’s answer. */
export function telling(exporter: SpanExporter, logger: Pick<Logger, 'info' | 'warn'>): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !failing) {
          const { code } = result.error as { code?: unknown };
          logger.warn({ code }, 'The collector does not take traces; they are dropped until it does');
        } else if (!failed && failing) {
          logger.info('The collector takes traces again');
        }
        failing = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
