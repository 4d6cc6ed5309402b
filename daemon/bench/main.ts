import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { writeCorpus } from './corpus';
import type { Measurement } from './measure';

/**
 * `npm run bench [-- --json] [--lines N]`: what a pass costs, as a ratio to reading and parsing the same bytes in the same run. Asserts nothing.
 * Each figure is the better of two rounds; every round is a process of its own.
 */

const run = promisify(execFile);
const pageSize = 500;
const rounds = 2;

interface Result {
  bench: string;
  lines: number;
  seconds: number;
  ratioToFloor: number;
  peakMiB: number;
  events: number;
}

async function measure(what: string, folder: string, file: string): Promise<Measurement> {
  const args = [
    '--disable-warning=ExperimentalWarning',
    join(__dirname, 'measure.js'),
    what,
    folder,
    file,
    String(pageSize),
  ];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Measurement;
}

async function bench(lines: number, report: (result: Result) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-bench-'));
  try {
    const [same, changed] = [join(folder, 'same.jsonl'), join(folder, 'changed.jsonl')];
    await writeCorpus(same, lines, pageSize, 0);
    await writeCorpus(changed, lines, pageSize, 100);
    const best: Record<string, Measurement> = {};
    for (let round = 0; round < rounds; round += 1) {
      for (const [what, file] of [
        ['floor', same],
        ['baseline', same],
        ['poll-no-change', same],
        ['poll-1-percent', changed],
      ] as const) {
        const measured = await measure(what, folder, file);
        if (best[what] === undefined || measured.seconds < best[what].seconds) best[what] = measured;
      }
    }
    const floorSeconds = best['floor']?.seconds ?? Number.NaN;
    for (const [what, { seconds, peakMiB, events }] of Object.entries(best)) {
      report({
        bench: what,
        lines,
        seconds: Number(seconds.toFixed(3)),
        ratioToFloor: Number((seconds / floorSeconds).toFixed(2)),
        peakMiB,
        events,
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, lines: { type: 'string', default: '100000' } },
  });
  const lines = Number(values.lines);
  if (!Number.isInteger(lines) || lines < 1000 || lines > 2_000_000)
    throw new Error('--lines takes a whole number from 1000 to 2000000.');
  if (!values.json)
    console.log(
      ['bench', 'lines', 'seconds', 'ratio to floor', 'peak MiB', 'events'].map((head) => head.padEnd(16)).join(''),
    );
  await bench(lines, (result) => {
    const row = [result.bench, result.lines, result.seconds, result.ratioToFloor, result.peakMiB, result.events];
    console.log(values.json ? JSON.stringify(result) : row.map((cell) => String(cell).padEnd(16)).join(''));
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
