import type { Logger } from 'pino';
import type { Event, Instant } from '../../panel';
import { instantOf, type Clock } from '../clock';
import type { Duties, Held } from '../duties';
import type { EventLog } from '../events';
import { unobserved, type Observer } from '../observer';
import { Bell, linked, pause } from '../pause';
import type { Sealer } from '../secrets';
import { selectionOf, type FilterProblem } from '../selection';
import type { Store } from '../store';
import type { Lookup } from './guard';
import { Lane } from './lane';
import { Pusher } from './pusher';
import { changeOf, endpointsChanged, Registry, type ConfiguredEndpoint } from './registry';
import { Replays } from './replays';
import { Sender } from './sender';
import { endpointMatcher, secretsOf, type EndpointRules } from './settings';
import type { FailedPush } from './settle';
import { Signer } from './signing';
import type { EndpointTable } from './tables';

export interface EndpointServices {
  store: Store;
  log: EventLog;
  sealer: Sealer;
  duties: Duties;
  clock: Clock;
  logger: Logger;
  rules: EndpointRules;
  /** Those of the configuration. */
  configured: readonly ConfiguredEndpoint[];
  /** Resolves names; @default the system */
  lookup?: Lookup;
  /** From 0 to 1. @default Math.random */
  random?: () => number;
  observer?: Observer;
}

/** An event that was given up after its last attempt. */
export interface DeadPush {
  attempts: number;
  reason: string | null;
  since: Instant;
  event: Event;
}

/** Endpoints made or changed at another replica are noticed by a signal; should one get lost, after so long. Milliseconds. */
const lookEvery = 5000;

/** What is under way when this replica is to let go may take so long to end; what is broken off is pushed again. Milliseconds. */
const graceMs = 2000;

/**
 * Endpoints: receivers of webhooks, each with its place in the event log.
 *
 * An event is pushed at least once, signed as Standard Webhooks specifies, with its id as `webhook-id`: tried again by a schedule until the receiver
 * answers 2xx, and given up after the last attempt. Of one subject, an event is pushed only when every earlier one is settled or given up.
 */
export class Endpoints {
  readonly registry: Registry;
  readonly replays: Replays;
  private readonly stopped = new AbortController();
  private known = new Set<string>();
  private watching: Promise<void> = Promise.resolve();

  constructor(private readonly services: EndpointServices) {
    this.registry = new Registry(services);
    this.replays = new Replays(services, this.registry);
  }

  /** Brings the endpoints of the configuration about and takes up the duty of each there is, whoever made it. */
  async start(): Promise<void> {
    await this.registry.configure(this.services.configured);
    await this.takeUp();
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.watching;
  }

  /** Events given up, oldest first. @throws Problem 404 `unknown-endpoint` */
  async dead(name: string, { limit = 1000 }: { limit?: number } = {}): Promise<DeadPush[]> {
    const { store, log } = this.services;
    const { id } = await this.registry.row(name);
    const rows = await store.db
      .selectFrom('endpoint_pushes')
      .selectAll()
      .where('endpoint', '=', id)
      .where('state', '=', 'dead')
      .orderBy('sequence')
      .limit(limit)
      .execute();
    const events = new Map((await log.byId(rows.map((row) => row.event_id))).map((event) => [event.id, event]));
    return rows.flatMap((row) => {
      const event = events.get(row.event_id);
      if (event === undefined) return [];
      return [{ attempts: row.attempt, reason: row.reason, since: instantOf(row.due_at), event }];
    });
  }

  private async watch(): Promise<void> {
    const { store, logger } = this.services;
    const { signal } = this.stopped;
    const bell = new Bell();
    const deaf = store.signals.on(endpointsChanged, () => bell.ring());
    for (;;) {
      await bell.heard(lookEvery, signal);
      if (signal.aborted) break;
      await this.takeUp().catch((error: unknown) => {
        logger.warn({ err: error }, 'The endpoints cannot be read; they are looked at again');
      });
    }
    deaf();
  }

