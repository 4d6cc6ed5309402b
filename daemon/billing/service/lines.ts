import type { Instant } from '../../../panel';
import { emailKeyOf } from '../customers';
import { contains, type Store, type Write } from '../../store';
import type { SubscriptionLineTable } from '../subscriptions';
import type { LineNow } from './decide';

/** What the snapshot knows of lines that serve subscriptions, or might. */

interface StoredState {
  username: string;
  expiresAt: Instant | null;
  adminNotes: string | null;
  resellerNotes: string | null;
}

export async function linesNow(db: Store['db'] | Write, links: readonly SubscriptionLineTable[]): Promise<LineNow[]> {
  const lines: LineNow[] = [];
  for (const link of links) {
    const row = await db
      .selectFrom('lines')
      .select('state')
      .where('panel', '=', link.panel)
      .where('id', '=', Number(link.line))
      .executeTakeFirst();
    const state = row === undefined ? undefined : (JSON.parse(row.state) as StoredState);
    lines.push({
      panel: link.panel,
      line: link.line,
      username: state?.username ?? link.username,
      plan: link.plan,
      suspension: link.suspension,
      suspendedBy: link.suspended_by,
      expiresAt: state?.expiresAt,
    });
  }
  return lines;
}

/** Panels, by name: whether they sell for credits, and whether their snapshot is complete. */
export async function panelsNow(
  db: Store['db'] | Write,
): Promise<ReadonlyMap<string, { sells: boolean; isKnown: boolean }>> {
  const rows = await db.selectFrom('panels').select(['panel', 'dialect', 'baseline_at', 'state']).execute();
  return new Map(
    rows.map(({ panel, dialect, baseline_at, state }) => [
      panel,
      { sells: dialect === 'reseller', isKnown: baseline_at !== null && state !== 'held' && dialect !== 'reseller' },
    ]),
  );
}

/** A line that serves nobody yet and carries a customer's address. */
export interface Candidate {
  panel: string;
  line: string;
  username: string;
  expiresAt: Instant | null;
}

/** Lines of a panel whose username or notes hold an e-mail address as a whole, and that serve no subscription. */
export async function linesWithEmail(db: Store['db'] | Write, panel: string, email: string): Promise<Candidate[]> {
  const key = emailKeyOf(email);
  if (key === null) return [];
  const rows = await db
    .selectFrom('lines')
    .leftJoin('subscription_lines', (join) =>
      join
        .onRef('subscription_lines.panel', '=', 'lines.panel')
        .onRef('subscription_lines.line', '=', (eb) => eb.cast<string>('lines.id', 'text')),
    )
    .select(['lines.id', 'lines.state'])
    .where('lines.panel', '=', panel)
    .where('subscription_lines.subscription', 'is', null)
    .where(contains(db as Store['db'], 'lines.state', email))
    .execute();
  return rows.flatMap(({ id, state }) => {
    const { username, expiresAt, adminNotes, resellerNotes } = JSON.parse(state) as StoredState;
    const texts = [username, adminNotes ?? '', resellerNotes ?? ''];
    const isThere = texts.some((text) => addressesIn(text).includes(key));
    return isThere ? [{ panel, line: String(id), username, expiresAt }] : [];
  });
}

/** E-mail addresses in a text, in lower case. */
export function addressesIn(text: string): string[] {
  return [...text.matchAll(/[\w.+%-]+@[\w-]+(?:\.[\w-]+)+/gu)].map(([address]) => address.toLowerCase());
}
