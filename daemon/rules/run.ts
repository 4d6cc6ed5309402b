import type { Logger } from 'pino';
import type { Event } from '../../panel';
import { instantOf, type Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import type { Store } from '../store';
import type { RuleSettings } from './definition';
import { derive, mayDerive } from './derive';
import type { Evaluator } from './evaluator';
import type { RuleTable } from './tables';

export interface RunContext {
  store: Store;
  log: EventLog;
  clock: Clock;
  evaluator: Evaluator;
  logger: Pick<Logger, 'warn'>;
}

/** The last thing that went wrong with a rule. The event counted as one it says nothing of. */
export interface RuleProblem {
  event: string;
  message: string;
  at: string;
}

/** Events looked at for one transaction. */
const batch = 100;

/** Milliseconds after which a batch ends early: other rules are to have their turn. */
const patience = 2000;

/** After so much trouble a rule is switched off: failures in a row, or limits exceeded with less than an hour between them. */
const atMost = { errors: 20, overruns: 3 };
const hour = 3_600_000;

type Standing = Pick<RuleTable, 'errors' | 'overruns' | 'overrun_at' | 'disabled_at' | 'problem'>;

/**
 * Looks at the next events for one rule. Its position and what followed from the events go to the log in one transaction, and only if nobody moved or
 * changed the rule meanwhile: an event is made once for each cause and rule.
 *
 * @returns whether there was anything to look at
 */
export async function runRule(context: RunContext, row: RuleTable, signal: AbortSignal): Promise<boolean> {
  const { store, log, clock } = context;
  const settings = JSON.parse(row.settings) as RuleSettings;
  const head = await log.head();
  if (head <= row.position) return false;
  const events = await log.read({ types: settings.on, after: row.position, limit: batch });
  const until = performance.now() + patience;
  const drafts: EventDraft[] = [];
  let standing: Standing = row;
  let last: Event | undefined;
  for (const event of events) {
    if (standing.disabled_at !== null || performance.now() > until) break;
    if (signal.aborted) return true;
    last = event;
    if (!mayDerive(event)) continue;
    const derived = await derive(context, { ...settings, name: row.name }, event);
    if ('draft' in derived) {
      if (derived.draft !== null) drafts.push(derived.draft);
      standing = { ...standing, errors: 0 };
    } else {
      standing = inTrouble(standing, { event: event.id, ...derived }, clock.now());
      context.logger.warn({ rule: row.name, event: event.id, problem: derived.message }, 'A rule failed on an event');
    }
  }
  const toTheEnd = events.length < batch && last === events.at(-1);
  const position = toTheEnd ? Math.max(head, last?.sequence ?? 0) : (last?.sequence ?? row.position);
  const { errors, overruns, overrun_at, disabled_at, problem } = standing;
  await store.write(async (trx, afterCommit) => {
    if (signal.aborted) return;
    const moved = await trx
      .updateTable('rules')
      .set({ position, emitted: row.emitted + drafts.length, errors, overruns, overrun_at, disabled_at, problem })
      .where('name', '=', row.name)
      .where('revision', '=', row.revision)
      .where('position', '=', row.position)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return;
    await log.append(trx, afterCommit, disabled_at === null ? drafts : [...drafts, disabled(row.name, standing)]);
  });
  return true;
}

function inTrouble(
  standing: Standing,
  { event, message, over }: { event: string; message: string; over: boolean },
  now: number,
): Standing {
  const problem = JSON.stringify({ event, message, at: instantOf(now) } satisfies RuleProblem);
  const errors = standing.errors + 1;
  const recent = standing.overrun_at !== null && now - standing.overrun_at < hour ? standing.overruns : 0;
  const overruns = over ? recent + 1 : standing.overruns;
  const isTooMuch = errors >= atMost.errors || overruns >= atMost.overruns;
  return {
    problem,
    errors,
    overruns,
    overrun_at: over ? now : standing.overrun_at,
    disabled_at: isTooMuch ? now : standing.disabled_at,
  };
}

function disabled(name: string, { overruns, problem, disabled_at }: Standing): EventDraft {
  const isOver = overruns >= atMost.overruns;
  const { message } = JSON.parse(problem ?? '{}') as RuleProblem;
  const trouble = isOver
    ? `exceeded its limits ${String(overruns)} times`
    : `failed on ${String(atMost.errors)} events in a row`;
  return {
    type: 'rule.disabled',
    panel: null,
    subject: `rule:${name}`,
    time: instantOf(disabled_at ?? 0),
    origin: 'daemon',
    data: {
      rule: name,
      code: isOver ? 'limits' : 'errors',
      message: `The rule ${name} ${trouble}: ${message}`,
      hint: 'Mend it and try it with a dry run, then save or enable it.',
    },
  };
}
