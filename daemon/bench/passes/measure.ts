import { XuiAdapter } from '../../../panel';
import { systemClock } from '../../clock';
import { EventLog, eventMigrations } from '../../events';
import { Sealer } from '../../secrets';
import { Store } from '../../store';
import { Gate, LineSnapshot, runPass, syncMigrations } from '../../sync';
import { CorpusTransport, pagesOf } from './corpus';

/** One measurement, run in a process of its own so that its peak memory is its own. Prints one JSON object. */

export interface Measurement {
  seconds: number;
  /** The largest resident set. MiB. */
  peakMiB: number;
  events: number;
}

async function floor(file: string): Promise<number> {
  let rows = 0;
  for await (const page of pagesOf(file)) rows += (JSON.parse(page) as { data: unknown[] }).data.length;
  return rows;
}

/**
 * A pass over a panel whose answers are in `file`.
 * @param place a PostgreSQL's URL, or a file for SQLite
 */
async function pass(
  place: string,
  file: string,
  baseline: boolean,
  pageSize: number,
): Promise<{ seconds: number; events: number }> {
  const where = place.startsWith('postgres://') ? { postgres: place } : { file: place };
  const store = await Store.open({ ...where, migrations: [...eventMigrations, ...syncMigrations] });
  const log = new EventLog(store);
  const snapshot = new LineSnapshot({
    store,
    log,
    sealer: new Sealer('the secret of the bench'),
    clock: systemClock,
    thresholds: [7, 3, 1],
  });
  const panel = { name: 'main', adapter: new XuiAdapter(new CorpusTransport(file)) };
  const before = await log.head();
  const started = performance.now();
  await runPass({ store, snapshot, gate: new Gate() }, panel, {
    baseline,
    pageSize,
    signal: new AbortController().signal,
  });
  const seconds = (performance.now() - started) / 1000;
  const events = (await log.head()) - before;
  await store.close();
  return { seconds, events };
}

async function main(): Promise<void> {
  const [what = '', place = '', file = '', pageSize = '500'] = process.argv.slice(2);
  let measured: { seconds: number; events: number };
  if (what === 'floor') {
    const started = performance.now();
    await floor(file);
    measured = { seconds: (performance.now() - started) / 1000, events: 0 };
  } else {
    measured = await pass(place, file, what === 'baseline', Number(pageSize));
  }
  const result: Measurement = { ...measured, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main();
