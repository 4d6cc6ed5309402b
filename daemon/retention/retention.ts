import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { eventDescriptions, instantFromUnix } from '../../panel';
import type { Clock } from '../clock';
import { writeHeld, type Duty, type Held } from '../duties';
import type { EventLog } from '../events';
import { textsOf, type Store, type Write } from '../store';

/** For how long what is kept, in seconds; null: for ever. */
export interface Keep {
  /** What happened to lines: their history. */
  history: number | null;
  /** Connections that started and ended. */
  connections: number | null;
  /** All other events. */
  events: number | null;
  /** Messages of billing providers. */
  inbox: number | null;
  /** Messages of panels. */
  webhooks: number | null;
  /** Commands that have ended, and with them the memory of their keys. */
  commands: number | null;
}

type EventKind = 'history' | 'connections' | 'events';

/** Tells which of some events somebody is still to get; asked in the transaction that would delete them. */
export type StillNeeded = (trx: Write, sequences: readonly number[]) => Promise<readonly number[]>;

export interface RetentionOptions {
  store: Store;
  log: EventLog;
  clock: Clock;
  logger: Logger;
  keep: Keep;
  /** All who read the log at a pace of their own. */
  needs: readonly StillNeeded[];
}

/** Rows of one transaction. */
const batch = 500;

/** Between two rounds. Milliseconds. */
const pause = 3_600_000;

const typesOf = (group: string): string[] =>
  eventDescriptions.filter((description) => description.group === group).map(({ type }) => type);
const kinds: Readonly<Record<EventKind, readonly string[]>> = {
  history: typesOf('line'),
  connections: typesOf('connection'),
  events: [...typesOf('line'), ...typesOf('connection')],
};

/** Forgets what is older than it is to be kept, in small transactions, and never an event that somebody is still to get. */
export class Retention implements Duty {
  readonly name = 'retention';

  constructor(private readonly options: RetentionOptions) {}

  async run(signal: AbortSignal, held: Held): Promise<void> {
    while (!signal.aborted) {
      await this.round(signal, held);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Forgets all that is due now. */
  async round(signal: AbortSignal, held: Pick<Held, 'check'>): Promise<void> {
    const { keep, store, logger } = this.options;
    const write = <T>(work: (trx: Write) => Promise<T>): Promise<T> => writeHeld(store, held, work);
    const forgotten: Record<string, number> = {};
    for (const kind of Object.keys(kinds) as EventKind[]) {
      forgotten[kind] = await this.forgetEvents(kind, keep[kind], signal, write);
    }
    forgotten['inbox'] = await this.forgetRows(keep.inbox, signal, write, (trx, before) =>
      trx
        .deleteFrom('inbox')
        .where('sequence', 'in', (eb) =>
          eb.selectFrom('inbox').select('sequence').where('received_at', '<', before).limit(batch),
        ),
    );
    forgotten['webhooks'] = await this.forgetRows(keep.webhooks, signal, write, (trx, before) =>
      trx
        .deleteFrom('panel_webhooks')
        .where('sequence', 'in', (eb) =>
          eb.selectFrom('panel_webhooks').select('sequence').where('received_at', '<', before).limit(batch),
        ),
    );
    forgotten['commands'] = await this.forgetRows(keep.commands, signal, write, (trx, before) =>
      trx
        .deleteFrom('commands')
        .where('sequence', 'in', (eb) =>
          eb
            .selectFrom('commands')
            .select('sequence')
            .where('state', 'in', ['confirmed', 'failed'])
            .where('updated_at', '<', before)
            .limit(batch),
        ),
    );
    if (Object.values(forgotten).every((count) => count === 0)) return;
    await store.giveBackSpace();
    logger.info({ forgotten }, 'What is older than it is to be kept was forgotten');
  }

  /** The newest event stays whatever its age: it tells where the log ends. */
  private async forgetEvents(
    kind: EventKind,
    seconds: number | null,
    signal: AbortSignal,
    write: <T>(work: (trx: Write) => Promise<T>) => Promise<T>,
  ): Promise<number> {
    if (seconds === null) return 0;
    const { log, clock, needs } = this.options;
    const through = Math.min(await log.before(clock.now() - seconds * 1000), (await log.head()) - 1);
    let count = 0;
    for (let after = 0; !signal.aborted;) {
      const looked = await write(async (trx) => {
        const sequences = await oldest(trx, kind, after, through);
        const needed = new Set((await Promise.all(needs.map((need) => need(trx, sequences)))).flat());
        const gone = sequences.filter((sequence) => !needed.has(sequence));
        if (gone.length === 0) return sequences;
        await log.forget(trx, kind, gone);
        count += gone.length;
        return sequences;
      });
      if (looked.length < batch) break;
      after = looked.at(-1) ?? through;
    }
    return count;
  }

  private async forgetRows(
    seconds: number | null,
    signal: AbortSignal,
    write: <T>(work: (trx: Write) => Promise<T>) => Promise<T>,
    deletion: (trx: Write, before: string) => { executeTakeFirst(): Promise<{ numDeletedRows: bigint }> },
  ): Promise<number> {
    if (seconds === null) return 0;
    const before = instantFromUnix(Math.floor(this.options.clock.now() / 1000 - seconds));
    let count = 0;
    while (!signal.aborted) {
      const { numDeletedRows } = await write((trx) => deletion(trx, before).executeTakeFirst());
      count += Number(numDeletedRows);
      if (numDeletedRows < batch) break;
    }
    return count;
  }
}

async function oldest(trx: Write, kind: EventKind, after: number, through: number): Promise<number[]> {
  const rows = await trx
    .selectFrom('events')
    .select('sequence')
    .where('type', kind === 'events' ? 'not in' : 'in', textsOf(trx, kinds[kind]))
    .where('sequence', '>', after)
    .where('sequence', '<=', through)
    .orderBy('sequence')
    .limit(batch)
    .execute();
  return rows.map((row) => row.sequence);
}
