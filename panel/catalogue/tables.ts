import { adapterSamples } from '../adapters';
import { fillPage, markdownTable } from '../page';
import { adapterNames, lineChangeFields, newLineFields, type AdapterName } from '../types';
import type { CatalogueOperation } from './operation';
import { resources } from './resources';

/** What each adapter can do, as tables in Markdown: docs/panels.md holds them, and a test holds it to them. */

const columns = adapterNames.map((name) => `\`${name}\``);

function table(title: string, rows: readonly string[][]): string {
  return markdownTable([title, ...columns], rows, ':-:');
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

/** The page with its tables made anew. @throws Error when the page has no place for one */
export function panelsPage(page: string, operations: readonly CatalogueOperation[]): string {
  return fillPage(page, { operations: operationTables(operations), 'line values': lineValueTable() });
}
