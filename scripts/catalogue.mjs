/**
 * Prints every operation and event; with `--json` one JSON object a line, with `--docs` writes the tables of docs/panels.md and docs/events.md anew. Needs a build.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const { operations, eventDescriptions, eventsPage, panelsPage } = createRequire(import.meta.url)(
  '../daemon/dist/panel',
);

if (process.argv.includes('--docs')) {
  const fill = (name, made) => {
    const page = join(root, 'docs', name);
    writeFileSync(page, made(readFileSync(page, 'utf8')));
    console.log(`Wrote the tables of ${page}`);
  };
  fill('panels.md', (page) => panelsPage(page, operations));
  fill('events.md', eventsPage);
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
