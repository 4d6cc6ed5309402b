import type { PanelAdapter } from '../../adapter';
import { invalidParameter, type PanelError } from '../../errors';
import { checkExpiry, instantFromUnix, renewedExpiry } from '../../rules';
import type { Duration, Instant, Package } from '../../types';
import type { Assessment, WriteContext } from '../operation';
import { partOf } from '../parts';
import { checkPayable, priceOf, type Purchase } from '../sale';
import { findPackage } from './package';

/**
 * Extending a line by a package. Where the expiry can be set, the package's duration is added to it; where lines are sold for credits, the panel
 * renews the line with the package and charges for it each time it is asked to. So that it is asked only once in effect, the target holds the
 * expiry found before: as long as the line shows it, nothing was renewed; once it shows another, nothing more is sent.
 *
 * What cannot be known: whether a request without an answer is still to be carried out. A panel that renews it after the read-back, and after
 * the next attempt, renews twice.
 */
export interface RenewalTarget extends Purchase {
  lineId: string;
  username: string;
  packageId: string;
  /** The expiry found before. */
  from: Instant;
  /** The expiry a renewal leads to, by our calendar. */
  to: Instant;
  /** How far the panel's may lie from it. Seconds. See `tolerance`. */
  within: number;
}

const daySeconds = 86_400;

/**
 * How far from the computed expiry a renewed one may lie. The panel adds months in a time zone of its own and lets 31 January + 1 month roll over into
 * March, which makes up to 3 days; a day more is for zones, and for a command that waited for its panel. But never more than half of what was
 * bought: past that, one renewal could no longer be told from none or from two.
 */
function tolerance(from: Instant, to: Instant): number {
  return Math.min(4 * daySeconds, (Date.parse(to) - Date.parse(from)) / 1000 / 2);
}

function neverExpires(username: string): PanelError {
  return invalidParameter(
    'line',
    `${username} never expires, so there is nothing to extend`,
    'Give it an expiry date first.',
  );
}

/** @throws PanelError `invalid-parameter` */
export async function durationOf(adapter: PanelAdapter, packageId: string): Promise<Duration> {
  return officialDuration(await findPackage(adapter, packageId));
}

function officialDuration(chosen: Package): Duration {
  priceOf(chosen, false);
  const duration = chosen.official?.duration;
  if (duration !== undefined && duration.amount > 0) return duration;
  throw invalidParameter('packageId', `${chosen.name} has no duration`, 'Choose another package.');
}

export async function planRenewal(
  adapter: PanelAdapter,
  lineId: string,
  packageId: string,
  context: WriteContext,
): Promise<RenewalTarget> {
  await findPackage(adapter, packageId);
  const { line, sold, credits, keepsDaysLeft } = await partOf(adapter, 'sales').quoteRenewal(lineId, packageId);
  if (line.expiresAt === null) throw neverExpires(line.username);
  const price = priceOf(sold, false);
  checkPayable(price, { credits }, sold);
  const now = instantFromUnix(Math.floor(context.now / 1000));
  const base = line.expiresAt > now ? line.expiresAt : now;
  if (base !== now && !keepsDaysLeft) {
    throw invalidParameter(
      'packageId',
      `${sold.name} gives other things than the line’s package, and the panel would count it from today: ${line.username} would lose the time up to ${line.expiresAt}`,
      'Choose the line’s own package, or wait until the line has expired.',
    );
  }
  const { timeZone } = await adapter.identify();
  const to = checkExpiry(
    renewedExpiry(line.expiresAt, officialDuration(sold), context.now, timeZone ?? context.timeZone),
    'packageId',
    context.now,
  );
  const target = { lineId, username: line.username, packageId, price, balance: credits, from: line.expiresAt };
  return { ...target, to, within: tolerance(base, to) };
}

export async function assessRenewal(adapter: PanelAdapter, target: RenewalTarget): Promise<Assessment> {
  const line = await adapter.getLine(target.lineId);
  if (line.expiresAt === target.from) return { state: 'pending' };
  const off = line.expiresAt === null ? Infinity : Math.abs(Date.parse(line.expiresAt) - Date.parse(target.to)) / 1000;
  if (off <= target.within && line.packageId === target.packageId) return { state: 'reached', result: line };
  const { credits } = await partOf(adapter, 'sales').sellingTerms();
  return {
    state: 'conflict',
    found: `it expires at ${line.expiresAt ?? 'no time'} and not near ${target.to}, and the balance went from ${String(target.balance)} to ${String(credits)} credits`,
  };
}

export async function sendRenewal(adapter: PanelAdapter, { lineId, packageId, from }: RenewalTarget): Promise<void> {
  await partOf(adapter, 'sales').renewLine(lineId, { packageId, from });
}
