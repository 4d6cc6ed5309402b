import type { Logger } from 'pino';
import { checkOffered, operationById, parseParameters, type Write } from '../../panel';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { linked, pause } from '../pause';
import { Problem } from '../problem';
import { unobserved, type Observer } from '../observer';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import type { HeldPanel, Panels, Snapshot } from '../sync';
import { Carrier, commandsCame } from './carrier';
import { hasEnded, viewOf, type Command, type CommandView } from './command';
import { commandEnded } from './course';
import type { RetryOptions } from './faults';
import { Ledger, type CommandQuery, type CommandRequest, type CommandsStanding } from './ledger';

export interface CommandsOptions {
  store: Store;
  log: EventLog;
  sealer: Sealer;
  panels: Pick<Panels, 'get'>;
  snapshot: Snapshot;
  clock: Clock;
  logger: Logger;
  retry?: RetryOptions;
  observer?: Observer;
  /** How many commands one panel is to carry out at the same time. @default 4 */
  atOncePerPanel?: number;
}

/** How often a command that is waited for is looked at, where the signal of its end got lost. Milliseconds. */
const look = 5000;

/**
 * Writes to panels, once in effect, although panels have no idempotency keys, answers get lost and the daemon may be killed at any moment.
 *
 * A command is a row with a state:
 *
 * ```
 *            ┌────────────────── refused: key free again ─────────────────▶ failed
 *            │                                                               ▲
 * submit ▶ intended ── plan, write target down ──▶ sent ── refused, conflict,┤ not verified, given up
 *          ▲      │                                ▲  │ │
 *          └──────┘ panel away: wait, plan again   └──┘ └── read back as asked for ──▶ confirmed
 *                                   panel away: wait, read back, send again towards the same target
 * ```
 *
 * - **submit** checks the parameters and writes the row (`intended`). Only then does anyone hear that the command was accepted.
 * - **plan** turns wishes into an absolute target ("+1 month" into a date). It only reads, is made while the line is held, and is made
 *   anew as long as nothing was sent: a plan that has waited may be out of date.
 * - **sent** is written, with the target, *before* the request leaves. From here the target never changes, and before every further sending the
 *   panel is read: *reached* → confirmed, *pending* → send (again), *conflict* → failed. A crash anywhere leads back to this reading. Where
 *   nothing can be read (*unknown*: custom calls), the panel's answer confirms, and without it the command fails: it is never sent twice.
 * - **confirmed**: result, snapshot and the events that follow from it in one transaction.
 * - **failed**: refused by the panel, changed by someone else after sending, saved differently, or given up after a day. What was sent may have
 *   had an effect, so the key stays taken. If nothing was sent, the key is free.
 *
 * `command.failed` is raised with every failure nobody is waiting for: after something was sent, after the command was kept for later, after a restart. A
 * refusal at the first planning (no such line, username taken) just answers whoever asked.
 *
 * A fault that passes (no connection, time-out, unbelievable answer, fault of our own) is waited out: seconds, doubling to minutes. So is a
 * panel that no longer lets a kept command in (wrong key, IP address, URL) until a person mends it.
 *
 * Commands about one line go one after the other, each planned after the one before has ended: two renewals are two months. A line is held
 * by its id; a username is held first, looked up, and its line held too before the plan is made again. Panels are independent.
 *
 * Any replica takes commands in and tells how they end. They are carried out by the one that has the panel (`carryOut`), so that locks, turns and the gate
 * that keeps passes out need to hold in one process only. When it dies, the next one that has the panel begins by reading back what was sent.
 */
export class Commands {
  private readonly ledger: Ledger;
  private readonly stopping = new AbortController();

  constructor(private readonly options: CommandsOptions) {
    const { store, sealer, clock } = options;
    this.ledger = new Ledger(store, sealer, clock);
  }

  /**
   * Carries out the commands of a panel for as long as it is held: first what was unfinished, then what comes. Resolves when nothing is under way any more.
   * @param begun called when what was sent before has been read back, or its panel does not answer
   */
  async carryOut(panel: HeldPanel, begun: () => void = () => undefined): Promise<void> {
    const { retry = {}, observer = unobserved, atOncePerPanel = 4, ...options } = this.options;
    const carrier = new Carrier({
      ...options,
      panel,
      ledger: this.ledger,
      observer,
      logger: options.logger.child({ part: 'commands' }),
      retry: { firstSeconds: 1, mostSeconds: 300, giveUpSeconds: 86_400, ...retry },
      atOnce: atOncePerPanel,
    });
    await carrier.run(begun);
  }

