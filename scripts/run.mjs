/**
 * Behind every npm script: makes sure of the dependencies and of Node 24, then runs the target.
 * Only Node's own modules here and in lib/dependencies.mjs and lib/node24.mjs: nothing else may be installed yet.
 *
 *   node scripts/run.mjs <target> [arguments]
 */
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureNode24 } from './lib/node24.mjs';

const [name = '', ...args] = process.argv.slice(2);

try {
  ensureDependencies();
  ensureNode24();
  const { targets } = await import('./lib/targets.mjs');
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (!target) {
    throw new Error(`No target "${name}". There are: ${Object.keys(targets).join(', ')}.`);
  }
  process.exitCode = await target(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