  /** Makes the duties those of the endpoints there are. */
  private async takeUp(): Promise<void> {
    const { store, duties } = this.services;
    const rows = await store.db.selectFrom('endpoints').select('name').execute();
    const names = new Set(rows.map(({ name }) => name));
    const gone = [...this.known].filter((name) => !names.has(name));
    const made = [...names].filter((name) => !this.known.has(name));
    this.known = names;
    await Promise.all(gone.map((name) => duties.remove(changeOf(name))));
    for (const name of made) {
      duties.add({ name: changeOf(name), run: (signal, held) => this.push(name, signal, held) });
    }
  }

  /** The duty of an endpoint: pushes to it under its present settings, and begins anew under others. */
  private async push(name: string, signal: AbortSignal, held: Held): Promise<void> {
    const { store } = this.services;
    while (!signal.aborted) {
      const turn = linked(signal);
      // Listen first, then look: what comes in between is not missed.
      const changed = store.signals.next(changeOf(name), turn.signal).then(turn.abort);
      try {
        const row = await store.db.selectFrom('endpoints').selectAll().where('name', '=', name).executeTakeFirst();
        if (row?.disabled_reason !== null) await pause(lookEvery, turn.signal);
        else {
          const watching = this.untilChanged(row, turn.signal).finally(turn.abort);
          const pusher = await this.pusherOf(row, held);
          await pusher.run(turn.signal, () =>
            signal.aborted ? graceMs : this.services.rules.timeoutSeconds * 1000 + graceMs,
          );
          turn.abort();
          await watching;
        }
      } finally {
        turn.abort();
        await changed;
      }
    }
  }

  /** Resolves when the row is another than this. */
  private async untilChanged({ id, revision }: EndpointTable, signal: AbortSignal): Promise<void> {
    const { db } = this.services.store;
    for (;;) {
      await pause(lookEvery, signal);
      if (signal.aborted) return;
      const row = await db
        .selectFrom('endpoints')
        .select('revision')
        .where('id', '=', id)
        .executeTakeFirst()
        .catch(() => ({ revision }));
      if (row?.revision !== revision) return;
    }
  }

  private async pusherOf(row: EndpointTable, held: Held): Promise<Pusher> {
    const {
      store,
      sealer,
      rules,
      clock,
      log,
      logger,
      lookup,
      random = Math.random,
      observer = unobserved,
    } = this.services;
    const { url, headers, secret, former } = secretsOf(sealer, row);
    const sender = new Sender({
      url: new URL(url),
      headers,
      signer: new Signer(secret, former),
      concurrency: row.concurrency,
      timeoutMs: rules.timeoutSeconds * 1000,
      guard: this.registry.guard,
      lookup,
      ended: (outcome, seconds) => {
        observer.record('push', { endpoint: row.name }, outcome, seconds);
      },
    });
    const pushes = await store.db
      .selectFrom('endpoint_pushes')
      .selectAll()
      .where('endpoint', '=', row.id)
      .where((eb) =>
        eb.or([
          eb('state', '=', 'waiting'),
          eb('sequence', '>', eb.case().when('lane', '=', 0).then(row.position).else(0).end()),
        ]),
      )
      .execute();
    const replays = await store.db
      .selectFrom('endpoint_replays')
      .selectAll()
      .where('endpoint', '=', row.id)
      .where('state', '=', 'running')
      .orderBy('id')
      .execute();
    const rowsOf = (lane: number) => pushes.filter((push) => push.lane === lane);
    return new Pusher({
      endpoint: row,
      selection: selectionOf(row),
      matcher: endpointMatcher(row),
      lanes: [
        new Lane(row.position, rowsOf(0), null),
        ...replays.map((replay) => new Lane(replay.position, rowsOf(replay.id), replay)),
      ],
      standing: {
        failingSince: row.failing_since,
        notBefore: row.not_before,
        lastSuccessAt: row.last_success_at,
        lastFailures: JSON.parse(row.last_failures) as FailedPush[],
        filterProblem: row.filter_problem === null ? null : (JSON.parse(row.filter_problem) as FilterProblem),
      },
      sender,
      concurrency: row.concurrency,
      rate: row.rate,
      disableAfterMs: rules.disableAfterSeconds * 1000,
      held,
      store,
      log,
      clock,
      logger,
      random,
    });
  }
}