  /** Takes no commands any more, and ends the waiting for them. */
  stop(): void {
    this.stopping.abort();
  }

  /**
   * Resolves when the command is on disk; it then goes on by itself. `wait` tells how it ended. A key in use with the same parameters answers what is
   * stored (`replayed`) and does nothing.
   *
   * @throws PanelError `invalid-parameter`, `unsupported`
   * @throws Problem 404 `unknown-panel`, 422 `invalid-parameter`, 422 `key-reused`, 503 `stopping`
   */
  async submit(request: CommandRequest): Promise<CommandView> {
    if (this.stopping.signal.aborted) {
      throw new Problem(503, 'stopping', 'The daemon is stopping and takes no commands.');
    }
    const { key, panel, operation: id, parameters } = request;
    if (key === '' || key.length > 255) {
      throw new Problem(422, 'invalid-parameter', 'key: must have 1 to 255 characters', { field: 'key' });
    }
    // Before the checks: an expiry that lay ahead then may have passed, and the answer is the same all the same.
    const known = this.stored(await this.ledger.find(key), request);
    if (known) return known;
    const operation = writeById(id);
    const { store, clock, panels } = this.options;
    const handle = panels.get(panel);
    const values = parseParameters(operation, parameters, { now: clock.now(), timeZone: handle.timeZone });
    checkOffered(operation, await handle.open(), values);
    return store.write(async (trx, afterCommit) => {
      const meanwhile = this.stored(await this.ledger.find(key, trx), request);
      if (meanwhile) return meanwhile;
      const command = await this.ledger.intend(trx, request, values);
      await store.signal(trx, afterCommit, commandsCame(panel));
      return viewOf(command);
    });
  }

  /**
   * The command as it stands when it has ended, when the time is up, when the signal aborts or when the daemon stops, whatever is first.
   * @throws Problem 404 `unknown-command`
   */
  async wait(key: string, seconds: number, signal?: AbortSignal): Promise<CommandView> {
    const over = linked(this.stopping.signal, signal);
    const timeUp = pause(seconds * 1000, over.signal).then(over.abort);
    try {
      for (;;) {
        const turn = linked(over.signal);
        try {
          // Listening begins before reading, so that no ending falls between the two.
          const ending = this.options.store.signals.next(commandEnded(key), turn.signal);
          const view = await this.get(key);
          if (hasEnded(view) || over.signal.aborted || seconds <= 0) return view;
          await Promise.race([ending, pause(look, turn.signal)]);
        } finally {
          turn.abort();
        }
      }
    } finally {
      over.abort();
      await timeUp;
    }
  }

  /** @throws Problem 404 `unknown-command` */
  async get(key: string): Promise<CommandView> {
    const command = await this.ledger.find(key);
    if (!command) throw new Problem(404, 'unknown-command', `There is no command with the key ${key}.`);
    return viewOf(command);
  }

  /** Newest first. `after`: the sequence before which the page begins. */
  async list(query: CommandQuery): Promise<{ commands: CommandView[]; next: number | null }> {
    const rows = await this.ledger.list({ ...query, limit: query.limit + 1 });
    const page = rows.slice(0, query.limit);
    return {
      commands: page.map((command) => viewOf(command)),
      next: rows.length > query.limit ? (page.at(-1)?.sequence ?? null) : null,
    };
  }

  /** Those that have not ended. */
  unfinished(): Promise<CommandsStanding> {
    return this.ledger.standing();
  }

  /** @throws Problem 422 `key-reused` */
  private stored(command: Command | undefined, request: CommandRequest): CommandView | undefined {
    if (!command || (command.state === 'failed' && command.attempts === 0)) return undefined;
    if (command.fingerprint === this.ledger.fingerprint(request)) return viewOf(command, true);
    throw new Problem(422, 'key-reused', `The key ${command.key} was used for a command with other parameters.`, {
      field: 'key',
      hint: `Ask GET /v1/commands/{key} for its result, or use a key of its own for this command.`,
    });
  }
}

/** @throws Problem 422 `invalid-parameter` */
function writeById(id: string): Write {
  const operation = operationById(id);
  if (operation?.access === 'write') return operation;
  const problem = operation ? `${id} only reads` : `there is no operation ${id}`;
  throw new Problem(422, 'invalid-parameter', `operation: ${problem}`, {
    field: 'operation',
    hint: operation ? 'Send it to POST /v1/queries.' : 'GET /v1/operations lists them.',
  });
}
