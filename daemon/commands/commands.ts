import { EventEmitter, once, setMaxListeners } from 'node:events';
import { checkOffered, operationById, parseParameters, type Write } from '../../panel';
import { Problem } from '../problem';
import { unobserved, type Observer } from '../observer';
import type { Sealer } from '../secrets';
import { hasEnded, viewOf, type Command, type CommandView } from './command';
import { Course, type CourseParts } from './course';
import type { RetryOptions } from './faults';
import { Ledger, type CommandRequest, type CommandsStanding } from './ledger';
import { Locks } from './locks';

export interface CommandsOptions extends Pick<
  CourseParts,
  'store' | 'log' | 'panels' | 'snapshot' | 'clock' | 'logger'
> {
  sealer: Sealer;
  retry?: RetryOptions;
  observer?: Observer;
  /** How many commands one panel is to carry out at the same time. @default 4 */
  atOncePerPanel?: number;
}

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
 * Lock and wait are in this process: one daemon per database.
 */
export class Commands {
  private readonly ledger: Ledger;
  private readonly parts: CourseParts;
  private readonly endings = new EventEmitter().setMaxListeners(0);
  private readonly stopping = new AbortController();
  private readonly started: Promise<void>;
  private markStarted: () => void = () => undefined;
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly options: CommandsOptions) {
    const { store, log, panels, snapshot, clock, logger, sealer, retry = {}, observer = unobserved } = options;
    this.ledger = new Ledger(store, sealer, clock);
    this.started = new Promise((resolve) => (this.markStarted = resolve));
    // Every waiting command listens.
    setMaxListeners(0, this.stopping.signal);
    this.parts = {
      store,
      log,
      ledger: this.ledger,
      panels,
      snapshot,
      clock,
      observer,
      logger: logger.child({ part: 'commands' }),
      retry: { firstSeconds: 1, mostSeconds: 300, giveUpSeconds: 86_400, ...retry },
      subjects: new Locks(),
      turns: new Locks(options.atOncePerPanel ?? 4),
      stopping: this.stopping.signal,
      ended: (key) => this.endings.emit(`ended ${key}`),
    };
  }

  /** Goes on with what was unfinished at the last stop or crash. `submit` waits for it. */
  async start(): Promise<void> {
    const courses = (await this.ledger.unfinished()).map((command) => ({
      command,
      course: new Course(this.parts, command, true),
    }));
    // Those that may have been sent hold their lines before anything else is planned. Each held them when it was sent, so none waits here.
    for (const { command, course } of courses) if (command.state === 'sent') await course.takePlace();
    for (const { command, course } of courses) {
      this.track(command.state === 'sent' ? course.run() : course.takePlace().then(() => course.run()));
    }
    if (courses.length > 0) this.parts.logger.info({ commands: courses.length }, 'going on with unfinished commands');
    this.markStarted();
  }

  /** Lets what was sent be read back and leaves the rest as it is on disk. Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.markStarted();
    await Promise.all(this.running);
  }

  /**
   * Resolves when the command is on disk; it then goes on by itself. `wait` tells how it ended. A key in use with the same parameters answers what is
   * stored (`replayed`) and does nothing.
   *
   * @throws PanelError `invalid-parameter`, `unsupported`
   * @throws Problem 404 `unknown-panel`, 422 `invalid-parameter`, 422 `key-reused`, 503 `stopping`
   */
  async submit(request: CommandRequest): Promise<CommandView> {
    await this.started;
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
    const { adapter, timeZone } = this.options.panels.get(panel);
    const values = parseParameters(operation, parameters, { now: this.options.clock.now(), timeZone });
    checkOffered(operation, adapter, values);
    const written = await this.options.store.write(async (trx) => {
      const meanwhile = this.stored(await this.ledger.find(key, trx), request);
      return meanwhile ?? (await this.ledger.intend(trx, request, values));
    });
    if ('replayed' in written) return written;
    const course = new Course(this.parts, written, false);
    this.track(course.takePlace().then(() => course.run()));
    return viewOf(written);
  }

  /**
   * The command as it stands when it has ended, when the time is up, when the signal aborts or when the daemon stops, whatever is first.
   * @throws Problem 404 `unknown-command`
   */
  async wait(key: string, seconds: number, signal?: AbortSignal): Promise<CommandView> {
    const timeUp = AbortSignal.timeout(seconds * 1000);
    const until = AbortSignal.any([timeUp, this.stopping.signal, ...(signal ? [signal] : [])]);
    for (;;) {
      const heard = new AbortController();
      // Listening begins before reading, so that no ending falls between the two.
      const ending = once(this.endings, `ended ${key}`, { signal: AbortSignal.any([until, heard.signal]) });
      const quiet = ending.catch(() => undefined);
      try {
        const view = await this.get(key);
        if (hasEnded(view) || until.aborted || seconds <= 0) return view;
        await quiet;
      } finally {
        heard.abort();
      }
    }
  }

  /** @throws Problem 404 `unknown-command` */
  async get(key: string): Promise<CommandView> {
    const command = await this.ledger.find(key);
    if (!command) throw new Problem(404, 'unknown-command', `There is no command with the key ${key}.`);
    return viewOf(command);
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

  private track(course: Promise<void>): void {
    const ended = course.finally(() => this.running.delete(ended));
    this.running.add(ended);
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
