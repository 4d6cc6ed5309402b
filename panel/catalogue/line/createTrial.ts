import { invalidParameter } from '../../errors';
import type { Values, Write } from '../operation';
import { createLine, findPackage, type CreateTarget } from './create';
import type { SaleTarget } from './sell';

const { username, password, ownerId, contact, adminNotes, resellerNotes } = createLine.parameters;

/**
 * A trial with nothing to decide but the package: `line.create` with Trial switched on and everything else from a package that is sold as one.
 * (The switch of `line.create` stays for trials whose values are given one by one.)
 */
export const createTrialLine: Write<CreateTarget | SaleTarget> = {
  ...createLine,
  id: 'line.createTrial',
  name: 'createTrial',
  label: 'Create Trial',
  action: 'Create trial line',
  description: 'Create a trial line from a package that is sold as a trial',
  needs: [...createLine.needs, 'listPackages', 'new:trial', ['new:expiresAt', 'sales.sellLine']],
  parameters: {
    packageId: {
      kind: 'package',
      label: 'Package',
      description: 'Sold as a trial: gives the line its trial duration, connections, bouquets and outputs',
      required: true,
    },
    ...{ username, password, ownerId, contact, adminNotes, resellerNotes },
  } as Write['parameters'],
  async plan(adapter, values: Values, context) {
    const { packageId } = values as { packageId: string };
    const chosen = await findPackage(adapter, packageId);
    if (chosen.trial === null) {
      throw invalidParameter('packageId', `${chosen.name} is not sold as a trial`, 'Choose a package that is.');
    }
    return createLine.plan(adapter, { ...values, trial: true }, context);
  },
};
