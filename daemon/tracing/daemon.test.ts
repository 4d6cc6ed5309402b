import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pino } from 'pino';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { loadConfig } from '../config';
import { startDaemon, type Daemon } from '../daemon';
import { waitUntil } from '../testing';
import { startCollector, type Collector, type ReceivedSpan } from './testing/collector';

const token = 'the token of the API';
const collectorKey = 'the key of the collector';
const trace = '0af7651916cd43dd8448eb211c80319c';

describe('a daemon that traces', () => {
  let folder: string;
  let panel: DemoPanel;
  let collector: Collector;
  let daemon: Daemon;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-sync-'));
    panel = await startDemoPanel({ lines: 20 });
    collector = await startCollector();
    const file = join(folder, 'sync.yaml');
    await writeFile(
      file,
      `api:
  port: 0
  token: \${TOKEN}
panels:
  - name: main
    url: ${panel.url}
    apiKey: \${PANEL_KEY}
tracing:
  endpoint: ${collector.endpoint}
  headers:
    x-key: \${COLLECTOR_KEY}
`,
    );
    const secrets = { TOKEN: token, PANEL_KEY: panel.apiKey, COLLECTOR_KEY: collectorKey };
    daemon = await startDaemon(loadConfig(file, secrets), pino({ level: 'silent' }));
  });
  afterEach(async () => {
    await daemon.stop();
    await collector.close();
    await panel.stop();
    await rm(folder, { recursive: true });
  });

  /** A body goes out when the head has been taken in, as those of slow clients do. */
  const call = (path: string, body?: object): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const asked = request(`${daemon.url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json', expect: '100-continue' }),
          traceparent: `00-${trace}-b7ad6b7169203331-01`,
        },
      });
      asked.on('error', reject);
      asked.on('response', (response) => {
        json(response).then((answer) => {
          resolve(answer as Record<string, unknown>);
        }, reject);
      });
      if (body === undefined) asked.end();
      else asked.on('continue', () => asked.end(JSON.stringify(body)));
    });
  const named = (name: string): ReceivedSpan[] => collector.spans.filter((span) => span.name === name);
  const below = ({ spanId }: ReceivedSpan): string[] =>
    collector.spans.filter(({ parentSpanId }) => parentSpanId === spanId).map(({ name }) => name);

  it('tells of passes, requests and commands when it stops, and no secret', async () => {
    const ready = async (): Promise<boolean> => JSON.stringify(await call('/v1/panels')).includes('"ready"');
    await waitUntil(ready, 'the panel to be read');
    const line = panel.state.lines.get(1);
    const ended = await call('/v1/commands', {
      key: 'order-1',
      panel: 'main',
      operation: 'line.suspend',
      parameters: { line: { id: '1' }, reason: 'non-payment' },
    });
    expect(ended).toMatchObject({ state: 'confirmed' });
    await daemon.stop();

    const [pass] = named('pass') as [ReceivedSpan];
    expect(below(pass)).toEqual(expect.arrayContaining(['panel_request get_lines', 'store_write']));
    const [post] = named('POST /v1/commands') as [ReceivedSpan];
    expect(post).toMatchObject({ traceId: trace, parentSpanId: 'b7ad6b7169203331', kind: 2, status: { code: 0 } });
    expect(post.attributes).toMatchObject({ 'http.route': '/v1/commands', 'http.response.status_code': 200 });
    // The body was read before: it is the handler's own write.
    expect(below(post)).toContain('store_write');
    const [command] = named('command line.suspend') as [ReceivedSpan];
    expect(command.attributes).toMatchObject({ 'xtream_ui.command': 'order-1', 'xtream_ui.outcome': 'confirmed' });
    expect(below(command)).toEqual(expect.arrayContaining(['panel_request edit_line', 'store_write']));

    expect(collector.headers['x-key']).toBe(collectorKey);
    for (const secret of [token, panel.apiKey, collectorKey, line?.username, line?.password]) {
      expect(secret).toBeTruthy();
      expect(collector.text).not.toContain(secret);
    }
  });
});
