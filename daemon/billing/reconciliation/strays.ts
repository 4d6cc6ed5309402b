import { finding, type Finding, type FindingKind, type Fix } from './finding';
import { leakOfLine, leakOfSubscription, type Leak } from './leak';
import { customerOf, isEntitled, isServed, lineKey, type LineSeen, type Seen, type SubscriptionSeen } from '../seen';

/** Lines that serve no subscription, and lines there are too many of. Pure. */

/** Which lines are nobody's business here. */
export interface StrayOptions {
  ignoreTrials: boolean;
  ignoreRestreamers: boolean;
  /** Names of accounts on the panels that sell by themselves. */
  ignoreOwners: readonly string[];
}

export const defaultStrayOptions: StrayOptions = { ignoreTrials: true, ignoreRestreamers: true, ignoreOwners: [] };

/** @param isMatch whether a line is surely a customer's, so that it can be linked */
export function strayFindings(
  seen: Seen,
  options: StrayOptions,
  isMatch: (line: LineSeen) => string | null,
): Finding[] {
  const { subscriptions, serving, now } = seen;
  /** Subscriptions of a customer that are to be served, and are not. */
  const free = new Map<string, number>();
  for (const { row, links, ...rest } of subscriptions.values()) {
    if (links.length > 0 || !isEntitled({ row, links, ...rest }, now)) continue;
    free.set(row.customer, (free.get(row.customer) ?? 0) + 1);
  }
  const owners = new Set(options.ignoreOwners);
  const findings: Finding[] = [];
  /** Lines on of a customer, or of an address nobody has: those that serve first. */
  const groups = new Map<string, LineSeen[]>();
  for (const line of seen.lines.values()) {
    if (!isServed(line, now)) continue;
    const subscription = serving.get(lineKey({ panel: line.panel, line: line.id }));
    const isIgnored =
      (options.ignoreTrials && line.trial) ||
      (options.ignoreRestreamers && line.restreamer) ||
      (line.ownerName !== null && owners.has(line.ownerName));
    if (subscription === undefined && isIgnored) continue;
    const customer = subscription?.row.customer ?? customerOf(seen, line);
    const group = customer ?? (line.addresses.length === 1 ? `address ${line.addresses[0] ?? ''}` : null);
    if (group === null) {
      findings.push(unknownLine(seen, line, null, isMatch(line)));
      continue;
    }
    const lines = groups.get(group);
    if (lines === undefined) groups.set(group, [line]);
    else lines.push(line);
  }
  for (const [group, lines] of groups) {
    const customer = group.startsWith('address ') ? null : group;
    findings.push(...groupFindings(seen, customer, lines, free.get(group) ?? 0, isMatch));
  }
  return findings;
}

/** A customer may have as many lines as subscriptions that are to be served. */
function groupFindings(
  seen: Seen,
  customer: string | null,
  lines: readonly LineSeen[],
  unserved: number,
  isMatch: (line: LineSeen) => string | null,
): Finding[] {
  const findings: Finding[] = [];
  const served = new Set<string>();
  const keyOf = (line: LineSeen): string => lineKey({ panel: line.panel, line: line.id });
  let free = unserved;
  const strays: LineSeen[] = [];
  let kept: LineSeen | null = null;
  for (const line of lines) {
    const subscription = seen.serving.get(keyOf(line));
    if (subscription === undefined) {
      strays.push(line);
      continue;
    }
    if (served.has(subscription.row.id)) {
      findings.push(duplicate(seen, line, customer, `Another line serves ${subscription.row.id}, too.`, subscription));
    }
    served.add(subscription.row.id);
    kept ??= line;
  }
  for (const line of strays) {
    const match = isMatch(line);
    // The first of an address nobody pays under is unknown; more of them are too many besides.
    if (match !== null || free > 0 || kept === null) findings.push(unknownLine(seen, line, customer, match));
    else findings.push(duplicate(seen, line, customer, `The customer has the line ${keyOf(kept)}, too.`, null));
    if (free > 0) free -= 1;
    kept ??= line;
  }
  return findings;
}

function unknownLine(seen: Seen, line: LineSeen, customer: string | null, match: string | null): Finding {
  const fix: Fix = match === null ? { do: 'none' } : { do: 'link', subscription: match };
  const fixInWords =
    match === null
      ? 'Find out whose it is and link it, or switch it off on the panel.'
      : `Links it to ${match}, whose customer’s address it carries.`;
  const found = line.expiresAt === null ? 'On, and never expires.' : `On until ${line.expiresAt}.`;
  const expected = 'A subscription that it serves.';
  return stray('unknown-line', line, customer, match, {
    expected,
    found,
    fix,
    fixInWords,
    sure: match !== null,
    leak: match === null ? leakOfLine(seen, line) : { leakedPerMonth: 0, leakUnknown: null },
  });
}

function duplicate(
  seen: Seen,
  line: LineSeen,
  customer: string | null,
  found: string,
  subscription: SubscriptionSeen | null,
): Finding {
  const byLine = leakOfLine(seen, line);
  const leak =
    byLine.leakedPerMonth === null && subscription !== null ? leakOfSubscription(seen, subscription) : byLine;
  return stray('duplicate-line', line, customer, subscription?.row.id ?? null, {
    expected: 'One line for each subscription.',
    found,
    fix: { do: 'none' },
    fixInWords: 'Ask the customer which one they use, and switch the other off.',
    sure: false,
    leak,
  });
}

function stray(
  kind: FindingKind,
  line: LineSeen,
  customer: string | null,
  subscription: string | null,
  rest: { expected: string; found: string; fix: Fix; fixInWords: string; sure: boolean; leak: Leak },
): Finding {
  const { leak, ...words } = rest;
  return finding({
    kind,
    subject: lineKey({ panel: line.panel, line: line.id }),
    source: null,
    customer,
    // That it may be linked to a subscription is no part of what it is.
    subscription: kind === 'unknown-line' ? null : subscription,
    panel: line.panel,
    line: line.id,
    username: line.username,
    ...words,
    ...leak,
  });
}
