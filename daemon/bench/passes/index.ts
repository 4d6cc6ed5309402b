import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freshDatabase } from '../../testing/postgres';
import { rounded, type Bench } from '../bench';
import { writeCorpus } from './corpus';
import type { Measurement } from './measure';

const run = promisify(execFile);
const pageSize = 500;
const rounds = 3;

/** What a pass costs, as a ratio to reading and parsing the same bytes. Each figure is the best of three rounds; every round is a process of its own. */
export const passes: Bench = {
  name: 'passes',
  async run({ lines, store }, report) {
    for (const count of lines) {
      const best = await measureAll(count, store);
      const floor = best.get('floor');
      for (const [bench, { seconds, cpuSeconds, peakMiB, events }] of best) {
        const ratioToFloor = rounded(seconds / (floor?.seconds ?? Number.NaN), 2);
        const cpuRatio = rounded(cpuSeconds / (floor?.cpuSeconds ?? Number.NaN), 2);
        report({ bench, lines: count, store, seconds: rounded(seconds, 3), ratioToFloor, cpuRatio, peakMiB, events });
      }
    }
  },
};

async function measureAll(lines: number, store: 'sqlite' | 'postgres'): Promise<Map<string, Measurement>> {
  const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-bench-'));
  try {
    const [same, changed] = [join(folder, 'same.jsonl'), join(folder, 'changed.jsonl')];
    await writeCorpus(same, lines, pageSize, 0);
    await writeCorpus(changed, lines, pageSize, 100);
    const best = new Map<string, Measurement>();
    for (let round = 0; round < rounds; round += 1) {
      const database = store === 'postgres' ? await freshDatabase() : undefined;
      const place = database?.url ?? join(folder, `${String(round)}.db`);
      try {
        for (const [what, file] of [
          ['floor', same],
          ['baseline', same],
          ['poll-no-change', same],
          ['poll-1-percent', changed],
        ] as const) {
          const measured = await measure(what, place, file);
          const { seconds, cpuSeconds } = best.get(what) ?? measured;
          best.set(what, {
            ...measured,
            seconds: Math.min(seconds, measured.seconds),
            cpuSeconds: Math.min(cpuSeconds, measured.cpuSeconds),
          });
        }
      } finally {
        await database?.drop();
      }
    }
    return best;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(what: string, place: string, file: string): Promise<Measurement> {
  const script = join(__dirname, 'measure.js');
  const args = ['--disable-warning=ExperimentalWarning', script, what, place, file, String(pageSize)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Measurement;
}
