import type { Logger } from 'pino';
import { PanelError } from '../../../panel';
import { instantOf, type Clock } from '../../clock';
import type { Commands, CommandView, Queries } from '../../commands';
import type { EventLog } from '../../events';
import { Problem } from '../../problem';
import type { Store, Write } from '../../store';
import type { Panels } from '../../sync';
import type { Attention } from '../attention';
import type { BillingSettings } from '../settings';
import type { Ledger, Settled } from '../subscriptions';
import { actionEvent, type Actions } from './actions';
import { needsValues, prepare, type Prepared } from './prepare';
import type { ServiceActionTable } from './tables';

export interface CarryParts {
  store: Store;
  log: EventLog;
  clock: Clock;
  logger: Logger;
  attention: Attention;
  ledger: Ledger;
  actions: Actions;
  commands: Commands;
  queries: Queries;
  panels: Pick<Panels, 'get'>;
  settings: BillingSettings;
}

/** How long a turn waits for a command; one that takes longer is looked at again. Seconds. */
const patience = 5;

/** Between two looks at a command under way, and after the first failure to reach a panel; that doubles to an hour. Seconds. */
const soon = 5;
const longest = 3600;

/** After which a failed action is tried anew by itself: what was wrong may have been put right. Seconds. */
const tryAnew = 6 * 3600;

/**
 * Carries actions out, each as a command whose key is the action's: whoever asks, however often, it takes effect once.
 *
 * ```
 * due ── prepared, command's key written down ──▶ running ── confirmed ──▶ done
 *  │ ▲                                              │
 *  │ └── panel away: later ── command gave up ◀─────┤
 *  ├── nothing to do ──▶ skipped                    └── refused ──▶ failed ── told anew, or hours later ──▶ due
 *  └── not wanted any more ──▶ withdrawn
 * ```
 */
export class Carrier {
  constructor(private readonly parts: CarryParts) {}

  /** Takes an action a step further. Never rejects. */
  async carry(action: ServiceActionTable): Promise<void> {
    try {
      if (action.state === 'running') await this.lookAt(action);
      else await this.begin(action);
    } catch (error) {
      await this.stumble(action, error);
    }
  }

  private async begin(action: ServiceActionTable): Promise<void> {
    const { ledger, store } = this.parts;
    const settled = await store.write((trx, afterCommit) => ledger.look(trx, afterCommit, action.subscription));
    const prepared = await prepare(this.parts, action, settled, settled.bought.plan);
    if ('skip' in prepared) return this.skip(action, prepared.skip);
    if ('link' in prepared) {
      const { panel, line, username } = prepared.link;
      const linked = { ...action, panel, line, username };
      return this.done(linked, (trx) => this.link(trx, linked, 'matched', null));
    }
    const command = commandKeyOf(action, prepared);
    const isOurs = await store.write(async (trx) => {
      const present = await this.parts.actions.find(trx, action.key);
      if (present?.state !== action.state || present.attempt !== action.attempt) return false;
      await this.parts.actions.set(trx, present, {
        state: 'running',
        command,
        attempt: present.attempt + 1,
        run_at: this.later(soon),
        ...(prepared.username === undefined ? {} : { username: prepared.username }),
      });
      return true;
    });
    if (!isOurs) return;
    const { panel, operation, parameters } = { panel: action.panel ?? '', ...prepared };
    await this.parts.commands.submit({ key: command, panel, operation, parameters });
    await this.settleWith(action.key, await this.parts.commands.wait(command, patience));
  }

  private async lookAt(action: ServiceActionTable): Promise<void> {
    const key = action.command ?? action.key;
    try {
      await this.settleWith(action.key, await this.parts.commands.get(key));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unknown-command') throw error;
      // The daemon ended between noting the command and handing it in.
      await this.change(action, { state: 'due', attempt: Math.max(0, action.attempt - 1), run_at: this.later(0) });
    }
  }

