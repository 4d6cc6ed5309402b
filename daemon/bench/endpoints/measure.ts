import { pino } from 'pino';
import { Pool } from 'undici';
import { sampleEvent } from '../../../panel';
import { systemClock } from '../../clock';
import { AllDuties } from '../../duties';
import { Endpoints, endpointMigrations } from '../../endpoints';
import { EventLog, eventMigrations } from '../../events';
import { Sealer } from '../../secrets';
import { Store } from '../../store';

/** One measurement, in a process of its own. Prints how many pushes there were a second. */

const concurrency = 64;
const lines = 5000;

/** The same events for both: renewals of many lines. */
function drafts(count: number) {
  const { type, panel, time, origin, data } = sampleEvent('line.renewed');
  return Array.from({ length: count }, (_, index) => ({
    type,
    panel,
    subject: `line:main/${String(index % lines)}`,
    time,
    origin,
    data,
  }));
}

/** What one would write without a daemon: the bytes are ready, and are posted, so many at a time. */
async function bare(url: URL, count: number): Promise<number> {
  const pool = new Pool(url.origin, { connections: concurrency, pipelining: 1 });
  const bodies = drafts(count).map((draft, index) => {
    const event = { ...draft, id: 'evt_01JSAMPLE00000000000000000', sequence: index + 1 };
    return Buffer.from(JSON.stringify({ type: event.type, timestamp: event.time, data: event }));
  });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'xtream-ui-sync/0.0.0',
    'webhook-id': 'evt_01JSAMPLE00000000000000000',
    'webhook-timestamp': '1800000000',
    'webhook-signature': `v1,${'A'.repeat(43)}=`,
  };
  let next = 0;
  const started = performance.now();
  const post = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await pool.request({ method: 'POST', path: url.pathname, headers, body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, post));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return count / seconds;
}

/** The whole way: from the log on disk to the receiver, and that it was pushed to disk again. */
async function pushed(url: URL, count: number, place: string): Promise<number> {
  const where = place.startsWith('postgres://') ? { postgres: place } : { file: place };
  const store = await Store.open({ ...where, migrations: [...eventMigrations, ...endpointMigrations] });
  const log = new EventLog(store);
  await store.write((trx, afterCommit) => log.append(trx, afterCommit, drafts(count)));
  const logger = pino({ level: 'silent' });
  const duties = new AllDuties(logger);
  const rules = {
    allowPrivate: ['127.0.0.0/8'],
    allowHttp: true,
    timeoutSeconds: 15,
    disableAfterSeconds: 432_000,
    overlapSeconds: 86_400,
  };
  const endpoints = new Endpoints({
    store,
    log,
    sealer: new Sealer('the secret of the bench'),
    duties,
    clock: systemClock,
    logger,
    rules,
    configured: [],
  });
  await endpoints.registry.put('bench', { url: url.href, concurrency, from: 'beginning' });
  await endpoints.start();
  const started = performance.now();
  duties.start();
  let position = 0;
  while (position < count) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    ({ position } = await endpoints.registry.row('bench'));
  }
  const seconds = (performance.now() - started) / 1000;
  await endpoints.stop();
  await duties.stop();
  await store.close();
  return count / seconds;
}

async function main(): Promise<void> {
  const [what = '', port = '', count = '', place = ''] = process.argv.slice(2);
  const url = new URL(`http://127.0.0.1:${port}/hooks`);
  const pushesPerSecond = what === 'bare' ? await bare(url, Number(count)) : await pushed(url, Number(count), place);
  process.stdout.write(`${JSON.stringify({ pushesPerSecond })}\n`);
}

void main();
