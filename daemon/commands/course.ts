import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import {
  contentKinds,
  instantFromUnix,
  nounOf,
  operationById,
  outcomeUnknown,
  PanelError,
  settled,
  type Assessment,
  type LineSummary,
  type PanelAdapter,
  type Write,
} from '../../panel';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import type { Observer } from '../observer';
import { pause } from '../pause';
import type { Store } from '../store';
import type { HeldPanel, Snapshot } from '../sync';
import { hasEnded, type Command } from './command';
import { commandError, isFinal, waitAfter, type RetryOptions } from './faults';
import type { Ledger } from './ledger';
import type { Locks, Release } from './locks';

export interface CourseParts {
  store: Pick<Store, 'signal'>;
  log: EventLog;
  ledger: Ledger;
  panel: HeldPanel;
  snapshot: Snapshot;
  clock: Clock;
  observer: Observer;
  logger: Logger;
  retry: Required<RetryOptions>;
  /** One holder a subject. */
  subjects: Locks;
  /** As many holders as the panel is to carry commands out at once. */
  turns: Locks;
}

/** Signals that a command has ended. */
export function commandEnded(key: string): string {
  return `command:${key}`;
}

/** What a turn leads to: the end, another turn under a further lock, or nothing because the panel is let go of. */
type Turn = 'ended' | 'left' | { hold: string };

/** How a course ended. `left`: the panel is let go of, and whoever has it next goes on. */
type Ending = 'confirmed' | 'failed' | 'left';

/** The name a command's parameters give to what it is about, as far as they tell. */
function firstName(values: Command['values']): string | null {
  const { line, username, user, mac } = values as {
    line?: { id?: string; username?: string };
    username?: string;
    user?: string;
    mac?: string;
  };
  if (user !== undefined) return `user:${user}`;
  if (mac !== undefined) return `mac:${mac}`;
  if (line?.id !== undefined) return `line:${line.id}`;
  const name = line?.username ?? (line === undefined ? username : undefined);
  return name === undefined ? null : `username:${name}`;
}

/** One command's way from `intended` or `sent` to its end. The whole machine is described above Commands. */
export class Course {
  /** By username or MAC first, by id second, never the other way round: two commands cannot wait for each other. */
  private nameLock: Release | undefined;
  private subjectLock: { name: string; release: Release } | undefined;
  private readonly log: Logger;

  /** @param kept whether nobody waits for the answer any more: it was found unfinished, or has met a fault and was kept for later */
  constructor(
    private readonly parts: CourseParts,
    private command: Command,
    private kept: boolean,
  ) {
    const { key, panel, operation } = command;
    this.log = parts.logger.child({ command: key, panel, operation });
  }

  /** Takes the place in the queues that the command has by what is known of it. */
  async takePlace(): Promise<void> {
    const name = firstName(this.command.values);
    if (name !== null && /^(username|mac):/.test(name)) {
      this.nameLock = await this.parts.subjects.acquire(name);
    } else if (name !== null) {
      await this.holdSubject(name);
    }
    if (this.command.subject !== null) await this.holdSubject(this.command.subject);
  }

  /**
   * Never rejects.
   * @param tried called after each turn, however it ended
   */
  async run(tried: () => void = () => undefined): Promise<void> {
    const { key, panel, operation } = this.command;
    await this.parts.observer.observe(
      'command',
      { key, panel, operation },
      () => this.untilEnd(tried),
      (ending) => ending,
    );
    this.subjectLock?.release();
    this.nameLock?.();
    tried();
  }

  private async untilEnd(tried: () => void): Promise<Ending> {
    const { signal, lost } = this.parts.panel;
    for (let faults = 0; !signal.aborted;) {
      try {
        const turn = await this.nextTurn();
        if (turn === 'left') return turn;
        // What was found to have ended on disk may have ended either way.
        if (turn === 'ended') return this.command.state === 'failed' ? 'failed' : 'confirmed';
        await this.holdSubject(turn.hold);
      } catch (error) {
        faults += 1;
        // What fails after the panel was lost says nothing of the command, and whoever has the panel now goes on.
        if (lost.aborted) return 'left';
        if (await this.endedBy(error)) return 'failed';
        tried();
        await pause(waitAfter(faults, error, this.parts.retry), signal);
      }
    }
    return 'left';
  }