  private async settleWith(key: string, command: CommandView): Promise<void> {
    const action = await this.parts.actions.find(this.parts.store.db, key);
    if (action?.state !== 'running' || action.command !== command.key) return;
    if (command.state === 'confirmed') return this.confirmed(action, command.result ?? {});
    if (command.state !== 'failed') {
      await this.change(action, { run_at: this.later(soon), message: command.error?.message ?? null });
      return;
    }
    const { code = 'internal', message = 'The command failed.', hint } = command.error ?? {};
    // Where the panel was away too long, the same target is asked for anew: all but what is sold for credits is safe to repeat.
    const isAway = [
      'unreachable',
      'timeout',
      'unavailable',
      'bad-answer',
      'wrong-key',
      'forbidden-ip',
      'wrong-url',
    ].includes(code);
    const isSold = action.kind === 'renew' && command.operation === 'line.extend' && (await this.isSold(action));
    if (isAway && (command.attempts === 0 || !isSold)) {
      await this.change(action, { state: 'due', run_at: this.later(soon), message });
      return;
    }
    await this.fail(action, hint === undefined ? message : `${message} ${hint}`);
  }

  private async isSold({ panel }: ServiceActionTable): Promise<boolean> {
    const row = await this.parts.store.db
      .selectFrom('panels')
      .select('dialect')
      .where('panel', '=', panel ?? '')
      .executeTakeFirst();
    return row?.dialect === 'reseller';
  }

  private async confirmed(action: ServiceActionTable, result: object): Promise<void> {
    const { id, username, outcome } = result as { id?: string; username?: string; outcome?: string };
    switch (action.kind) {
      case 'provision': {
        const made = { ...action, line: id ?? action.line, username: username ?? action.username };
        return this.done(made, (trx) => this.link(trx, made, 'provisioned', action.plan));
      }
      case 'suspend':
        return this.done(action, (trx) =>
          this.mark(trx, action, { suspension: action.reason, suspended_by: action.key }),
        );
      case 'terminate':
        if (this.parts.settings.terminate === 'delete') {
          return this.done(action, (trx) => this.unlink(trx, action));
        }
        return this.done(action, (trx) =>
          this.mark(trx, action, { suspension: 'terminated', suspended_by: action.key }),
        );
      case 'resume': {
        const unmark = (trx: Write) => this.mark(trx, action, { suspension: null, suspended_by: null });
        if (outcome !== 'otherReason') return this.done(action, unmark);
        return this.skip(action, 'It is switched off for another reason, which stays.', unmark);
      }
      case 'changePackage': {
        if (action.command?.endsWith('/values') !== true && (await this.goesOn(action))) return;
        return this.done(action, (trx) => this.mark(trx, action, { plan: action.plan }));
      }
      default:
        return this.done(action, async () => undefined);
    }
  }

  /** A change of package may have a second command: what the plan gives otherwise than the package. */
  private async goesOn(action: ServiceActionTable): Promise<boolean> {
    const { store, ledger } = this.parts;
    const settled = await store.write((trx, afterCommit) => ledger.look(trx, afterCommit, action.subscription));
    const { plan } = settled.bought;
    if (plan === null || !(await needsValues(settled, plan))) return false;
    await this.change(action, { state: 'due', command: `${action.key}/values`, run_at: this.later(0) });
    return true;
  }

