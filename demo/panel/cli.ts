import { parseArgs } from 'node:util';
import { startDemoPanel, type DemoPanelOptions } from './index';

const USAGE = `Usage: node demo/dist/demo/panel/cli.js [--port N] [--host H] [--state FILE] [--lines N] [--access-code C] [--api-key K]

Starts the demo panel and prints one JSON line {"ready":true,"url","accessCode","apiKey","operatorUrl"} once it listens.
Without --port any free port; without --state nothing is kept. SIGTERM or SIGINT saves and stops.`;

/** The options from the command line. @throws Error that says which argument is wrong */
function readOptions(): DemoPanelOptions | 'help' {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      state: { type: 'string' },
      lines: { type: 'string' },
      'access-code': { type: 'string' },
      'api-key': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const options: DemoPanelOptions = { port: wholeNumber('port', values.port), host: values.host };
  if (values.state !== undefined) options.stateFile = values.state;
  if (values.lines !== undefined) options.lines = wholeNumber('lines', values.lines);
  if (values['access-code'] !== undefined) options.accessCode = values['access-code'];
  if (values['api-key'] !== undefined) options.apiKey = values['api-key'];
  return options;
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
  const panel = await startDemoPanel(options);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= panel.stop().catch((error: unknown) => {
      console.error(`The demo panel did not stop cleanly: ${String(error)}`);
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const { url, accessCode, apiKey, operatorUrl } = panel;
  console.log(JSON.stringify({ ready: true, url, accessCode, apiKey, operatorUrl }));
}

main().catch((error: unknown) => {
  console.error(`The demo panel could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
