import type { Clock } from '../clock';
import { DetailWatch, type Details } from '../details';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import type { PacedWatch, Things } from '../watch';
import { deviceWatch, resellerWatch, ticketWatch } from './lists';
import type { Measure } from './servers';
import { ServerWatch } from './serverWatch';
import { StreamWatch } from './streamWatch';

/** What of a panel’s things is looked at, as its settings have it; false: not at all. Durations in seconds. */
export interface WatchOptions {
  streams: false | { every: number; downAfter: number };
  servers: false | { every: number; overloaded: Record<Measure, number | false> & { after: number } };
  resellers: false | { every: number; lowCredits: number | false };
  tickets: false | { every: number };
  devices: false | { every: number };
  /** `every`: where all are read from a database. */
  details: false | { every: number; perSecond: number };
}

/** Lines are read one by one in batches of so long, or longer where they are read more slowly. Seconds. */
const batch = 10;

export interface WatchParts {
  things: Things;
  details: Details;
  store: Store;
  sealer: Pick<Sealer, 'fingerprint'>;
  clock: Clock;
}

/**
 * The watches of one panel. Those that are switched off have no pace.
 * @param hasDatabase whether the panel’s database is read beside its API
 */
export function watchesOf(
  { streams, servers, resellers, tickets, devices, details: detailed }: WatchOptions,
  hasDatabase: boolean,
  { things, details, store, sealer, clock }: WatchParts,
): PacedWatch[] {
  const paced = (settings: false | { every: number }) => ({ everySeconds: settings === false ? null : settings.every });
  const { overloaded } = servers === false ? { overloaded: undefined } : servers;
  const threshold = (measure: Measure): number | null => {
    const percent = overloaded?.[measure] ?? false;
    return percent === false ? null : percent;
  };
  const thresholds = {
    cpu: threshold('cpu'),
    memory: threshold('memory'),
    disk: threshold('disk'),
    connections: threshold('connections'),
  };
  const lowBelow = resellers === false || resellers.lowCredits === false ? null : resellers.lowCredits;
  const perSecond = detailed === false ? 1 : detailed.perSecond;
  const batchSeconds = Math.max(batch, 1 / perSecond);
  return [
    {
      ...paced(streams),
      watch: new StreamWatch(
        { things, clock, fingerprint: (text) => sealer.fingerprint(text) },
        { downAfterSeconds: streams === false ? 0 : streams.downAfter },
      ),
    },
    {
      ...paced(servers),
      watch: new ServerWatch({ things, clock }, { thresholds, overloadedAfterSeconds: overloaded?.after ?? 0 }),
    },
    { ...paced(resellers), watch: resellerWatch(things, lowBelow) },
    { ...paced(tickets), watch: ticketWatch(things) },
    { ...paced(devices), watch: deviceWatch(things) },
    {
      everySeconds: detailed === false ? null : hasDatabase ? detailed.every : batchSeconds,
      watch: new DetailWatch({ store, details }, Math.max(1, Math.round(perSecond * batchSeconds))),
    },
  ];
}