  /** Waits for the panel and takes a turn. That it is to be let go of ends the waiting: the pass that is waited for may hang until its time-out. */
  private async nextTurn(): Promise<Turn> {
    const { turns, panel } = this.parts;
    const { signal } = panel;
    const adapter = await panel.open();
    let leave: () => void = () => undefined;
    const left = new Promise<Turn>(
      (resolve) =>
        (leave = () => {
          resolve('left');
        }),
    );
    signal.addEventListener('abort', leave);
    try {
      const turn = turns.hold('turn', () =>
        this.alone(adapter, () =>
          panel.change(() => {
            signal.removeEventListener('abort', leave);
            return this.turn(adapter);
          }),
        ),
      );
      return await Promise.race([turn, left]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Keeps all other commands out where the panel takes only one write at a time: from reading what is there to reading it back. */
  private alone<T>(adapter: PanelAdapter, work: () => Promise<T>): Promise<T> {
    return adapter.oneAtATime === true ? this.parts.subjects.hold('one at a time', work) : work();
  }

  private async turn(adapter: PanelAdapter): Promise<Turn> {
    const { ledger, panel } = this.parts;
    const isOver = (): boolean => panel.signal.aborted;
    if (isOver()) return 'left';
    // What is on disk decides, not what was meant to be there: a commit may fail after it took effect.
    this.command = (await ledger.find(this.command.key)) ?? this.command;
    if (hasEnded(this.command)) return 'ended';
    const operation = operationById(this.command.operation) as Write;
    let target = this.command.target;
    if (target === null) {
      const planned = await this.plan(adapter, operation);
      if ('hold' in planned) return planned;
      target = planned.target;
    } else {
      const before = await operation.assess(adapter, target);
      if (before.state !== 'pending') return this.endAs(before);
    }
    if (isOver()) return 'left';
    const subject = operation.subject(target);
    this.kept = true;
    await panel.write((trx) => ledger.markSent(trx, this.command.key, target, subject));
    let failure: Error | undefined;
    let answer: unknown;
    try {
      answer = await operation.send(adapter, target);
    } catch (error) {
      failure = error as Error;
    }
    return this.endAs(settled(await operation.assess(adapter, target), answer), failure);
  }

  /** Plans while the subject is held, or names what must be held first: a plan made beside another command's would be made from what is about to change. */
  private async plan(adapter: PanelAdapter, operation: Write): Promise<{ target: object } | { hold: string }> {
    const { values } = this.command;
    const target = await operation.plan(adapter, values, {
      now: this.parts.clock.now(),
      timeZone: this.parts.panel.timeZone,
      randomByte: () => randomBytes(1).readUInt8(),
    });
    const subject = operation.subject(target);
    // A new line or user is held by the name it was asked for, and needs no lock under a name made up just now.
    const exists = ['line', 'user', 'device', 'value', 'action', 'bouquetId', ...contentKinds].some(
      (name) => name in values,
    );
    if (exists && this.subjectLock?.name !== subject) return { hold: subject };
    return { target };
  }

  private async endAs(found: Assessment, failure?: Error): Promise<Turn> {
    const operation = operationById(this.command.operation) as Write;
    const noun = nounOf(operation);
    // Saved, but the adapter saw other values go wrong: reading back what was asked for does not make that good.
    const flawed = failure instanceof PanelError && failure.code === 'not-verified';
    if (found.state === 'reached' && !flawed) {
      // A refusal counts for nothing here: a creation sent twice is refused as taken, a deletion as not found.
      await this.confirm(found.result);
      return 'ended';
    }
    if (isFinal(failure, true)) throw failure;
    if (found.state === 'unknown') throw outcomeUnknown(operation, failure);
    if (found.state === 'conflict') {
      throw new PanelError('conflict', `Someone else changed the same ${noun} meanwhile: ${found.found}.`, {
        hint: `Look at the ${noun}, correct it by hand, and use a new key if the command is to run again.`,
      });
    }
    if (failure !== undefined) throw failure;
    throw new PanelError(
      'not-verified',
      `The panel answered success to ${this.command.operation}, but reading back shows no change.`,
      { hint: `Look at the ${noun} in the panel.` },
    );
  }

  private async confirm(result: object): Promise<void> {
    const { store, ledger, snapshot } = this.parts;
    const { key, panel, operation } = this.command;
    await this.parts.panel.write(async (trx, afterCommit) => {
      await ledger.confirm(trx, key, result);
      await store.signal(trx, afterCommit, commandEnded(key));
      if (operationById(operation)?.yields === 'line') {
        const { id, deleted } = result as { id: string; deleted?: boolean };
        if (deleted === true) {
          await snapshot.lineGone(trx, afterCommit, panel, id, { key, operation });
        } else {
          await snapshot.lineSeen(trx, afterCommit, panel, result as LineSummary, { key, operation });
        }
      }
    });
    this.log.info('command confirmed');
  }

  /** Whether the fault ends the command. If not, it is written down as what holds the command up. */
  private async endedBy(error: unknown): Promise<boolean> {
    const { store, ledger, log, clock, retry } = this.parts;
    const { key, panel, operation, createdAt } = this.command;
    const shown = commandError(error);
    if (shown.code === 'internal') this.log.error({ err: error }, 'command met a fault of the daemon');
    const givenUp = clock.now() - Date.parse(createdAt) >= retry.giveUpSeconds * 1000;
    const ended = givenUp || isFinal(error, this.kept);
    try {
      await this.parts.panel.write(async (trx, afterCommit) => {
        const stored = await ledger.find(key, trx);
        // The fault may have come after the end was on disk: the next turn sees it.
        if (!stored || hasEnded(stored)) return;
        if (ended) {
          await ledger.fail(trx, key, shown);
          await store.signal(trx, afterCommit, commandEnded(key));
        } else await ledger.heldUp(trx, key, shown);
        if (ended && this.kept) {
          const time = instantFromUnix(Math.floor(clock.now() / 1000));
          const data = { ...shown, command: { key, operation } };
          await log.append(trx, afterCommit, [
            { type: 'command.failed', panel, subject: `command:${key}`, time, origin: 'daemon', data },
          ]);
        }
      });
    } catch (fault) {
      this.log.error({ err: fault }, 'command’s state could not be written down; it goes on from the state before');
      return false;
    }
    this.kept = true;
    if (ended) this.log.warn({ code: shown.code, problem: shown.message }, 'command failed');
    else this.log.info({ code: shown.code, problem: shown.message }, 'command is held up and will be tried again');
    return ended;
  }

  /** Gives up a subject held before: a username may have come to mean another line. */
  private async holdSubject(name: string): Promise<void> {
    if (this.subjectLock?.name === name) return;
    this.subjectLock?.release();
    this.subjectLock = undefined;
    this.subjectLock = { name, release: await this.parts.subjects.acquire(name) };
  }
}
