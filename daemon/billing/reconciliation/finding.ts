import { createHash } from 'node:crypto';
import type { Instant } from '../../../panel';
import type { ActionKind } from '../settings';

/** What provider, ledger and panel do not agree on, and what would put it right. */

export const findingKinds = [
  'paid-without-service',
  'suspended-but-paid',
  'service-without-payment',
  'unpaid-but-enabled',
  'wrong-package',
  'wrong-expiry',
  'unknown-line',
  'duplicate-line',
  'too-many-devices',
  'missing-at-provider',
  'provider-unreachable',
] as const;

export type FindingKind = (typeof findingKinds)[number];

/**
 * What puts a finding right.
 *
 * - `action`: the service action that is wanted as the subscription stands, by its own key.
 * - `setExpiry`, `applyPlan`, `suspend`: a command to the panel, keyed by run and finding.
 * - `link`: the line becomes the subscription's.
 * - `none`: a person has to look.
 */
export type Fix =
  | { do: 'action'; action: ActionKind }
  | { do: 'setExpiry'; until: Instant }
  | { do: 'applyPlan'; plan: string }
  | { do: 'suspend' }
  | { do: 'link'; subscription: string }
  | { do: 'none' };

/** How putting it right goes. `open`: nobody asked. `due`: asked for. `begun`: under way. `gone`: it no longer held when it was to be put right. */
export type FixState = 'open' | 'due' | 'begun' | 'fixed' | 'gone' | 'failed';

export interface Finding {
  /** The same in every run in which it is found. */
  id: string;
  kind: FindingKind;
  /** `stripe:sub_1`, `main/12`, or an inbox source. */
  subject: string;
  source: string | null;
  customer: string | null;
  subscription: string | null;
  panel: string | null;
  line: string | null;
  username: string | null;
  /** In words. */
  expected: string;
  found: string;
  /** Revenue lost in a month, minor units of the base currency. 0: none is. null: nobody knows, and `leakUnknown` says why. */
  leakedPerMonth: number | null;
  leakUnknown: string | null;
  fix: Fix;
  /** What the fix does, in words; of `none`: where to look. */
  fixInWords: string;
  /** Whether it can be put right without a person looking first. */
  sure: boolean;
}

/** A finding of a run, with what became of it. */
export interface FindingView extends Finding {
  state: FixState;
  /** Why it failed, or what carries it out. */
  message: string | null;
}

export type FindingDraft = Omit<Finding, 'id'>;

export function finding(draft: FindingDraft): Finding {
  const { kind, source, subscription, panel, line } = draft;
  const text = JSON.stringify([kind, subscription === null ? source : null, subscription, panel, line]);
  return { id: `fnd_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`, ...draft };
}

/** A panel or a source that was left out, and why: nothing is said of what is there. */
export interface NotCompared {
  what: 'panel' | 'source';
  name: string;
  reason: string;
}
