import { parseArgs } from 'node:util';
import type { Bench, BenchOptions, BenchResult } from './bench';
import { endpoints } from './endpoints';
import { feeds } from './feeds';
import { passes } from './passes';

/**
 * `npm run bench [-- --json] [--only passes,feeds,…] [--lines 100000,1000000] [--store sqlite|postgres]`: what things cost, as ratios to a floor measured in the same
 * run. Asserts nothing. With `--json`, one JSON object a line.
 */

const benches: readonly Bench[] = [passes, feeds, endpoints];

const { values: given } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    lines: { type: 'string', default: '100000,1000000' },
    store: { type: 'string', default: 'sqlite' },
  },
});

function chosen(): readonly Bench[] {
  if (given.only === undefined) return benches;
  return given.only.split(',').map((name) => {
    const bench = benches.find((candidate) => candidate.name === name);
    if (bench) return bench;
    throw new Error(`There is no bench ${name}. There are: ${benches.map((candidate) => candidate.name).join(', ')}.`);
  });
}

function options(): BenchOptions {
  const lines = given.lines.split(',').map(Number);
  if (lines.some((count) => !Number.isInteger(count) || count < 1000 || count > 2_000_000))
    throw new Error('--lines takes whole numbers from 1000 to 2000000, with commas between them.');
  if (given.store !== 'sqlite' && given.store !== 'postgres') throw new Error('--store takes sqlite or postgres.');
  return { lines, store: given.store };
}

let columns = '';

/** A table whose head comes again where the figures are others. */
function print(result: BenchResult): void {
  const row = (cells: readonly unknown[]): string => cells.map((cell) => String(cell).padEnd(18)).join('');
  const head = row(Object.keys(result));
  if (head !== columns) console.log(head);
  columns = head;
  console.log(row(Object.values(result)));
}

async function main(): Promise<void> {
  const what = options();
  for (const bench of chosen()) {
    await bench.run(what, (result) => {
      if (given.json) console.log(JSON.stringify(result));
      else print(result);
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
