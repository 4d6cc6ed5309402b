import type { Instant } from '../../../panel';
import { bouquetsOf, type Plan } from '../plans';
import type { SubscriptionLineTable } from '../subscriptions';
import { finding, type Finding, type FindingDraft, type FindingKind, type Fix } from './finding';
import { difference, leakOfPlan, leakOfSubscription, noLeak, type Leak } from './leak';
import { isCompared, isEntitled, isServed, lineKey, type LineSeen, type Seen, type SubscriptionSeen } from '../seen';

/** What is wrong with the service of a subscription. Pure. */

/** Expiries may lie apart by this much. Milliseconds. */
const tolerance = 86_400_000;

/** What the daemon has begun to do within this time is no finding: it is under way. Milliseconds. */
const underWay = 900_000;

type Draft = Pick<FindingDraft, 'kind' | 'expected' | 'found' | 'fix' | 'fixInWords' | 'sure'> & {
  leak: Leak;
  line?: LineSeen | null;
  link?: SubscriptionLineTable | null;
};

export function servedFindings(seen: Seen, subscription: SubscriptionSeen): Finding[] {
  const { row, links } = subscription;
  const known = links.filter(({ panel }) => isCompared(seen, panel));
  const found = known.flatMap((link) => linkFindings(seen, subscription, link));
  if (links.length === 0) found.push(...withoutLine(seen, subscription));
  return found
    .filter((each) => !isUnderWay(seen, subscription, each))
    .map(({ leak, line = null, link = null, ...draft }) =>
      finding({
        ...draft,
        ...leak,
        subject: row.id,
        source: row.source,
        customer: row.customer,
        subscription: row.id,
        panel: link?.panel ?? (links.length === 0 ? (subscription.plan?.panel ?? null) : null),
        line: link?.line ?? null,
        username: line?.username ?? link?.username ?? null,
      }),
    );
}

function isUnderWay({ now }: Seen, { actions }: SubscriptionSeen, { fix, link }: Draft): boolean {
  if (fix.do === 'none') return false;
  return actions.some(
    ({ by, state, line, created_at }) =>
      by === 'daemon' &&
      (state === 'due' || state === 'running') &&
      (line === null || line === (link?.line ?? null)) &&
      Date.parse(now) - Date.parse(created_at) < underWay,
  );
}

function withoutLine(seen: Seen, subscription: SubscriptionSeen): Draft[] {
  const { row, standing, plan } = subscription;
  if (!isEntitled(subscription, seen.now)) return [];
  if (plan !== null && !isCompared(seen, plan.panel)) return [];
  const emailKey = seen.customers.get(row.customer)?.emailKey ?? null;
  const carrying = (seen.carrying.get(emailKey ?? '') ?? []).filter(
    (line) => line.panel === plan?.panel && !seen.serving.has(lineKey({ panel: line.panel, line: line.id })),
  );
  const sure = plan !== null && emailKey !== null && carrying.length <= 1;
  const fixInWords =
    plan === null
      ? 'Add what was paid for to the prices of a plan.'
      : emailKey === null
        ? 'Add the customer’s e-mail address.'
        : carrying.length > 1
          ? `${String(carrying.length)} lines carry the customer’s address: link the right one.`
          : carrying.length === 1
            ? 'Renews the line that carries the customer’s address.'
            : `Makes a line by the plan ${plan.name}.`;
  return [
    {
      kind: 'paid-without-service',
      expected: `A line until ${standing.serviceUntil ?? ''}.`,
      found: 'No line serves it.',
      fix: sure ? { do: 'action', action: 'provision' } : { do: 'none' },
      fixInWords,
      sure,
      leak: noLeak,
    },
  ];
}

function linkFindings(seen: Seen, subscription: SubscriptionSeen, link: SubscriptionLineTable): Draft[] {
  const line = seen.lines.get(lineKey(link));
  const entitled = isEntitled(subscription, seen.now);
  if (line === undefined) return entitled ? [gone(subscription, link)] : [];
  const drafts = entitled
    ? [...notServed(seen, subscription, link, line), ...wrongPlan(seen, subscription, link, line)]
    : notPaid(seen, subscription, link, line);
  return [...drafts, ...tooManyDevices(seen, subscription, line)].map((draft) => ({ ...draft, line, link }));
}

