import { adapterSamples } from '../adapters';
import { adapterNames, lineChangeFields, newLineFields, type AdapterName } from '../types';
import type { CatalogueOperation } from './operation';
import { resources } from './resources';

/** What each adapter can do, as tables in Markdown: docs/panels.md holds them, and a test holds it to them. */

const columns = adapterNames.map((name) => `\`${name}\``);

function table(title: string, rows: readonly string[][]): string {
  const cells = [[title, ...columns], ['---', ...columns.map(() => ':-:')], ...rows];
  return cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Every operation by resource, with the adapters that have it. */
function operationTables(operations: readonly CatalogueOperation[]): string {
  const parts = resources.map(({ value, label }) => {
    const rows = operations
      .filter(({ resource }) => resource === value)
      .map(({ id, label: name, adapters }) => {
        const has = adapterNames.map((adapter) => (adapters.includes(adapter) ? '✓' : ''));
        return [`${name} (\`${id}\`)`, ...has];
      });
    return table(`**${label}**`, rows);
  });
  return parts.join('\n\n');
}

/** The values of a line that each adapter can give a new line and change later. */
function lineValueTable(): string {
  const rows = lineChangeFields.map((field) => {
    const abilities = [
      ['new', newLineFields.find((name) => name === field)],
      ['change', field],
    ] as const;
    const words = (name: AdapterName): string => {
      const sample = adapterSamples[name];
      const can = abilities.filter(
        ([how, value]) => value !== undefined && sample.offers.has(how === 'new' ? `new:${value}` : `set:${value}`),
      );
      return can.map(([how]) => how).join(', ');
    };
    return [`\`${field}\``, ...adapterNames.map(words)];
  });
  return table('Value', rows);
}

/** The page with its tables made anew: what stands between `<!-- name -->` and `<!-- /name -->`. @throws Error when the page has no such place */
export function panelsPage(page: string, operations: readonly CatalogueOperation[]): string {
  const tables = { operations: operationTables(operations), 'line values': lineValueTable() };
  return Object.entries(tables).reduce((text, [name, made]) => {
    const place = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
    if (!place.test(text)) throw new Error(`The page has no place for the table of ${name}.`);
    return text.replace(place, (_all, begin: string, end: string) => `${begin}\n\n${made}\n\n${end}`);
  }, page);
}
