import { can } from '../../abilities';
import type { PanelAdapter } from '../../adapter';
import { invalidParameter } from '../../errors';
import { unmetChanges } from '../../line';
import { makeLineCredential } from '../../rules';
import { newLineFields, type NewLine } from '../../types';
import type { Assessment, Values, Write } from '../operation';
import { expiresAt, settable, settings } from './parameters';
import { expiryOf, findPackage } from './package';
import { assessSale, planSale, sendSale, usernameTaken, type SaleTarget } from './sell';

interface CreateValues extends Partial<NewLine> {
  packageId?: string;
}

/** The line to be, complete: username, password and expiry are settled before anything is sent. */
export interface CreateTarget {
  line: NewLine;
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
 * not: it stores the package's id and nothing of what the package means.) Where lines are sold for credits, the panel does: see sell.ts.
 */
export const createLine: Write<CreateTarget | SaleTarget> = {
  id: 'line.create',
  resource: 'line',
  name: 'create',
  label: 'Create',
  action: 'Create line',
  description: 'Create a line, from a package or with values of its own',
  needs: [['createLine', 'sales.sellLine'], 'findLine'],
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
      description:
        'Fills in expiry, connections, bouquets and outputs that are not given. With a reseller’s key it is what is sold, and required',
      needs: 'listPackages',
    },
    ...settable('new', { expiresAt, ...settings }),
  },
  async plan(adapter, given: Values, context) {
    const values = given as CreateValues;
    if (!can(adapter, 'createLine')) return planSale(adapter, values, context);
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
      throw usernameTaken(line.username);
    }
    return { line: kept(adapter, line) };
  },
  async assess(adapter, target): Promise<Assessment> {
    if ('sale' in target) return assessSale(adapter, target);
    const { line } = target;
    const found = await adapter.findLine(line.username, line.password);
    if (!found) return { state: 'pending' };
    if (unmetChanges(found, line).length === 0) return { state: 'reached', result: found };
    return { state: 'conflict', found: `a line with the username ${line.username} and other values` };
  },
  async send(adapter, target) {
    if ('sale' in target) await sendSale(adapter, target);
    else await adapter.createLine(target.line);
  },
  subject: (target) => `username:${('sale' in target ? target.sale : target.line).username}`,
};

export { expiryOf, findPackage };
