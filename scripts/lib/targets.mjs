import { build, typecheck } from './build.mjs';
import { runNode } from './child.mjs';
import { lint } from './lint.mjs';
import { runTests } from './tests.mjs';

/** Builds, then runs the file if that went well. */
async function buildThen(file, args) {
  return (await build()) || (await runNode(file, args));
}

/** The kill campaign; `--rounds N` says how many kills of each kind. */
function runCrashTests(args) {
  const at = args.indexOf('--rounds');
  if (at === -1) return runTests(['test/crash/', ...args]);
  const rounds = Number(args[at + 1]);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number, 1 or more.');
  return runTests(['test/crash/', ...args.toSpliced(at, 2)], { XTREAM_UI_CRASH_ROUNDS: String(rounds) });
}

/** Name of an npm script → what it does, given its arguments; returns the exit code. */
export const targets = {
  start: (args) => buildThen('demo/dist/demo/start.js', args),
  'demo:pay': (args) => buildThen('demo/dist/demo/pay.js', args),
  'demo:expire': (args) => buildThen('demo/dist/demo/expire.js', args),
  bench: (args) => buildThen('daemon/dist/daemon/bench/main.js', args),
  catalogue: (args) => buildThen('scripts/catalogue.mjs', args),
  build: () => build(),
  typecheck: () => typecheck(),
  lint: () => lint(),
  test: (args) => runTests(args),
  'test:panels': (args) => runTests(['panel/', 'demo/panel/', 'test/panels/', ...args]),
  'test:crash': runCrashTests,
  'test:templates': (args) => runTests(['test/templates/', ...args]),
};
