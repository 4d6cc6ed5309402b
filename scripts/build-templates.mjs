/**
 * Writes workflows/*.json from scripts/templates/library.
 *
 *   node scripts/build-templates.mjs [template ...]
 */
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { runNode } from './lib/child.mjs';
import { cache, root } from './lib/project.mjs';

// Within the repository, because what is in there finds its folder by where it lies.
const outfile = join(cache, 'templates.cjs');
await build({
  entryPoints: [join(root, 'scripts/templates/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'warning',
});
process.exitCode = await runNode(relative(root, outfile), process.argv.slice(2));
