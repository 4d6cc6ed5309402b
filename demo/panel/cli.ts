import { parseArgs } from 'node:util';
import { dialects, type Dialect } from '../../panel';
import { startDemoPanel, type DemoPanelOptions } from './index';

const USAGE = `Usage: node demo/dist/demo/panel/cli.js [--dialect D] [--port N] [--also D=N]… [--host H] [--state FILE] [--lines N] [--access-code C] [--api-key K]

Starts the demo panel and prints one JSON line {"ready":true,"url","accessCode","apiKey","operatorUrl","also"} once it listens.
The dialects are ${dialects.join(', ')}; --also opens another port on which the same panel speaks another one.
Without --port any free port; without --state nothing is kept. SIGTERM or SIGINT saves and stops.`;

interface Arguments {
  panel: DemoPanelOptions;
  also: Array<{ dialect: Dialect; port: number }>;
}

/** The options from the command line. @throws Error that says which argument is wrong */
function readOptions(): Arguments | 'help' {
  const { values } = parseArgs({
    options: {
      dialect: { type: 'string', default: 'xui' },
      port: { type: 'string', default: '0' },
      also: { type: 'string', multiple: true, default: [] },
      host: { type: 'string', default: '127.0.0.1' },
      state: { type: 'string' },
      lines: { type: 'string' },
      'access-code': { type: 'string' },
      'api-key': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const options: DemoPanelOptions = {
    dialect: dialectNamed('dialect', values.dialect),
    port: wholeNumber('port', values.port),
    host: values.host,
  };
  if (values.state !== undefined) options.stateFile = values.state;
  if (values.lines !== undefined) options.lines = wholeNumber('lines', values.lines);
  if (values['access-code'] !== undefined) options.accessCode = values['access-code'];
  if (values['api-key'] !== undefined) options.apiKey = values['api-key'];
  const also = values.also.map((pair) => {
    const [dialect = '', port = '0'] = pair.split('=');
    return { dialect: dialectNamed('also', dialect), port: wholeNumber('also', port) };
  });
  return { panel: options, also };
}

function dialectNamed(name: string, value: string): Dialect {
  const found = dialects.find((dialect) => dialect === value);
  if (found === undefined) throw new Error(`--${name} must be one of ${dialects.join(', ')}, not "${value}"`);
  return found;
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`--${name} must be a whole number, not "${value}"`);
  return Number(value);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const panel = await startDemoPanel(options.panel);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= panel.stop().catch((error: unknown) => {
      console.error(`The demo panel did not stop cleanly: ${String(error)}`);
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const also = await Promise.all(options.also.map(({ dialect, port }) => panel.open(dialect, port)));
  const { url, accessCode, apiKey, operatorUrl } = panel;
  console.log(JSON.stringify({ ready: true, url, accessCode, apiKey, operatorUrl, also }));
}

main().catch((error: unknown) => {
  console.error(`The demo panel could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
