import type { Instant } from '../../../panel';
import type { ActionKind } from '../settings';
import type { Trouble } from '../attention';
import { coverage, paymentFactsOf, type Settled, type Terms } from '../subscriptions';
import type { ServiceActionTable } from './tables';

/**
 * From how a subscription stands and how its lines are to what is to be done. Pure, and asked again and again: what is done is found done, and nothing is
 * wanted then. Each action has a key made of its cause, so the same cause never leads to two.
 */

/** A line of a subscription as the snapshot has it. */
export interface LineNow {
  panel: string;
  line: string;
  username: string | null;
  /** The plan whose values it has; null: not known. */
  plan: string | null;
  /** Why we switched it off; null: we did not. */
  suspension: string | null;
  suspendedBy: string | null;
  /** undefined: the snapshot does not have it. null: it never expires. */
  expiresAt: Instant | null | undefined;
}

export interface Situation {
  settled: Settled;
  terms: Terms;
  now: Instant;
  lines: readonly LineNow[];
  actions: readonly ServiceActionTable[];
  /** Whether the panel sells by packages for credits, and sets no dates. */
  sells(panel: string): boolean;
  /** Whether the snapshot of the panel can be believed to be complete. */
  isKnown(panel: string): boolean;
}

export interface Wanted {
  key: string;
  kind: ActionKind;
  reason: string | null;
  panel: string;
  line: string | null;
  username: string | null;
  plan: string | null;
  until: Instant | null;
  payment: string | null;
}

export interface Decision {
  wanted: Wanted[];
  troubles: Trouble[];
}

/** The keys of the day on which a stop began: one suspension for each reason and cause. */
function stopKey({ settled: { row, standing, payments } }: Situation): string {
  const { stop } = standing;
  switch (stop?.reason) {
    case 'non-payment':
      return row.dunning_since ?? row.terminated_at ?? 'open';
    case 'refund':
    case 'chargeback': {
      const taken = payments.filter(({ refunded_at, disputed_at }) => refunded_at !== null || disputed_at !== null);
      return (
        taken
          .map(({ key }) => key)
          .sort()
          .at(-1) ?? 'open'
      );
    }
    case 'paused':
      return settledAt(row.told);
    case 'cancelled':
    case undefined:
      return row.terminated_at ?? settledAt(row.told);
  }
}

function settledAt(told: string | null): string {
  return told === null ? 'open' : (JSON.parse(told) as { at: string }).at;
}

export function decide(situation: Situation): Decision {
  const { settled, lines, now } = situation;
  const { standing, row } = settled;
  const { stop, serviceUntil } = standing;
  const troubles: Trouble[] = [];
  const gone = lines.filter((line) => line.expiresAt === undefined && situation.isKnown(line.panel));
  const isEntitled = stop === null && serviceUntil !== null && serviceUntil > now;
  if (lines.length === 0) {
    const provision = isEntitled ? provisionOf(situation, serviceUntil) : null;
    return { wanted: provision === null ? [] : [provision], troubles };
  }
  for (const { panel, line } of isEntitled ? gone : []) {
    troubles.push({
      kind: 'line-gone',
      subject: `${panel}/${line}`,
      message: `The line ${line} on ${panel}, which serves ${row.id}, is gone from the panel, and is paid for until ${standing.paidUntil ?? serviceUntil ?? ''}.`,
      fix: `Unlink it from the subscription to have a new one made, or end the subscription at the provider.`,
      data: { subscription: row.id, panel, line },
    });
  }
  const there = lines.filter((line) => !gone.includes(line));
  const wanted = there.flatMap((line) => {
    if (stop !== null) return stopped(situation, line);
    return isEntitled ? served(situation, line, serviceUntil) : [];
  });
  return { wanted, troubles };
}

function base(situation: Situation, line: LineNow): Omit<Wanted, 'key' | 'kind' | 'reason'> {
  const { panel, line: id, username } = line;
  const plan = situation.settled.bought.plan?.name ?? null;
  return { panel, line: id, username, plan, until: null, payment: null };
}

/** The newest payment that counts, with what it pays for. */
function newestCovered({ settled, terms }: Situation) {
  return coverage(settled.good.map(paymentFactsOf), terms);
}

function provisionOf(situation: Situation, until: Instant): Wanted | null {
  const { settled, actions } = situation;
  const { bought, customer, row } = settled;
  if (bought.plan === null || customer.email === null) return null;
  // One that is under way, waits, or failed is the one: a second payment makes no second line.
  const present = actions.find(({ kind, state }) => kind === 'provision' && state !== 'done' && state !== 'withdrawn');
  const payment = newestCovered(situation).at(-1)?.key ?? null;
  const made = actions.filter(({ kind, state }) => kind === 'provision' && state === 'done').length;
  const cause = payment ?? `${row.id}/trial`;
  // Unlinked by a person after it was made: they want another.
  const key = present?.key ?? (made === 0 ? `${cause}/provision` : `${cause}/provision/${String(made + 1)}`);
  const reason = payment === null ? 'trial' : 'payment';
  const plan = bought.plan.name;
  return { key, kind: 'provision', reason, panel: bought.plan.panel, line: null, username: null, plan, until, payment };
}