  private async link(trx: Write, action: ServiceActionTable, origin: string, plan: string | null): Promise<void> {
    const { panel, line, username, subscription } = action;
    if (panel === null || line === null) return;
    const since = instantOf(this.parts.clock.now());
    const row = { panel, line, username, subscription, plan, suspension: null, suspended_by: null, origin, since };
    await trx
      .insertInto('subscription_lines')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  private async mark(
    trx: Write,
    { panel, line }: ServiceActionTable,
    columns: { suspension?: string | null; suspended_by?: string | null; plan?: string | null },
  ): Promise<void> {
    await trx
      .updateTable('subscription_lines')
      .set(columns)
      .where('panel', '=', panel ?? '')
      .where('line', '=', line ?? '')
      .execute();
  }

  private async unlink(trx: Write, { panel, line }: ServiceActionTable): Promise<void> {
    await trx
      .deleteFrom('subscription_lines')
      .where('panel', '=', panel ?? '')
      .where('line', '=', line ?? '')
      .execute();
  }

  private done(action: ServiceActionTable, effect: (trx: Write) => Promise<void>): Promise<void> {
    const { panel, line, username } = action;
    return this.end(action, { state: 'done', message: null, panel, line, username }, effect);
  }

  private skip(
    action: ServiceActionTable,
    message: string,
    effect: (trx: Write) => Promise<void> = async () => undefined,
  ): Promise<void> {
    return this.end(action, { state: 'skipped', message }, async (trx) => {
      // What the plan gives is there, so there is nothing more to change to.
      if (action.kind === 'changePackage') await this.mark(trx, action, { plan: action.plan });
      await effect(trx);
    });
  }

  private async fail(action: ServiceActionTable, message: string): Promise<void> {
    this.parts.logger.warn(
      { action: action.key, kind: action.kind, problem: message },
      'what is owed to a customer could not be done',
    );
    await this.end(action, { state: 'failed', message, run_at: this.later(tryAnew) }, async () => undefined);
  }

  private async end(
    action: ServiceActionTable,
    changes: Partial<ServiceActionTable>,
    effect: (trx: Write) => Promise<void>,
  ): Promise<void> {
    const { store, ledger, log, actions, attention } = this.parts;
    await store.write(async (trx, afterCommit) => {
      const present = await actions.find(trx, action.key);
      if (present === undefined || present.state === 'done') return;
      await effect(trx);
      const ended = await actions.set(trx, present, { run_at: null, ...changes });
      const settled = await ledger.look(trx, afterCommit, action.subscription);
      const isNews = present.state !== ended.state || present.message !== ended.message;
      const event = isNews ? actionEvent(ended, settled, instantOf(this.parts.clock.now())) : null;
      if (event !== null) await log.append(trx, afterCommit, [event]);
      await attention.set(
        trx,
        afterCommit,
        `action:${ended.key}`,
        ended.state === 'failed' ? [troubleOf(ended, settled)] : [],
      );
      await ledger.wake(trx, afterCommit, action.subscription);
    });
  }

  private async change(action: ServiceActionTable, changes: Partial<ServiceActionTable>): Promise<void> {
    await this.parts.store.write(async (trx) => {
      const present = await this.parts.actions.find(trx, action.key);
      if (present?.state !== action.state) return;
      await this.parts.actions.set(trx, present, changes);
    });
  }

  /** What went wrong before anything was sent, or a fault of our own. */
  private async stumble(action: ServiceActionTable, error: unknown): Promise<void> {
    const { logger, store, actions } = this.parts;
    try {
      const present = await actions.find(store.db, action.key);
      if (present === undefined) return;
      if (error instanceof PanelError || error instanceof Problem) {
        const hint = error instanceof PanelError ? error.hint : error.more.hint;
        const isPassing = error instanceof PanelError ? error.passing : error.status === 503;
        if (!isPassing) {
          await this.fail(present, hint === undefined ? error.message : `${error.message} ${hint}`);
          return;
        }
        await this.change(present, {
          state: 'due',
          message: error.message,
          run_at: this.later(backOff(present.attempt)),
          attempt: present.attempt + 1,
        });
        return;
      }
      logger.error({ err: error, action: action.key }, 'an action met a fault of the daemon; it is tried again');
      await this.change(present, { run_at: this.later(60) });
    } catch (fault) {
      logger.error(
        { err: fault, action: action.key },
        'an action’s state could not be written down; it goes on from the state before',
      );
    }
  }

  private later(seconds: number): number {
    return Math.floor(this.parts.clock.now() / 1000) + seconds;
  }
}

function backOff(attempt: number): number {
  return Math.min(longest, soon * 2 ** Math.min(attempt, 12));
}

/** The first command has the action's own key; one after it was given up, another. */
function commandKeyOf(
  action: ServiceActionTable,
  prepared: Exclude<Prepared, { skip: string } | { link: object }>,
): string {
  const step = prepared.step === undefined ? action.key : `${action.key}/${prepared.step}`;
  return action.command === null || action.command === step || prepared.step !== undefined
    ? step
    : `${step}~${String(action.attempt + 1)}`;
}

function troubleOf(action: ServiceActionTable, { view }: Settled) {
  return {
    kind: 'action-failed' as const,
    subject: action.key,
    message: `${words[action.kind] ?? action.kind} ${view.id} did not work: ${action.message ?? ''}`,
    fix: 'Put right what it names; then it is tried anew by itself within hours, at the next message about the subscription, or at once when you ask for it.',
    data: { subscription: view.id, action: action.key, panel: action.panel, line: action.line },
  };
}

const words: Readonly<Record<string, string>> = {
  provision: 'Making a line for',
  renew: 'Renewing the line of',
  changePackage: 'Giving the line another plan for',
  suspend: 'Switching off the line of',
  resume: 'Switching on the line of',
  terminate: 'Ending the service of',
};
