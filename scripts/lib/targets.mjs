import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, typecheck } from './build.mjs';
import { runNode } from './child.mjs';
import { lint } from './lint.mjs';
import { cache } from './project.mjs';
import { runTests } from './tests.mjs';

/** Builds, then runs the file if that went well. */
async function buildThen(file, args) {
  return (await build()) || (await runNode(file, args));
}

/** The benches of the daemon; `--only n8n` is the one beside n8n, which is no part of the daemon and takes minutes. */
function runBench(args) {
  const isBesideN8n = args.includes('--only=n8n') || args[args.indexOf('--only') + 1] === 'n8n';
  return buildThen(isBesideN8n ? 'demo/dist/demo/bench/main.js' : 'daemon/dist/daemon/bench/main.js', args);
}

/** The kill campaigns; `--rounds N` says how many kills of each kind, `--json` prints what came of each, one object a line. */
async function runCrashTests(args) {
  const results = join(cache, 'crash-results.jsonl');
  rmSync(results, { force: true });
  const json = args.includes('--json');
  const rest = args.filter((arg) => arg !== '--json');
  const env = { XTREAM_UI_CRASH_RESULTS: results };
  const at = rest.indexOf('--rounds');
  if (at !== -1) {
    const rounds = Number(rest[at + 1]);
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number, 1 or more.');
    env.XTREAM_UI_CRASH_ROUNDS = String(rounds);
    rest.splice(at, 2);
  }
  const code = await runTests(['test/crash/', ...rest], env);
  if (json && existsSync(results)) process.stdout.write(readFileSync(results, 'utf8'));
  return code;
}

/** Name of an npm script → what it does, given its arguments; returns the exit code. */
export const targets = {
  start: (args) => buildThen('demo/dist/demo/start.js', args),
  'demo:pay': (args) => buildThen('demo/dist/demo/pay.js', args),
  'demo:expire': (args) => buildThen('demo/dist/demo/expire.js', args),
  bench: runBench,
  catalogue: (args) => buildThen('scripts/catalogue.mjs', args),
  templates: (args) => runNode('scripts/build-templates.mjs', args),
  build: () => build(),
  typecheck: () => typecheck(),
  lint: () => lint(),
  test: (args) => runTests(args),
  'test:panels': (args) => runTests(['panel/', 'demo/panel/', 'test/panels/', ...args]),
  'test:crash': runCrashTests,
  'test:templates': (args) => runTests(['test/templates/', ...args]),
};
