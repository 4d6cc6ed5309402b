import { interrupted, run, runNode } from './child.mjs';
import { build } from './build.mjs';

/** What is checked, each by its own tool. */
const CHECKS = [
  {
    name: "n8n's rules for nodes and credentials",
    check: () =>
      run('eslint', [
        '-c',
        'eslint.config.mjs',
        '--no-error-on-unmatched-pattern',
        'nodes',
        'credentials',
        'package.json',
      ]),
  },
  {
    name: 'strict rules for everything else',
    check: () => run('eslint', ['-c', 'eslint.strict.config.mjs', '--max-warnings', '0', '.']),
  },
  { name: 'formatting', check: () => run('prettier', ['--check', '--log-level', 'warn', '.']) },
  {
    name: "n8n's scanner of community packages, on the sources and on the tarball",
    check: async () => (await build()) || (await runNode('scripts/scan-package.mjs')),
  },
];

/** Runs every check, also after one failed, and says which did. */
export async function lint() {
  const failed = [];
  for (const { name, check } of CHECKS) {
    console.log(`Lint: ${name}`);
    if ((await check()) !== 0) failed.push(name);
    if (interrupted) return 130;
  }
  for (const name of failed) console.error(`Lint failed: ${name}`);
  return failed.length > 0 ? 1 : 0;
}
