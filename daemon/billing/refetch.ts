import type { Logger } from 'pino';
import type { Clock } from '../clock';
import { writeHeld, type Duty, type Held } from '../duties';
import { Bell } from '../pause';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import type { FactSink } from './fact';
import type { Inbox } from './inbox';
import { messageOf, type Message } from './message';
import { MappingError, ProviderError } from './providers';
import type { Source } from './source';
import { columnsOf, failureOf, messagesWait, type Understood } from './understood';

export interface RefetchOptions {
  store: Store;
  inbox: Inbox;
  sink: FactSink;
  sealer: Sealer;
  clock: Clock;
  logger: Logger;
}

/** Messages looked at in one round. */
const batch = 50;
/** What is due is looked for this often, whatever the signals say. Milliseconds. */
const lookEvery = 5000;
/** Between two tries for one message, doubled up to the second. Seconds. */
const retries = { first: 5, longest: 3600 };

/** The key may be mended: what is refused because of it waits. */
const ofTheKey = new Set([401, 403]);

/**
 * Reads from the provider's API what a message only names, and takes in what comes of it.
 *
 * A message waits on disk until then. What fails in passing is tried again, ever more slowly and no sooner than the provider asks; what the provider does not
 * have is put aside as failed. A provider that asks to be left alone is left alone for all messages of the source.
 */
export class Refetch implements Duty {
  readonly name = 'inbox';
  private readonly log: Logger;
  /** Until when a source's provider is left alone. Milliseconds since 1970. */
  private readonly left = new Map<string, number>();

  constructor(private readonly options: RefetchOptions) {
    this.log = options.logger.child({ part: 'inbox' });
  }

  async run(signal: AbortSignal, held: Held): Promise<void> {
    const bell = new Bell();
    const off = this.options.store.signals.on(messagesWait, () => {
      bell.ring();
    });
    try {
      while (!signal.aborted) {
        if ((await this.round(signal, held)) < batch) await bell.heard(lookEvery, signal);
      }
    } finally {
      off();
    }
  }

  /** Sees to all that is due. @returns how many messages were looked at */
  async round(signal: AbortSignal, held: Pick<Held, 'check'>): Promise<number> {
    const rows = await this.options.store.db
      .selectFrom('inbox')
      .select(['sequence', 'source', 'attempts'])
      .where('state', '=', 'waiting')
      .where('due_at', '<=', new Date(this.options.clock.now()).toISOString())
      .orderBy('due_at')
      .orderBy('sequence')
      .limit(batch)
      .execute();
    for (const row of rows) {
      if (signal.aborted) break;
      await this.see(row, held);
    }
    return rows.length;
  }

  private async see(
    row: { sequence: number; source: string; attempts: number },
    held: Pick<Held, 'check'>,
  ): Promise<void> {
    const { inbox, sealer, store, clock } = this.options;
    const source = inbox.find(row.source);
    const stored = await store.db
      .selectFrom('inbox')
      .selectAll()
      .where('sequence', '=', row.sequence)
      .executeTakeFirst();
    if (stored === undefined) return;
    const later = (seconds: number, problem: string | null): Promise<void> =>
      this.postpone(row.sequence, row.attempts, clock.now() + seconds * 1000, problem, held);
    if (source === undefined) return later(retries.longest, `There is no source ${row.source} in the configuration.`);
    const until = this.left.get(source.name) ?? 0;
    if (until > clock.now()) return this.postpone(row.sequence, row.attempts - 1, until, stored.problem, held);
    const message = messageOf(sealer, source.provider, stored);
    // Erased: there is nothing left to understand.
    if (message === null) return this.settle(source, stored.sequence, null, { facts: [] }, held);
    try {
      const ref = source.missing(message.content);
      // Without a key, the message must do.
      const fetched = ref === null ? null : await source.api?.fetch(ref);
      await this.settle(
        source,
        stored.sequence,
        message,
        await this.understand(source, message, fetched ?? null),
        held,
      );
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const { passing, status = 0, retryAfterSeconds } = error.more;
      this.log.warn(
        { source: source.name, id: message.id, attempts: row.attempts + 1, problem: error.message },
        'provider not read',
      );
      if (!passing && !ofTheKey.has(status)) {
        return this.settle(source, stored.sequence, message, { problem: error.message }, held);
      }
      if (retryAfterSeconds !== undefined) this.left.set(source.name, clock.now() + retryAfterSeconds * 1000);
      const grown = Math.min(retries.longest, retries.first * 2 ** Math.min(row.attempts, 16));
      return later(Math.max(grown, retryAfterSeconds ?? 0), error.message);
    }
  }

  private async understand(source: Source, message: Message, fetched: unknown): Promise<Understood> {
    try {
      return { facts: await source.understand(message, fetched), fetched };
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      return { problem: error.message, fetched };
    }
  }

  /** @param attempts so far */
  private async postpone(
    sequence: number,
    attempts: number,
    due: number,
    problem: string | null,
    held: Pick<Held, 'check'>,
  ): Promise<void> {
    await writeHeld(this.options.store, held, (trx) =>
      trx
        .updateTable('inbox')
        .set({ attempts: attempts + 1, due_at: new Date(due).toISOString(), problem })
        .where('sequence', '=', sequence)
        .where('state', '=', 'waiting')
        .execute(),
    );
  }

  /** Once only, whoever else saw to the message meanwhile. */
  private async settle(
    source: Source,
    sequence: number,
    message: Message | null,
    understood: Understood,
    held: Pick<Held, 'check'>,
  ): Promise<void> {
    const { store, sink, sealer, clock } = this.options;
    const prepared = 'facts' in understood ? await sink.prepare?.(understood.facts) : undefined;
    await writeHeld(store, held, async (trx, afterCommit) => {
      const changed = await trx
        .updateTable('inbox')
        .set(columnsOf(sealer, understood, clock.now()))
        .where('sequence', '=', sequence)
        .where('state', '=', 'waiting')
        .executeTakeFirst();
      if (changed.numUpdatedRows !== 1n) return;
      if ('facts' in understood) await sink.takeIn(trx, afterCommit, understood.facts, prepared);
      else if ('problem' in understood && message !== null) {
        await sink.failed?.(trx, afterCommit, failureOf(source, message, understood.problem));
      }
    });
  }
}
