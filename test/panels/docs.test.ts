import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsPage, operations, panelsPage } from '../../panel';

/** The text without the spaces and dashes that line a table's columns up. */
const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-{2,}/g, '-').replace(/:-+:/g, ':-:');

it.each([
  ['panels.md', 'the adapters can do', (page: string) => panelsPage(page, operations)],
  ['events.md', 'events there are', eventsPage],
])('docs/%s shows what %s now (if not: npm run catalogue -- --docs, then npm run format)', (name, _what, made) => {
  const page = readFileSync(join(__dirname, '../../docs', name), 'utf8');
  expect(plain(page)).toBe(plain(made(page)));
});