function gone({ standing }: SubscriptionSeen, link: SubscriptionLineTable): Draft {
  return {
    kind: 'paid-without-service',
    expected: `A line until ${standing.serviceUntil ?? ''}.`,
    found: `The line ${link.line} is gone from the panel.`,
    fix: { do: 'none' },
    fixInWords: 'Unlink the line to have a new one made, or end the subscription at the provider.',
    sure: false,
    leak: noLeak,
    link,
  };
}

function notServed(seen: Seen, subscription: SubscriptionSeen, link: SubscriptionLineTable, line: LineSeen): Draft[] {
  const until = subscription.standing.serviceUntil ?? seen.now;
  const expected = `On until ${until}.`;
  const draft = (kind: FindingKind, found: string, fix: Fix, fixInWords: string, sure: boolean): Draft => ({
    kind,
    expected,
    found,
    fix,
    fixInWords,
    sure,
    leak: noLeak,
  });
  if (!line.enabled && link.suspension !== null) {
    return [
      draft(
        'suspended-but-paid',
        `Switched off for ${link.suspension}.`,
        { do: 'action', action: 'resume' },
        'Switches the line on again, unless it was switched off for another reason.',
        true,
      ),
    ];
  }
  if (!line.enabled || line.banned) {
    const by = line.banned ? 'Banned on the panel.' : 'Switched off on the panel.';
    const look = 'Somebody did it on the panel. Switch it on there, or end the subscription at the provider.';
    return [draft('paid-without-service', by, { do: 'none' }, look, false)];
  }
  const { expiresAt } = line;
  if (expiresAt === null) {
    return [
      draft('wrong-expiry', 'It never expires.', { do: 'setExpiry', until }, `Has it expire at ${until}.`, false),
    ];
  }
  const away = Date.parse(expiresAt) - Date.parse(until);
  const isOver = expiresAt <= seen.now;
  if (!isOver && Math.abs(away) <= tolerance) return [];
  const kind = isOver ? 'paid-without-service' : 'wrong-expiry';
  const found = isOver ? `Expired at ${expiresAt}.` : `Expires at ${expiresAt}.`;
  // Longer may be a gift, and nobody is to lose one by a program.
  return [draft(kind, found, { do: 'setExpiry', until }, `Has it expire at ${until}.`, away < 0)];
}

function wrongPlan(seen: Seen, subscription: SubscriptionSeen, link: SubscriptionLineTable, line: LineSeen): Draft[] {
  const { plan } = subscription;
  if (plan?.panel !== line.panel) return [];
  const has = link.plan === null || link.plan === plan.name ? null : (seen.plans.get(link.plan) ?? null);
  const expected = `The plan ${plan.name}.`;
  if (link.plan !== null && link.plan !== plan.name) {
    return [
      {
        kind: 'wrong-package',
        expected,
        found: `The plan ${link.plan}.`,
        fix: { do: 'action', action: 'changePackage' },
        fixInWords: `Gives the line the plan ${plan.name}.`,
        sure: true,
        leak: has === null ? noLeak : difference(leakOfPlan(seen, has), leakOfPlan(seen, plan)),
      },
    ];
  }
  const otherwise = differences(plan, line);
  if (otherwise.length === 0) return [];
  return [
    {
      kind: 'wrong-package',
      expected,
      found: `${otherwise.join(', ')}.`,
      fix: { do: 'applyPlan', plan: plan.name },
      fixInWords: `Gives the line what the plan ${plan.name} gives.`,
      // Somebody may have added something by hand, as a favour.
      sure: false,
      leak: leakOfOther(seen, line, plan),
    },
  ];
}

