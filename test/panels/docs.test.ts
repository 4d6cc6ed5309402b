import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations, panelsPage } from '../../panel';

/** The text without the spaces and dashes that line a table's columns up. */
const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-{2,}/g, '-').replace(/:-+:/g, ':-:');

it('docs/panels.md shows what the adapters can do now (if not: npm run catalogue -- --docs, then npm run format)', () => {
  const page = readFileSync(join(__dirname, '../../docs/panels.md'), 'utf8');
  expect(plain(page)).toBe(plain(panelsPage(page, operations)));
});
