import { sameCredits, type EventData, type PanelUser } from '../../panel';
import type { Collection, ThingFact } from '../watch';

/** From the accounts of a panel to the events that tell of those who sell. Pure. */

export type ResellerThing = NonNullable<EventData['reseller']>;

/** As subjects name one. */
export const resellerKind = 'reseller';

/** null: an account that sells nothing, as an administrator. Where the panel does not say (R22F’s api.php), all accounts count. */
export function resellerThing(user: PanelUser): ResellerThing | null {
  if (user.reseller === false) return null;
  const { id, username, email, groupName, credits, enabled } = user;
  return { id, username, email, groupName, credits, enabled };
}

/**
 * @param panel its name
 * @param lowBelow fewer credits than these are low; null: they never are
 */
export function resellerCollection(panel: string, lowBelow: number | null): Collection<ResellerThing> {
  return {
    kind: resellerKind,
    compared: ['credits'],
    created: (reseller) => [{ type: 'reseller.created', data: { reseller } }],
    changed: (before, after) => creditFacts(panel, before, after, lowBelow),
    deleted: (reseller) => [{ type: 'reseller.deleted', data: { reseller } }],
  };
}

function creditFacts(panel: string, before: ResellerThing, after: ResellerThing, lowBelow: number | null): ThingFact[] {
  // Some panels keep balances as floats, which differ by nothing a person can see.
  if (sameCredits(before.credits, after.credits)) return [];
  const change = { reseller: after, before: { credits: before.credits }, after: { credits: after.credits } };
  const facts: ThingFact[] = [{ type: 'reseller.credits_changed', data: change }];
  if (lowBelow === null || before.credits < lowBelow || after.credits >= lowBelow) return facts;
  const message = `The reseller ${after.username} of the panel ${panel} has ${String(after.credits)} credits left, fewer than ${String(lowBelow)}.`;
  return [...facts, { type: 'reseller.credits_low', data: { ...change, creditThreshold: lowBelow, message } }];
}