/** What a line has otherwise than its plan gives. Plans with an expression of their own give each customer something else: nothing is said. */
function differences(plan: Plan, { packageId, bouquetIds, maxConnections }: LineSeen): string[] {
  if (plan.adjust !== null) return [];
  const bouquets = bouquetsOf(plan).map(String).sort();
  const has = [...(bouquetIds ?? [])].sort();
  return [
    ...(plan.packageId !== null && packageId !== null && plan.packageId !== packageId
      ? [`package ${packageId} instead of ${plan.packageId}`]
      : []),
    ...(plan.connections !== null && plan.connections !== maxConnections
      ? [`${String(maxConnections)} connections instead of ${String(plan.connections)}`]
      : []),
    ...(plan.bouquets !== null && bouquetIds !== null && bouquets.join() !== has.join()
      ? [`bouquets ${has.join(' ') || 'none'} instead of ${bouquets.join(' ')}`]
      : []),
  ];
}

function leakOfOther(seen: Seen, line: LineSeen, plan: Plan): Leak {
  const [other, ...others] = seen.plans.plans.filter(
    (each) => each.panel === line.panel && each.name !== plan.name && differences(each, line).length === 0,
  );
  if (other !== undefined && others.length === 0) {
    return difference(leakOfPlan(seen, other), leakOfPlan(seen, plan));
  }
  return { leakedPerMonth: null, leakUnknown: 'No one plan gives what the line has.' };
}

function notPaid(seen: Seen, subscription: SubscriptionSeen, link: SubscriptionLineTable, line: LineSeen): Draft[] {
  const { row, standing } = subscription;
  if (!isServed(line, seen.now)) return [];
  const leak = leakOfSubscription(seen, subscription);
  const lasts = line.expiresAt === null ? 'It is on and never expires.' : `It is on until ${line.expiresAt}.`;
  const { stop } = standing;
  if (stop !== null) {
    // Somebody switched it on after we had switched it off: theirs to decide.
    const isByHand = link.suspension !== null;
    return [
      {
        kind: 'unpaid-but-enabled',
        expected: `Off: ${reasons[stop.reason] ?? stop.reason}.`,
        found: isByHand ? `${lasts} Somebody switched it on again.` : lasts,
        fix: isByHand ? { do: 'suspend' } : { do: 'action', action: stop.how },
        fixInWords: isByHand || stop.how === 'suspend' ? 'Switches the line off.' : 'Ends the line’s service.',
        sure: !isByHand,
        leak,
      },
    ];
  }
  const until: Instant | null = standing.serviceUntil;
  const isWithin =
    until !== null && line.expiresAt !== null && Date.parse(line.expiresAt) - Date.parse(until) <= tolerance;
  if (isWithin) return [];
  return [
    {
      kind: 'service-without-payment',
      expected:
        until === null
          ? `None: the subscription is ${row.state}.`
          : `None since ${until}: the subscription is ${row.state}.`,
      found: lasts,
      fix: { do: 'suspend' },
      fixInWords: 'Switches the line off. A payment switches it on again.',
      // A subscription nobody has paid for yet may be one whose payment is on its way.
      sure: until !== null && row.state !== 'pending',
      leak,
    },
  ];
}

const reasons: Readonly<Record<string, string>> = {
  'non-payment': 'a payment is overdue',
  refund: 'the payment was given back',
  chargeback: 'the payment was disputed',
  paused: 'the subscription is paused',
  cancelled: 'the subscription has ended',
};

function tooManyDevices(seen: Seen, { plan }: SubscriptionSeen, line: LineSeen): Draft[] {
  const limit = plan?.deviceLimit ?? null;
  if (limit === null || seen.panels.get(line.panel)?.devices !== true) return [];
  const count = seen.devices.get(lineKey({ panel: line.panel, line: line.id })) ?? 0;
  if (count <= limit) return [];
  return [
    {
      kind: 'too-many-devices',
      expected: `At most ${String(limit)} devices.`,
      found: `${String(count)} devices.`,
      fix: { do: 'none' },
      fixInWords: 'Ask the customer which ones to take off, or sell them a plan with more.',
      sure: false,
      leak: { leakedPerMonth: null, leakUnknown: 'What another subscription would have brought is not known.' },
    },
  ];
}
