import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { telling } from './telling';
import { startCollector } from './testing/collector';

it('tells once that deliveries fail, and once that they succeed again', async () => {
  const collector = await startCollector();
  const logger = { info: jest.fn(), warn: jest.fn() };
  const exporter = telling(new OTLPTraceExporter({ url: collector.endpoint }), logger);
  const codes: number[] = [];
  for (const status of [200, 401, 401, 200, 200]) {
    collector.status = status;
    await new Promise<void>((resolve) => {
      exporter.export([], ({ code }) => {
        codes.push(code);
        resolve();
      });
    });
  }
  await exporter.shutdown();
  await collector.close();
  expect(codes).toEqual([0, 1, 1, 0, 0]);
  expect(logger.warn.mock.calls).toEqual([[{ code: 401 }, expect.any(String)]]);
  expect(logger.info).toHaveBeenCalledTimes(1);
});
