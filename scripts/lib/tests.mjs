import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { interrupted, run, runNode } from './child.mjs';
import { build, typecheck } from './build.mjs';
import { lint } from './lint.mjs';
import { packNodePackage } from './pack.mjs';
import { cache } from './project.mjs';

const resultsFile = join(cache, 'test-results.json');

/**
 * Types, build, the pinned n8n, then jest; last of all a line `N passed, N failed`. A check before jest that fails counts
 * as one failure.
 *
 * @param {string[]} args jest's own arguments (paths, -t); with `--lint` among them everything `npm run lint` checks comes first
 * @param {Record<string, string>} [env] added to the tests' environment
 */
export async function runTests(args, env = {}) {
  const jestArgs = args.filter((arg) => arg !== '--lint');
  const checks = [
    ...(args.includes('--lint') ? [lint] : []),
    ...[typecheck, build, () => runNode('scripts/install-n8n.mjs')],
  ];
  let failed = 0;
  for (const check of checks) {
    if ((await check()) !== 0) failed += 1;
    if (interrupted) return 130;
  }

  // Two at a time also on two cores: what takes long waits for programs that start and are killed.
  rmSync(resultsFile, { force: true });
  mkdirSync(cache, { recursive: true });
  const { tarball } = packNodePackage();
  const code = await run(
    'node',
    ['node_modules/jest/bin/jest.js', '--maxWorkers=2', '--json', '--outputFile', resultsFile, ...jestArgs],
    {
      env: { ...env, XTREAM_UI_TARBALL: tarball },
    },
  );
  const { passed, skipped, failed: failedTests } = readResults();
  failed += failedTests;
  if (code !== 0 && failed === 0) failed = 1;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
}

/** What jest counted; a test file that did not even load counts as one failure. */
function readResults() {
  if (!existsSync(resultsFile)) return { passed: 0, failed: 1, skipped: 0 };
  const results = JSON.parse(readFileSync(resultsFile, 'utf8'));
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
