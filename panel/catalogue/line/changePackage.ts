import { can } from '../../abilities';
import type { PanelAdapter } from '../../adapter';
import { invalidParameter } from '../../errors';
import { addDuration, checkExpiry, instantFromUnix, unixFromInstant } from '../../rules';
import type { Instant, Line, LineChanges, Package } from '../../types';
import type { Write, WriteContext } from '../operation';
import type { LineReference } from '../parameter';
import { expiryOf, findPackage, requireBouquets } from './create';
import { line } from './parameters';
import { addressOf, lineTargetSteps, resolveLine, type LineTarget } from './target';

type ExpiryRule = 'keep' | 'fromNow' | 'convert';

/** Credits a second, as the package is sold for good. @throws PanelError `invalid-parameter` where it has no such price */
function priceOf(sold: Package | undefined, context: WriteContext): number {
  const { credits, duration } = sold?.official ?? { credits: 0, duration: { amount: 0, unit: 'days' as const } };
  const now = instantFromUnix(Math.floor(context.now / 1000));
  const seconds = unixFromInstant(addDuration(now, duration, context.timeZone)) - unixFromInstant(now);
  if (credits > 0 && seconds > 0) return credits / seconds;
  throw invalidParameter(
    'expiry',
    `cannot be converted: ${sold?.name ?? 'the line’s present package'} has no price for a duration`,
    'Choose another rule for the expiry.',
  );
}

/** What is left is worth as much after the change as before. */
async function convertedExpiry(
  adapter: PanelAdapter,
  found: Line,
  chosen: Package,
  context: WriteContext,
): Promise<Instant> {
  const now = Math.floor(context.now / 1000);
  const left = found.expiresAt === null ? 0 : unixFromInstant(found.expiresAt) - now;
  if (left <= 0) {
    throw invalidParameter(
      'expiry',
      `cannot be converted: ${found.username} has no time left to convert`,
      'Choose another rule for the expiry.',
    );
  }
  const packages = await adapter.listPackages();
  const present = packages.find(({ id }) => id === found.packageId);
  const seconds = Math.floor((left * priceOf(present, context)) / priceOf(chosen, context));
  return checkExpiry(instantFromUnix(now + seconds), 'expiry', context.now);
}

/**
 * Gives a line what another package gives: the panels' own edits store the package's id and nothing of what it means. All else stays, a trial apart
 * that starts a paid period.
 */
export const changeLinePackage: Write<LineTarget> = {
  ...lineTargetSteps,
  id: 'line.changePackage',
  resource: 'line',
  name: 'changePackage',
  label: 'Change Package',
  action: 'Change package of line',
  description: 'Give a line the bouquets, connections and outputs of another package',
  needs: ['getLine', 'updateLine', 'listPackages', 'set:bouquetIds', 'set:maxConnections'],
  access: 'write',
  yields: 'line',
  parameters: {
    line,
    packageId: { kind: 'package', label: 'Package', description: 'The new package', required: true },
    expiry: {
      kind: 'choice',
      label: 'Expiry',
      description: 'What becomes of the time left. A trial that starts the package anew is no longer a trial',
      default: 'keep',
      options: [
        { value: 'keep', label: 'Keep' },
        { value: 'fromNow', label: 'Start the Package Anew', needs: 'set:expiresAt' },
        { value: 'convert', label: 'Convert Time Left by Price', needs: 'set:packageId' },
      ],
    },
  },
  async plan(adapter, values, context) {
    const given = values as { line: LineReference; packageId: string; expiry: ExpiryRule };
    const chosen = await findPackage(adapter, given.packageId);
    requireBouquets(chosen.bouquetIds);
    const found = await resolveLine(adapter, given.line);
    const changes: LineChanges = {
      bouquetIds: chosen.bouquetIds,
      maxConnections: chosen.maxConnections,
      // A package that names no outputs leaves them to the line.
      ...(chosen.outputs.length > 0 && can(adapter, 'set:outputs') ? { outputs: chosen.outputs } : {}),
      ...(can(adapter, 'set:packageId') ? { packageId: chosen.id } : {}),
    };
    switch (given.expiry) {
      case 'keep':
        return { ...addressOf(adapter, found), changes };
      case 'fromNow': {
        const isTrial = chosen.official === null;
        const expiresAt = expiryOf({ trial: isTrial }, chosen, context);
        const trial = found.trial !== isTrial && can(adapter, 'set:trial') ? { trial: isTrial } : {};
        return { ...addressOf(adapter, found), changes: { ...changes, expiresAt, ...trial } };
      }
      case 'convert': {
        if (found.packageId === chosen.id) return { ...addressOf(adapter, found), changes };
        const expiresAt = await convertedExpiry(adapter, found, chosen, context);
        const base = { expiresAt: found.expiresAt };
        return { ...addressOf(adapter, found), changes: { ...changes, expiresAt }, base };
      }
    }
  },
};
