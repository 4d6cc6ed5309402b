import { PanelError } from '../../../panel';
import type { Commands } from '../../commands';
import { Problem } from '../../problem';
import type { Store } from '../../store';
import type { Matches } from '../matching';
import { lineOf } from '../plans';
import type { ActionView, Service } from '../service';
import { lineKey, type Seen } from '../seen';
import type { Finding, FixState } from './finding';

export interface FixParts {
  store: Store;
  commands: Pick<Commands, 'submit' | 'wait'>;
  service: Pick<Service, 'look' | 'perform'>;
  matches: Pick<Matches, 'link'>;
}

export interface Fixed {
  state: FixState;
  /** Why it failed; what is under way. */
  message: string | null;
}

/** How long a command is waited for. Seconds. */
const patience = 5;

const fixed: Fixed = { state: 'fixed', message: null };

/**
 * Puts a finding right, as it is now. Every way has a key made of the run and the finding, or of the cause: asked for twice, it is done once.
 * @param seen in which it was found
 * @returns never rejects for what panel or ledger refuse
 */
export async function putRight(parts: FixParts, seen: Seen, run: string, finding: Finding): Promise<Fixed> {
  try {
    return await carryOut(parts, seen, run, finding);
  } catch (error) {
    const hint = error instanceof PanelError ? error.hint : error instanceof Problem ? error.more.hint : undefined;
    if (!(error instanceof PanelError) && !(error instanceof Problem)) throw error;
    return { state: 'failed', message: hint === undefined ? error.message : `${error.message} ${hint}` };
  }
}

async function carryOut(parts: FixParts, seen: Seen, run: string, finding: Finding): Promise<Fixed> {
  const { fix, subscription, panel, line } = finding;
  switch (fix.do) {
    case 'none':
      return { state: 'failed', message: `A person has to look: ${finding.fixInWords}` };
    case 'link':
      await parts.matches.link([{ subscription: fix.subscription, panel: panel ?? '', line: line ?? '' }]);
      return fixed;
    case 'action':
      return ofActions(await parts.service.perform(subscription ?? '', { kind: fix.action, key: run, reason: null }));
    case 'suspend':
      return suspend(parts, run, finding);
    case 'setExpiry':
      return command(parts, run, finding, 'line.update', { line: { id: line }, expiresAt: fix.until });
    case 'applyPlan':
      return applyPlan(parts, seen, run, finding, fix.plan);
  }
}

/** Switched off as for an overdue payment, not by hand: a payment switches it on again. */
async function suspend(parts: FixParts, run: string, finding: Finding): Promise<Fixed> {
  const { id, panel, line } = finding;
  const parameters = { line: { id: line }, reason: 'non-payment' };
  const outcome = await command(parts, run, finding, 'line.suspend', parameters);
  if (outcome.state === 'failed') return outcome;
  await parts.store.write((trx) =>
    trx
      .updateTable('subscription_lines')
      .set({ suspension: 'non-payment', suspended_by: `${run}/${id}` })
      .where('panel', '=', panel ?? '')
      .where('line', '=', line ?? '')
      .execute(),
  );
  return outcome;
}

async function applyPlan(parts: FixParts, seen: Seen, run: string, finding: Finding, name: string): Promise<Fixed> {
  const plan = seen.plans.get(name);
  const has = seen.lines.get(lineKey({ panel: finding.panel ?? '', line: finding.line ?? '' }));
  if (plan === undefined || has === undefined) return { state: 'gone', message: null };
  const given = await lineOf(plan, { billing: null, subscription: null, until: has.expiresAt ?? seen.now });
  if ('problem' in given) return { state: 'failed', message: `${given.message} ${given.hint}` };
  const line = { id: finding.line };
  if (given.change !== null && has.packageId !== given.change.packageId) {
    const changed = await command(parts, run, finding, 'line.changePackage', { line, ...given.change });
    if (changed.state !== 'fixed') return changed;
  }
  if (given.update === null) return fixed;
  return command(parts, run, finding, 'line.update', { line, ...given.update }, '/values');
}

async function command(
  { commands }: FixParts,
  run: string,
  { id, panel }: Finding,
  operation: string,
  parameters: Record<string, unknown>,
  step = '',
): Promise<Fixed> {
  const key = `${run}/${id}${step}`;
  await commands.submit({ key, panel: panel ?? '', operation, parameters });
  const { state, error } = await commands.wait(key, patience);
  if (state === 'confirmed') return fixed;
  if (state !== 'failed') return { state: 'begun', message: `The command ${key} goes on by itself.` };
  const { message = 'The command failed.', hint } = error ?? {};
  return { state: 'failed', message: hint === undefined ? message : `${message} ${hint}` };
}

/** A subscription may have several lines: one that failed is what counts. */
function ofActions(actions: readonly ActionView[]): Fixed {
  const failed = actions.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { state: 'failed', message: failed.message };
  const under = actions.find(({ state }) => state === 'due' || state === 'running');
  if (under !== undefined) return { state: 'begun', message: `The action ${under.key} goes on by itself.` };
  return fixed;
}
