/**
 * Prints every operation and event; with `--json` one JSON object a line, with `--docs` writes the tables of docs/panels.md anew. Needs a build.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const { operations, eventDescriptions, panelsPage } = createRequire(import.meta.url)('../daemon/dist/panel');

if (process.argv.includes('--docs')) {
  const page = join(root, 'docs', 'panels.md');
  writeFileSync(page, panelsPage(readFileSync(page, 'utf8'), operations));
  console.log(`Wrote the tables of ${page}`);
} else if (process.argv.includes('--json')) {
  for (const { id, adapters } of operations) console.log(JSON.stringify({ operation: id, adapters }));
  for (const { type } of eventDescriptions) console.log(JSON.stringify({ event: type }));
} else {
  const width =
    Math.max(...operations.map(({ id }) => id.length), ...eventDescriptions.map(({ type }) => type.length)) + 2;
  console.log('Operations');
  for (const { id, action, adapters } of operations)
    console.log(`  ${id.padEnd(width)}${action} (${adapters.join(', ')})`);
  console.log('\nEvents');
  for (const { type, description } of eventDescriptions) console.log(`  ${type.padEnd(width)}${description}`);
}
