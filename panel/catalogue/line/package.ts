import type { PanelAdapter } from '../../adapter';
import { invalidParameter } from '../../errors';
import { addDuration, checkExpiry, instantFromUnix } from '../../rules';
import type { Instant, NewLine, Package } from '../../types';
import type { WriteContext } from '../operation';

/** What a package means for what is made from it. */

type SoldAs = 'forLines' | 'forMag' | 'forEnigma';

/** @param sold what the package must be for */
export async function findPackage(adapter: PanelAdapter, id: string, sold?: SoldAs): Promise<Package>;
export async function findPackage(
  adapter: PanelAdapter,
  id: string | undefined,
  sold?: SoldAs,
): Promise<Package | undefined>;
export async function findPackage(
  adapter: PanelAdapter,
  id: string | undefined,
  sold: SoldAs = 'forLines',
): Promise<Package | undefined> {
  if (id === undefined) return undefined;
  const found = (await adapter.listPackages()).find((candidate) => candidate.id === id);
  if (!found) throw invalidParameter('packageId', `the panel has no package ${id}`, 'Choose a package from the list.');
  if (!found[sold]) {
    throw invalidParameter(
      'packageId',
      sold === 'forLines'
        ? `${found.name} is a package for devices, not for lines`
        : `${found.name} is not a package for such devices`,
      'Choose another package.',
    );
  }
  return found;
}

/** An explicit expiry (null: never) wins; else the package's duration from now, the trial's for a trial. */
export function expiryOf(
  values: Pick<Partial<NewLine>, 'expiresAt' | 'trial'>,
  chosen: Package | undefined,
  context: WriteContext,
): Instant | null {
  if (values.expiresAt !== undefined) return values.expiresAt;
  const terms = values.trial === true ? chosen?.trial : (chosen?.official ?? chosen?.trial);
  if (!terms || terms.duration.amount < 1) {
    throw invalidParameter(
      'expiresAt',
      'is missing',
      'Give an expiry date, choose "Never expires", or choose a package that has a duration.',
    );
  }
  const now = instantFromUnix(Math.floor(context.now / 1000));
  return checkExpiry(addDuration(now, terms.duration, context.timeZone), 'packageId', context.now);
}
