import type { Logger } from 'pino';
import type { Clock } from '../clock';
import type { Duty } from '../duties';
import type { EventLog } from '../events';
import { linked, pause } from '../pause';
import { Problem } from '../problem';
import type { Store, Write } from '../store';
import { ruleName, type Rule, type RuleSettings } from './definition';
import { dryRun, type DryRun, type DryRunRequest } from './dryRun';
import { Evaluator, type Limits } from './evaluator';
import { runRule, type RuleProblem } from './run';
import type { RuleTable } from './tables';

/** A rule as the API shows it. */
export interface RuleView extends RuleSettings {
  rule: string;
  /** Whether it stands in the configuration and is changed there only. */
  configured: boolean;
  state: 'active' | 'disabled';
  /** Sequence of the last event looked at. */
  position: number;
  /** Events after the position, whether it looks at them or not. */
  lag: number;
  /** Events it has made. */
  emitted: number;
  /** The last thing that went wrong, since it was last changed or enabled. */
  problem: RuleProblem | null;
}

/** Names the signal that rules have changed. */
const changed = 'rules';

/** How long the duty waits at most before it looks by itself. Milliseconds. */
const lookEvery = 15_000;

const fresh = { errors: 0, overruns: 0, overrun_at: null, disabled_at: null, problem: null } as const;

/**
 * Rules: expressions that make events of events, e.g. `custom.vip_expiring` of `line.expiring`. A rule begins with what happens after it was made, looks at
 * every event once and in order, and makes at most one event of each.
 */
export class Rules {
  private readonly store: Store;
  private readonly log: EventLog;

  constructor(
    private readonly services: {
      store: Store;
      log: EventLog;
      clock: Clock;
      logger: Pick<Logger, 'warn'>;
      /** Of one evaluation. @default 2 seconds, 64 MiB */
      limits?: Limits;
    },
  ) {
    ({ store: this.store, log: this.log } = services);
  }

  /** Makes the rules of the configuration as it says, and forgets those it no longer has. */
  async configure(rules: readonly Rule[]): Promise<void> {
    const names = rules.map(({ name }) => name);
    const head = await this.log.head();
    await this.store.write(async (trx) => {
      for (const { name, ...settings } of rules) await save(trx, { name, settings, configured: 1, head });
      let gone = trx.deleteFrom('rules').where('configured', '=', 1);
      if (names.length > 0) gone = gone.where('name', 'not in', names);
      await gone.execute();
    });
  }

  /**
   * Makes a rule, which begins with what happens from now on, or changes one, which goes on where it is. A disabled one is enabled.
   *
   * @throws Problem 409 `configured`, 422 `invalid-parameter`
   */
  async put(name: string, settings: RuleSettings): Promise<{ created: boolean; rule: RuleView }> {
    const { success, error } = ruleName.safeParse(name);
    if (!success) {
      throw new Problem(422, 'invalid-parameter', `rule: ${error.issues[0]?.message ?? ''}.`, { field: 'rule' });
    }
    const head = await this.log.head();
    const created = await this.store.write(async (trx, afterCommit) => {
      await mayChange(trx, name);
      await this.store.signal(trx, afterCommit, changed);
      return save(trx, { name, settings, configured: 0, head });
    });
    return { created, rule: await this.get(name) };
  }

  /** @throws Problem 404 `unknown-rule` */
  async get(name: string): Promise<RuleView> {
    const row = await this.store.db.selectFrom('rules').selectAll().where('name', '=', name).executeTakeFirst();
    if (!row) throw unknownRule(name);
    return viewOf(row, await this.log.head());
  }

  async list(): Promise<RuleView[]> {
    const head = await this.log.head();
    const rows = await this.store.db.selectFrom('rules').selectAll().orderBy('name').execute();
    return rows.map((row) => viewOf(row, head));
  }

  /** @throws Problem 404 `unknown-rule`, 409 `configured` */
  async delete(name: string): Promise<void> {
    await this.store.write(async (trx) => {
      await mayChange(trx, name);
      const gone = await trx.deleteFrom('rules').where('name', '=', name).executeTakeFirst();
      if (gone.numDeletedRows === 0n) throw unknownRule(name);
    });
  }

