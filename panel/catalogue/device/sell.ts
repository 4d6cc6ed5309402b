import type { PanelAdapter } from '../../adapter';
import { invalidParameter, PanelError } from '../../errors';
import type { DeviceKind, DeviceSale, NewDevice } from '../../parts';
import { findPackage } from '../line/package';
import type { Assessment } from '../operation';
import { partOf } from '../parts';
import { checkPayable, priceOf, takenMeanwhile, type Purchase } from '../sale';
import { sought } from '../sought';

/**
 * Creating a device where devices are sold for credits. Once in effect as a line's sale is: a panel takes a MAC address only once, so a sale sent
 * again charges nothing. Where the panel's lists do not work, a device whose answer was lost is to be looked up in the panel.
 */
export interface DeviceSaleTarget extends Purchase {
  sale: DeviceSale;
}

export function macTaken(mac: string): PanelError {
  return new PanelError('exists', `There is a device with the MAC address ${mac} already.`, {
    field: 'mac',
    hint: 'Look the device up by its MAC address.',
  });
}

export async function planDeviceSale(
  adapter: PanelAdapter,
  kind: DeviceKind,
  given: Partial<NewDevice> & { mac: string },
): Promise<DeviceSaleTarget> {
  const { packageId, contact, ...values } = given;
  const chosen = await findPackage(adapter, packageId, kind === 'mag' ? 'forMag' : 'forEnigma');
  if (packageId === undefined || chosen === undefined) {
    throw invalidParameter(
      'packageId',
      'is missing',
      'Choose the package to sell: this kind of panel sells no device without.',
    );
  }
  if (contact !== undefined && contact !== '') {
    throw invalidParameter('contact', 'cannot be given to a device with a reseller’s key', 'Put it into the notes.');
  }
  const terms = await partOf(adapter, 'sales').sellingTerms();
  const trial = given.trial ?? chosen.official === null;
  const price = priceOf(chosen, trial);
  checkPayable(price, terms, chosen);
  if (await sought(partOf(adapter, 'devices').findDevice(kind, given.mac, false))) throw macTaken(given.mac);
  return { sale: { ...values, packageId, trial }, price, balance: terms.credits };
}

export async function assessDeviceSale(
  adapter: PanelAdapter,
  kind: DeviceKind,
  { sale }: DeviceSaleTarget,
): Promise<Assessment> {
  const found = await sought(partOf(adapter, 'devices').findDevice(kind, sale.mac, true));
  if (found === undefined) {
    return {
      state: 'pending',
      doubt: `Whether there is a device with the MAC address ${sale.mac} now, this panel’s lists do not tell.`,
    };
  }
  if (found === null) return { state: 'pending' };
  if (found.packageId === sale.packageId && found.trial === sale.trial) return { state: 'reached', result: found };
  return { state: 'conflict', found: `a device with the MAC address ${sale.mac} and another package` };
}

export async function sendDeviceSale(adapter: PanelAdapter, kind: DeviceKind, target: DeviceSaleTarget): Promise<void> {
  try {
    await partOf(adapter, 'sales').sellDevice(kind, target.sale);
  } catch (error) {
    if (!(error instanceof PanelError) || error.code !== 'exists') throw error;
    throw await takenMeanwhile(error, adapter, target);
  }
}
