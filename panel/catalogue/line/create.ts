import { can } from '../../abilities';
import type { PanelAdapter } from '../../adapter';
import { invalidParameter, PanelError } from '../../errors';
import { unmetChanges } from '../../line';
import { addDuration, checkExpiry, instantFromUnix, makeLineCredential } from '../../rules';
import { newLineFields, type Instant, type NewLine, type Package } from '../../types';
import type { Assessment, Values, Write, WriteContext } from '../operation';
import { expiresAt, settable, settings } from './parameters';

interface CreateValues extends Partial<NewLine> {
  packageId?: string;
}

/** The line to be, complete: username, password and expiry are settled before anything is sent. */
export interface CreateTarget {
  line: NewLine;
}

type Sold = 'forLines' | 'forMag' | 'forEnigma';

/** @param sold what the package must be for */
export async function findPackage(adapter: PanelAdapter, id: string, sold?: Sold): Promise<Package>;
export async function findPackage(
  adapter: PanelAdapter,
  id: string | undefined,
  sold?: Sold,
): Promise<Package | undefined>;
export async function findPackage(
  adapter: PanelAdapter,
  id: string | undefined,
  sold: Sold = 'forLines',
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
  values: Pick<CreateValues, 'expiresAt' | 'trial'>,
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

/** @throws PanelError `invalid-parameter` */
export function requireBouquets(bouquetIds: readonly string[]): void {
  if (bouquetIds.length > 0) return;
  throw invalidParameter(
    'bouquetIds',
    'is empty: the line would show nothing',
    'Choose at least one bouquet, or a package that has some.',
  );
}

/** Without what the panel has no place for: a default, or what the package was looked up by. What was asked for by name is there. */
export function kept<New extends Partial<NewLine>>(adapter: PanelAdapter, line: New): New {
  const fields = newLineFields.filter((field) => !can(adapter, `new:${field}`));
  return Object.fromEntries(Object.entries(line).filter(([name]) => !fields.some((field) => field === name))) as New;
}

/**
 * Creates a line. A package fills in what is not given: expiry, connections, bouquets, outputs, trial. (The admin API of the panels does
 * not: it stores the package's id and nothing of what the package means.)
 */
export const createLine: Write<CreateTarget> = {
  id: 'line.create',
  resource: 'line',
  name: 'create',
  label: 'Create',
  action: 'Create line',
  description: 'Create a line, from a package or with values of its own',
  needs: ['createLine', 'findLine'],
  access: 'write',
  yields: 'line',
  parameters: {
    username: {
      kind: 'username',
      label: 'Username',
      placeholder: 'e.g. nathan2027',
      description: 'Leave empty to have one made',
    },
    password: { kind: 'password', label: 'Password', secret: true, description: 'Leave empty to have one made' },
    packageId: {
      kind: 'package',
      label: 'Package',
      description: 'Fills in expiry, connections, bouquets and outputs that are not given',
      needs: 'listPackages',
    },
    ...settable('new', { expiresAt, ...settings }),
  },
  async plan(adapter, given: Values, context) {
    const values = given as CreateValues;
    const chosen = await findPackage(adapter, values.packageId);
    const sold = chosen?.outputs ?? [];
    const line: NewLine = {
      ...values,
      username: values.username ?? makeLineCredential(context.randomByte),
      password: values.password ?? makeLineCredential(context.randomByte, 12),
      expiresAt: expiryOf(values, chosen, context),
      bouquetIds: values.bouquetIds ?? chosen?.bouquetIds ?? [],
      maxConnections: values.maxConnections ?? chosen?.maxConnections ?? 1,
      outputs: values.outputs ?? (sold.length > 0 ? sold : ['hls', 'mpegts']),
      trial: values.trial ?? (chosen?.official === null && chosen.trial !== null),
    };
    requireBouquets(line.bouquetIds);
    if (await adapter.findLine(line.username, line.password)) {
      throw new PanelError('exists', `The username ${line.username} is taken.`, {
        field: 'username',
        hint: 'Choose another username, or update the existing line.',
      });
    }
    return { line: kept(adapter, line) };
  },
  async assess(adapter, { line }): Promise<Assessment> {
    const found = await adapter.findLine(line.username, line.password);
    if (!found) return { state: 'pending' };
    if (unmetChanges(found, line).length === 0) return { state: 'reached', result: found };
    return { state: 'conflict', found: `a line with the username ${line.username} and other values` };
  },
  async send(adapter, { line }) {
    await adapter.createLine(line);
  },
  subject: ({ line }) => `username:${line.username}`,
};
