import { ensureN8n, installProgressText, n8nVersion, type WorkflowRef } from '../n8n';
import { announce, demoHome, demoSecrets, runningDemo, withdraw } from './home';
import { demoOwner, startStack, type Stack } from './stack';

/** `npm start`: the main job on embedded defaults, until Ctrl-C. */

const ports = { panel: 8080, daemon: 8090, smtp: 1025, mail: 8025, clouds: 8070, n8n: 5678 };
const interactive = process.stdout.isTTY;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Overwrites its own line in a terminal; elsewhere says something now and then. */
function progress(): (text: string) => void {
  let last = 0;
  return (text) => {
    if (interactive) process.stdout.write(`\r\u001b[K  ${text}`);
    else if (Date.now() - last > 15_000) {
      last = Date.now();
      say(`  ${text}`);
    }
  };
}

async function installN8n(): Promise<void> {
  let steps = 0;
  const show = progress();
  await ensureN8n({
    onProgress: (step) => {
      if (steps === 0) say(`Installing n8n ${n8nVersion()} (once; 3 to 5 minutes, 2.9 GB, kept outside this folder)`);
      steps += 1;
      show(installProgressText(step));
    },
  });
  if (steps > 0 && interactive) process.stdout.write('\r\u001b[K');
}

function tellWhatToDo(stack: Stack, templates: readonly WorkflowRef[]): void {
  const names = (isOn: boolean): string =>
    templates
      .filter(({ activeVersionId }) => (activeVersionId !== null) === isOn)
      .map(({ name }) => name)
      .join(' · ');
  const rows: Array<[string, string]> = [
    ['n8n', `${stack.n8n.url}   ${demoOwner.email} / ${demoOwner.password}`],
    ['Panel, by hand', stack.panel?.operatorUrl ?? ''],
    ['Mail', stack.mail.url],
    ['HubSpot, Twilio', `${stack.clouds.proxyUrl}   (stand-ins: nothing leaves this machine)`],
    ['Daemon', `${stack.daemon.url}/dashboard/   token: ${stack.daemon.token}`],
  ];
  say('');
  say('Everything runs.');
  say('');
  for (const [what, where] of rows) say(`  ${what.padEnd(16)}${where}`);
  say('');
  say(`Workflows that are switched on: ${names(true)}`);
  if (names(false) !== '') say(`Drafts, for want of a broker to send to: ${names(false)}`);
  say('');
  say('Try, in another terminal:');
  say('  npm run demo:pay       a customer pays: a line, a HubSpot contact, a mail, an SMS');
  say('  npm run demo:expire    a line is about to expire: a mail to its customer');
  say('Or change a line by hand in the panel, and look at Executions in n8n.');
  say('');
  say(`State is kept in ${demoHome}. Ctrl-C stops everything.`);
}

async function main(): Promise<void> {
  if (await runningDemo()) {
    throw new Error('The demo runs already, in another terminal. Stop it there with Ctrl-C first.');
  }
  // Until everything runs, an interrupt ends what has been started and then the program.
  const stopping = new AbortController();
  const interrupted = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping.abort();
    });
  }

  const secrets = await demoSecrets();
  await Promise.race([installN8n(), interrupted]);
  if (stopping.signal.aborted) return;
  const stack = await startStack({
    folder: demoHome,
    ports,
    secrets,
    onProgress: (step) => {
      say(`Starting ${step}`);
    },
  });
  try {
    say('Importing the workflow templates');
    const templates = await stack.importTemplates();
    await announce({
      pid: process.pid,
      n8n: stack.n8n.url,
      daemon: stack.daemon.url,
      operator: stack.panel?.operatorUrl ?? '',
      mail: stack.mail.url,
      clouds: stack.clouds.proxyUrl,
      stripeSecret: secrets.stripeSecret,
    });
    tellWhatToDo(stack, templates);
    const ended = await Promise.race([
      interrupted,
      stack.daemon.exited.then(() => 'The daemon'),
      stack.n8n.exited.then(() => 'n8n'),
      stack.panel?.exited.then(() => 'The demo panel') ?? interrupted,
    ]);
    if (ended !== undefined) throw new Error(`${ended} ended by itself. Its output is in ${demoHome}.`);
  } finally {
    await withdraw();
    say('');
    say('Stopping');
    await stack.stop();
    say('Stopped. Nothing is left running.');
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
