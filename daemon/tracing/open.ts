import type { Logger } from 'pino';
import type { TracingSettings } from '../config';
import { version } from '../version';
import { telling } from './telling';
import { Tracing } from './tracing';

/**
 * Traces for the collector that is configured. OpenTelemetry is loaded here and nowhere else: who wants no traces pays nothing for them.
 * Spans wait in memory, at most 2048, and go out every five seconds; what cannot be delivered is dropped.
 * @param deliveryMs for one delivery to the collector with all its attempts, and so for the last one, which stopping waits for
 */
export async function openTracing(
  { endpoint, headers, service, sample }: TracingSettings,
  replica: string,
  logger: Pick<Logger, 'info' | 'warn'>,
  deliveryMs = 5000,
): Promise<Tracing> {
  const [api, resources, sdk, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const exporter = telling(new OTLPTraceExporter({ url: endpoint, headers, timeoutMillis: deliveryMs }), logger);
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(
      resources.resourceFromAttributes({
        'service.name': service,
        'service.version': version,
        'service.instance.id': replica,
      }),
    ),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sample) }),
    // The exporter gives up first, which tells why.
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, exportTimeoutMillis: deliveryMs + 1000 })],
  });
  return new Tracing(api, provider.getTracer('xtream-ui-sync', version), () => provider.shutdown());
}
