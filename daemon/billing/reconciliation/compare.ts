import { matchesIn } from '../matching';
import { lineKey, type Seen } from '../seen';
import { finding, findingKinds, type Finding, type NotCompared } from './finding';
import { leakOfSubscription, noLeak } from './leak';
import type { Listing } from './provider';
import { servedFindings } from './served';
import { strayFindings, type StrayOptions } from './strays';

/** Provider, ledger and panels, compared. Pure. */

export interface Compared {
  findings: Finding[];
  notCompared: NotCompared[];
}

/** Fewer missing than this, or than this part of all, are believed at once: a key of another account would make everybody missing. */
const believable = { subscriptions: 10, part: 0.2 };

export function compare(seen: Seen, listings: readonly Listing[], options: StrayOptions): Compared {
  const sure = new Map(
    matchesIn(seen).flatMap(({ state, panel, line, subscription }) =>
      state === 'sure' && subscription !== null ? [[lineKey({ panel, line }), subscription] as const] : [],
    ),
  );
  const providers = listings.map((listing) => providerFindings(seen, listing));
  const findings = [
    ...providers.flatMap((each) => each.findings),
    ...[...seen.subscriptions.values()].flatMap((subscription) => servedFindings(seen, subscription)),
    ...strayFindings(seen, options, ({ panel, id }) => sure.get(lineKey({ panel, line: id })) ?? null),
  ];
  const position = ({ kind }: Finding): number => findingKinds.indexOf(kind);
  return {
    findings: [...new Map(findings.map((each) => [each.id, each])).values()].sort((a, b) => position(a) - position(b)),
    notCompared: [
      ...providers.flatMap((each) => each.notCompared),
      ...[...seen.panels.values()].flatMap(({ name, leftOut }) =>
        leftOut === null ? [] : [{ what: 'panel' as const, name, reason: leftOut }],
      ),
    ],
  };
}

function providerFindings(seen: Seen, listing: Listing): Compared {
  const { source } = listing;
  if (listing.problem !== null) return unreachable(source, listing.problem);
  if (listing.listed === null) return { findings: [], notCompared: [] };
  const { listed, begun } = listing;
  const known = [...seen.subscriptions.values()].filter(
    ({ row, told }) =>
      row.source === source &&
      // What only payments have told of may be no subscription there.
      told !== null &&
      told.at < begun &&
      row.created_at < begun &&
      row.state !== 'cancelled' &&
      row.state !== 'expired',
  );
  const missing = known.filter(({ row }) => !listed.has(row.provider_id));
  const isMost = missing.length > believable.subscriptions && missing.length > known.length * believable.part;
  if (isMost || (listed.size === 0 && missing.length > 1)) {
    return unreachable(
      source,
      `${String(missing.length)} of ${String(known.length)} subscriptions are missing from its list: is the API key of the same account, and of the same mode?`,
    );
  }
  return {
    findings: missing.map((subscription) => {
      const { row } = subscription;
      const isPaid = row.service_until !== null && row.service_until > seen.now;
      return finding({
        kind: 'missing-at-provider',
        subject: row.id,
        source,
        customer: row.customer,
        subscription: row.id,
        panel: null,
        line: null,
        username: subscription.links[0]?.username ?? null,
        expected: `A subscription that ${row.provider} knows.`,
        found: `${row.provider} does not list it; here it is ${row.state}.`,
        fix: { do: 'none' },
        fixInWords: `Look it up at ${row.provider}. If it was deleted there, its line ends with what was paid for.`,
        sure: false,
        ...(isPaid || subscription.links.length === 0 ? noLeak : leakOfSubscription(seen, subscription)),
      });
    }),
    notCompared: [],
  };
}

function unreachable(source: string, problem: string): Compared {
  return {
    findings: [
      finding({
        kind: 'provider-unreachable',
        subject: source,
        source,
        customer: null,
        subscription: null,
        panel: null,
        line: null,
        username: null,
        expected: 'A list of all subscriptions.',
        found: problem,
        fix: { do: 'none' },
        fixInWords: 'Put right what it names, and reconcile again. Until then what the webhooks told holds.',
        sure: false,
        ...noLeak,
      }),
    ],
    notCompared: [{ what: 'source', name: source, reason: problem }],
  };
}
