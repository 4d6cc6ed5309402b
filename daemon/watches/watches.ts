import type { Clock } from '../clock';
import type { Sealer } from '../secrets';
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
}

/** The watches of one panel. Those that are switched off have the usual settings, and no pace. */
export function watchesOf(
  { streams, servers, resellers, tickets, devices }: WatchOptions,
  { things, sealer, clock }: { things: Things; sealer: Pick<Sealer, 'fingerprint'>; clock: Clock },
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
  ];
}