function stopped(situation: Situation, line: LineNow): Wanted[] {
  const { standing, row } = situation.settled;
  const { stop } = standing;
  if (stop === null) return [];
  const kind = stop.how;
  const isDone = kind === 'terminate' ? line.suspension === 'terminated' : line.suspension !== null;
  if (isDone) return [];
  const key = `${row.id}/${kind}/${stop.reason}/${stopKey(situation)}/${line.panel}/${line.line}`;
  return [{ ...base(situation, line), key, kind, reason: stop.reason }];
}

function served(situation: Situation, line: LineNow, until: Instant): Wanted[] {
  const wanted: Wanted[] = [];
  if (line.suspension !== null && isLifted(situation, line)) {
    const key = `${line.suspendedBy ?? `${situation.settled.row.id}/stop`}/resume`;
    wanted.push({ ...base(situation, line), key, kind: 'resume', reason: line.suspension });
  }
  wanted.push(...renewals(situation, line, until));
  const change = planChange(situation, line);
  if (change !== null) wanted.push(change);
  return wanted;
}

/**
 * Whether what a line was switched off for is over. What a person switched off for non-payment is lifted by a payment that comes after; what they switched off for
 * another reason is theirs to switch on.
 */
function isLifted({ settled, actions }: Situation, { suspension, suspendedBy }: LineNow): boolean {
  const action = actions.find(({ key }) => key === suspendedBy);
  if (!action?.key.includes('/by-hand/')) return true;
  if (suspension !== 'non-payment') return false;
  return settled.good.some(({ paid_at }) => paid_at !== null && paid_at > action.created_at);
}

function renewals(situation: Situation, line: LineNow, until: Instant): Wanted[] {
  const { settled, actions } = situation;
  const { row, standing } = settled;
  if (settled.bought.plan === null || line.expiresAt === null) return [];
  const covered = newestCovered(situation);
  if (situation.sells(line.panel)) return soldRenewals(situation, line, covered);
  if (line.expiresAt !== undefined && line.expiresAt >= until) return [];
  const payment = covered.at(-1)?.key ?? null;
  const isWaiting = standing.state === 'past_due' || standing.state === 'suspended';
  const cause = isWaiting ? `${row.id}/grace/${standing.pastDueSince ?? ''}` : (payment ?? `${row.id}/trial`);
  const reason = isWaiting ? 'dunning' : payment === null ? 'trial' : 'payment';
  const usual = `${cause}/renew`;
  const before = actions.find(({ key }) => key === usual);
  // It was carried out to the same date, and the line expires earlier all the same: somebody shortened it, which is theirs to do.
  const isOver = (action: ServiceActionTable): boolean => action.state === 'done' || action.state === 'skipped';
  const key = before === undefined || before.until === until || !isOver(before) ? usual : `${usual}/${until}`;
  const same = actions.find((action) => action.key === key);
  if (same !== undefined && isOver(same)) return [];
  return [{ ...base(situation, line), key, kind: 'renew', reason, until, payment }];
}

/** Where each renewal is charged for, each payment is one, in their order; the first is what the line was made with. */
function soldRenewals(
  situation: Situation,
  line: LineNow,
  covered: ReadonlyArray<{ key: string; until: Instant }>,
): Wanted[] {
  const { actions, now, settled } = situation;
  const settledBy = new Map(
    actions.flatMap((action) => (action.payment === null ? [] : [[action.payment, action] as const])),
  );
  const provisioned = actions.some(({ kind, state }) => kind === 'provision' && state === 'done');
  const open = covered.filter(({ key, until }, index) => {
    const action = settledBy.get(key);
    if (action !== undefined) return action.state === 'due' || action.state === 'running' || action.state === 'failed';
    // Paid for before the line came to the subscription.
    if (!provisioned && index === 0 && settled.lines[0]?.origin !== 'provisioned')
      return until > now && !lasts(line, until);
    return until > now;
  });
  return open.map(({ key, until }) => ({
    ...base(situation, line),
    key: `${key}/renew`,
    kind: 'renew' as const,
    reason: 'payment',
    until,
    payment: key,
  }));
}

function lasts({ expiresAt }: LineNow, until: Instant): boolean {
  return expiresAt === null || (expiresAt !== undefined && expiresAt >= until);
}

function planChange(situation: Situation, line: LineNow): Wanted | null {
  const { settled } = situation;
  const { plan } = settled.bought;
  if (plan === null || line.plan === plan.name || plan.panel !== line.panel) return null;
  const at = settledAt(settled.row.told);
  const cause = at === 'open' ? (newestCovered(situation).at(-1)?.key ?? 'open') : at;
  const key = `${settled.row.id}/plan/${plan.name}/${cause}/${line.line}`;
  return { ...base(situation, line), key, kind: 'changePackage', reason: 'plan' };
}
