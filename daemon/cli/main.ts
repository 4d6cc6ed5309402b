#!/usr/bin/env node
import { runCli } from './cli';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}
// The reader of a pipe has gone, as `head` does when it has enough.
process.stdout.on('error', () => process.exit(0));

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: stop.signal,
}).then((code) => process.exit(code));
