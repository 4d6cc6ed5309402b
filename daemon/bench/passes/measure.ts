import { XuiAdapter } from '../../../panel';
import { systemClock } from '../../clock';
import { EventLog, eventMigrations } from '../../events';
import { Sealer } from '../../secrets';
import { Store } from '../../store';
import { LineSnapshot, runPass, syncMigrations } from '../../sync';
import { CorpusTransport, pagesOf } from './corpus';

/** One measurement, run in a process of its own so that its peak memory is its own. Prints one JSON object. */

export interface Measurement {
  seconds: number;
  /** Of processor time, which tells more where other programs run beside. */
  cpuSeconds: number;
  /** The largest resident set. MiB. */
  peakMiB: number;
  events: number;
}

type Times = Pick<Measurement, 'seconds' | 'cpuSeconds'>;

async function timed(work: () => Promise<unknown>): Promise<Times> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
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
): Promise<Times & { events: number }> {
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
  const adapter = new XuiAdapter(new CorpusTransport(file));
  const panel: Parameters<typeof runPass>[1] = {
    name: 'main',
    signal: new AbortController().signal,
    open: () => Promise.resolve(adapter),
    look: (work) => work(),
    isWaitedFor: () => false,
    write: (work) => store.write(work),
  };
  const before = await log.head();
  const times = await timed(() => runPass(snapshot, panel, { baseline, pageSize }));
  const events = (await log.head()) - before;
  await store.close();
  return { ...times, events };
}

async function main(): Promise<void> {
  const [what = '', place = '', file = '', pageSize = '500'] = process.argv.slice(2);
  const measured =
    what === 'floor'
      ? { ...(await timed(() => floor(file))), events: 0 }
      : await pass(place, file, what === 'baseline', Number(pageSize));
  const result: Measurement = { ...measured, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main();
