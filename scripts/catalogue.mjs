/**
 * Prints every operation, of panels and of the daemon itself, and every event; with `--json` one JSON object a line, with `--docs` writes the tables of docs/panels.md and docs/events.md anew. Needs a build.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const require = createRequire(import.meta.url);
const { operations, eventDescriptions, eventsPage, panelsPage } = require('../daemon/dist/panel');
const { businessOperations } = require('../dist/nodes/XtreamUi/business/catalogue');

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
  for (const { id, method, path } of businessOperations) {
    console.log(JSON.stringify({ operation: id, route: `${method} ${path}` }));
  }
  for (const { type } of eventDescriptions) console.log(JSON.stringify({ event: type }));
} else {
  const width =
    Math.max(
      ...[...operations, ...businessOperations].map(({ id }) => id.length),
      ...eventDescriptions.map(({ type }) => type.length),
    ) + 2;
  console.log('Operations');
  for (const { id, action, adapters } of operations)
    console.log(`  ${id.padEnd(width)}${action} (${adapters.join(', ')})`);
  console.log('\nOperations of the daemon itself');
  for (const { id, action, method, path } of businessOperations)
    console.log(`  ${id.padEnd(width)}${action} (${method} ${path})`);
  console.log('\nEvents');
  for (const { type, description } of eventDescriptions) console.log(`  ${type.padEnd(width)}${description}`);
}