  /** Lets a disabled rule go on where it stopped. @throws Problem 404 `unknown-rule` */
  async enable(name: string): Promise<RuleView> {
    await this.store.write(async (trx, afterCommit) => {
      const { numUpdatedRows } = await trx.updateTable('rules').set(fresh).where('name', '=', name).executeTakeFirst();
      if (numUpdatedRows === 0n) throw unknownRule(name);
      await this.store.signal(trx, afterCommit, changed);
    });
    return this.get(name);
  }

  /** What a rule would have made of events that are in the log. Changes nothing. */
  dryRun(request: DryRunRequest): Promise<DryRun> {
    return dryRun(this.services, request);
  }

  /** Looks at what is appended, for all rules. */
  readonly duty: Duty = {
    name: 'rules',
    run: async (signal) => {
      const evaluator = new Evaluator(this.services.limits);
      try {
        while (!signal.aborted) {
          const turn = linked(signal);
          // Listen first, then look: what comes in between is not missed.
          const woken = Promise.race([
            this.log.nextAppend(turn.signal),
            this.store.signals.next(changed, turn.signal),
            pause(lookEvery, turn.signal),
          ]);
          try {
            if (!(await this.runAll(evaluator, signal))) await woken;
          } finally {
            turn.abort();
          }
        }
      } finally {
        await evaluator.close();
      }
    },
  };

  /** @returns whether any rule had anything to look at */
  private async runAll(evaluator: Evaluator, signal: AbortSignal): Promise<boolean> {
    const rows = await this.store.db
      .selectFrom('rules')
      .selectAll()
      .where('disabled_at', 'is', null)
      .orderBy('name')
      .execute();
    let any = false;
    for (const row of rows) {
      if (signal.aborted) return false;
      any = (await runRule({ ...this.services, evaluator }, row, signal)) || any;
    }
    return any;
  }
}

function unknownRule(name: string): Problem {
  return new Problem(404, 'unknown-rule', `There is no rule ${JSON.stringify(name)}.`, {
    hint: 'Make it with PUT /v1/rules/{rule}, or in the configuration.',
  });
}

/** @throws Problem 409 `configured` */
async function mayChange(trx: Write, name: string): Promise<void> {
  const row = await trx.selectFrom('rules').select('configured').where('name', '=', name).executeTakeFirst();
  if (row?.configured !== 1) return;
  throw new Problem(409, 'configured', `The rule ${name} stands in the configuration and is not changed here.`, {
    hint: 'Change it there and restart the daemon, or choose another name.',
  });
}

/** @returns whether it was not there before */
async function save(
  trx: Write,
  { name, settings, configured, head }: { name: string; settings: RuleSettings; configured: 0 | 1; head: number },
): Promise<boolean> {
  const text = JSON.stringify(settings);
  const present = await trx.selectFrom('rules').selectAll().where('name', '=', name).executeTakeFirst();
  if (!present) {
    const row = { name, settings: text, configured, revision: 1, position: head, emitted: 0, ...fresh };
    await trx.insertInto('rules').values(row).execute();
    return true;
  }
  // A restart with the same configuration is no reason to try a rule again that was switched off.
  const isSame = configured === 1 && present.configured === 1 && present.settings === text;
  if (isSame) return false;
  const revision = present.revision + 1;
  await trx
    .updateTable('rules')
    .set({ settings: text, configured, revision, ...fresh })
    .where('name', '=', name)
    .execute();
  return false;
}

function viewOf(row: RuleTable, head: number): RuleView {
  return {
    rule: row.name,
    ...(JSON.parse(row.settings) as RuleSettings),
    configured: row.configured === 1,
    state: row.disabled_at === null ? 'active' : 'disabled',
    position: row.position,
    lag: Math.max(head - row.position, 0),
    emitted: row.emitted,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as RuleProblem),
  };
}
