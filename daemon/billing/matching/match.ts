import { createHash } from 'node:crypto';
import type { Instant } from '../../../panel';
import { lineKey, type CustomerSeen, type LineSeen, type Seen, type SubscriptionSeen } from '../seen';

/** Which lines that serve nobody seem to be whose. Pure. */

/** By what a line was told to be a customer's. */
export type Evidence = 'email' | 'username' | 'phone';

export interface Match {
  /** The same whenever it is found. */
  id: string;
  /** `sure`: exactly one line, exactly one subscription without a line, and the customer's whole e-mail address. `review`: a person decides. */
  state: 'sure' | 'review';
  panel: string;
  line: string;
  username: string;
  expiresAt: Instant | null;
  customer: string;
  email: string | null;
  /** The subscription it would be linked to; null: a person chooses among `subscriptions`. */
  subscription: string | null;
  /** The customer's subscriptions that have no line and have not ended. */
  subscriptions: string[];
  by: Evidence[];
  /** Why a person is to look, in words; empty of a sure one. */
  reasons: string[];
}

/** Phone numbers shorter than this are found by chance. */
const shortestPhone = 7;

/** Sure ones first, then by panel and line. */
export function matchesIn(seen: Seen): Match[] {
  const waiting = Map.groupBy([...seen.subscriptions.values()].filter(isWaiting), ({ row }): string => row.customer);
  const found = [...candidates(seen, waiting)];
  const linesOf = Map.groupBy(found, ({ customer }) => customer.id);
  const customersOf = Map.groupBy(found, ({ line }) => keyOf(line));
  const matches = found.map(({ line, customer, by }) => {
    const subscriptions = waiting.get(customer.id) ?? [];
    const [only, ...others] = subscriptions;
    const rivals = (linesOf.get(customer.id) ?? []).length - 1;
    const reasons = [
      ...(by.has('email') ? [] : [by.has('phone') ? 'Only the phone number fits.' : 'Only the username fits.']),
      ...(rivals > 0 ? [`${String(rivals + 1)} lines seem to be this customer’s.`] : []),
      ...((customersOf.get(keyOf(line)) ?? []).length > 1 ? ['The line seems to be that of several customers.'] : []),
      ...(only === undefined ? ['The customer has no subscription without a line.'] : []),
      ...(others.length > 0 ? ['The customer has several subscriptions without a line.'] : []),
      ...(only !== undefined && others.length === 0 ? ofPlan(only, line) : []),
    ];
    return {
      id: `mat_${createHash('sha256')
        .update(JSON.stringify([keyOf(line), customer.id]))
        .digest('hex')
        .slice(0, 24)}`,
      state: reasons.length === 0 ? ('sure' as const) : ('review' as const),
      panel: line.panel,
      line: line.id,
      username: line.username,
      expiresAt: line.expiresAt,
      customer: customer.id,
      email: customer.emailKey,
      subscription: others.length === 0 ? (only?.row.id ?? null) : null,
      subscriptions: subscriptions.map(({ row }) => row.id),
      by: [...by].sort(),
      reasons,
    };
  });
  return matches.sort((a, b) => (a.state === b.state ? 0 : a.state === 'sure' ? -1 : 1));
}

/** Whether a subscription has no line and is not over. */
export function isWaiting({ row, links }: SubscriptionSeen): boolean {
  return links.length === 0 && row.state !== 'cancelled' && row.state !== 'expired';
}

function keyOf({ panel, id }: LineSeen): string {
  return lineKey({ panel, line: id });
}

function ofPlan({ plan }: SubscriptionSeen, line: LineSeen): string[] {
  if (plan === null) return ['What the subscription is for is in no plan.'];
  return plan.panel === line.panel ? [] : [`The plan ${plan.name} is on the panel ${plan.panel}.`];
}

function* candidates(
  seen: Seen,
  waiting: ReadonlyMap<string, readonly SubscriptionSeen[]>,
): Generator<{ line: LineSeen; customer: CustomerSeen; by: Set<Evidence> }> {
  const byUsername = usernamesOf(waiting);
  const byPhone = phonesOf(seen.customers.values());
  for (const line of seen.lines.values()) {
    if (seen.serving.has(keyOf(line))) continue;
    const found = new Map<string, Set<Evidence>>();
    const add = (customer: string | undefined, evidence: Evidence): void => {
      if (customer === undefined) return;
      const known = found.get(customer);
      if (known === undefined) found.set(customer, new Set([evidence]));
      else known.add(evidence);
    };
    for (const address of line.addresses) add(seen.byEmail.get(address), 'email');
    for (const customer of byUsername.get(line.username) ?? []) add(customer, 'username');
    for (const number of numbersIn(line.notes)) {
      for (const customer of byPhone.get(tail(number)) ?? []) add(customer, 'phone');
    }
    for (const [id, by] of found) {
      const customer = seen.customers.get(id);
      if (customer !== undefined) yield { line, customer, by };
    }
  }
}

/** Usernames that were entered at a checkout. They prove nothing: anybody may type another's. */
function usernamesOf(waiting: ReadonlyMap<string, readonly SubscriptionSeen[]>): Map<string, Set<string>> {
  const usernames = new Map<string, Set<string>>();
  for (const [customer, subscriptions] of waiting) {
    for (const { row } of subscriptions) {
      const metadata = JSON.parse(row.metadata) as { username?: { value: string } };
      const username = metadata.username?.value;
      if (username !== undefined) usernames.set(username, (usernames.get(username) ?? new Set()).add(customer));
    }
  }
  return usernames;
}

function phonesOf(customers: Iterable<CustomerSeen>): Map<string, Set<string>> {
  const phones = new Map<string, Set<string>>();
  for (const { id, phone } of customers) {
    const [number] = numbersIn(phone ?? '');
    if (number !== undefined) phones.set(tail(number), (phones.get(tail(number)) ?? new Set()).add(id));
  }
  return phones;
}

/** Phone numbers in a text, digits only: with or without country code they end alike. */
function numbersIn(text: string): string[] {
  const found = text.match(/\+?\d[\d ().\u00a0-]{5,}\d/gu) ?? [];
  return found.map((each) => each.replace(/\D/g, '')).filter(({ length }) => length >= shortestPhone && length <= 15);
}

/** What numbers are compared by: the end of them, as the country’s code and the zero before an area’s may be there or not. In some countries all else has seven digits. */
function tail(number: string): string {
  return number.slice(-shortestPhone);
}
