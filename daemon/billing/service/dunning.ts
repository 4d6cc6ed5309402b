import { instantOf, type Clock } from '../../clock';
import type { EventDraft, EventLog } from '../../events';
import type { Store } from '../../store';
import type { Attention } from '../attention';
import { dueSteps, stepHolds, type DueStep } from '../dunning';
import { paymentView, stepDue, stepPart, type Ledger, type Settled } from '../subscriptions';

interface Parts {
  store: Store;
  log: EventLog;
  clock: Clock;
  attention: Attention;
  ledger: Ledger;
}

/** What becomes of a step that is due. `waits`: its condition does not hold, and may until the next step is due. */
type Verdict = 'taken' | 'passed' | 'waits';

/**
 * Takes the steps of dunning that are due, in order, each once: the steps that are behind move in the transaction of their events. A step whose condition does
 * not hold is asked again, with everything that is told and at every look, until the next one is due.
 *
 * @returns how it stands after
 */
export async function takeSteps(parts: Parts, settled: Settled): Promise<Settled> {
  const { row, bought } = settled;
  const { policy } = bought;
  const since = row.dunning_since;
  if (policy === null || since === null) return settled;
  const now = parts.clock.now();
  const due = dueSteps(policy, since, row.dunning_steps, now);
  if (due.length === 0) return settled;
  const verdicts: Array<{ step: DueStep; verdict: Verdict }> = [];
  let fault: string | null = null;
  for (const [at, step] of due.entries()) {
    const held = await stepHolds(step, circumstances(settled));
    if (held.problem !== null) fault = held.problem.message;
    const isLast = at === due.length - 1;
    // What cannot be decided takes nothing away: it waits, and needs a person.
    const verdict: Verdict = held.holds ? 'taken' : isLast ? 'waits' : 'passed';
    verdicts.push({ step, verdict });
  }
  return parts.store.write(async (trx, afterCommit) => {
    const present = await trx
      .selectFrom('subscriptions')
      .select(['revision', 'dunning_steps', 'dunning_since'])
      .where('id', '=', row.id)
      .executeTakeFirstOrThrow();
    const isSame = present.dunning_steps === row.dunning_steps && present.dunning_since === since;
    if (isSame && present.revision === row.revision) {
      const events: EventDraft[] = [];
      let { dunning_steps, dunning_suspended, terminated_at } = row;
      for (const { step, verdict } of verdicts) {
        if (verdict === 'waits') break;
        dunning_steps = step.index + 1;
        if (verdict === 'passed') continue;
        if (step.action === 'suspend') dunning_suspended = 1;
        if (step.action === 'terminate') terminated_at = step.at;
        const part = stepPart(policy, since, step.index, settled.payments, instantOf(now));
        events.push(stepDue({ view: settled.view, customer: settled.customer, time: step.at }, part));
      }
      await trx
        .updateTable('subscriptions')
        .set({ dunning_steps, dunning_suspended, terminated_at })
        .where('id', '=', row.id)
        .execute();
      await parts.log.append(trx, afterCommit, events);
    }
    await parts.attention.set(
      trx,
      afterCommit,
      `dunning:${row.id}`,
      fault === null
        ? []
        : [
            {
              kind: 'policy-fault',
              subject: policy.name,
              message: `A condition of the dunning policy ${policy.name} failed: ${fault}`,
              fix: 'Mend the condition in the policy; the step waits for it.',
            },
          ],
    );
    return parts.ledger.look(trx, afterCommit, row.id);
  });
}

/** What conditions look at: the subscription with its customer, and the newest unpaid payment. */
function circumstances(settled: Settled) {
  const { view, customer, payments } = settled;
  const unpaid = payments.filter(({ paid_at }) => paid_at === null).map(paymentView);
  return { subscription: { ...view, customer }, billing: unpaid.at(-1) ?? null };
}
