import type { PanelAdapter } from '../adapter';
import { invalidParameter, PanelError } from '../errors';
import type { SellingTerms } from '../parts';
import type { Package } from '../types';
import { partOf } from './parts';

/** What selling for credits has in common: the price, whether it can be paid, and what an "exists" means that comes back. */

/** The price of a package. @throws PanelError `invalid-parameter` when it is not sold so */
export function priceOf(chosen: Package, trial: boolean): number {
  const terms = trial ? chosen.trial : chosen.official;
  if (terms !== null) return terms.credits;
  throw invalidParameter(
    trial ? 'trial' : 'packageId',
    trial ? `${chosen.name} is not sold as a trial` : `${chosen.name} is sold as a trial only`,
    'Choose another package.',
  );
}

/** @throws PanelError `invalid-parameter` before the panel is asked to charge what is not there */
export function checkPayable(price: number, { credits }: Pick<SellingTerms, 'credits'>, chosen: Package): void {
  if (price <= credits) return;
  throw invalidParameter(
    'packageId',
    `${chosen.name} costs ${String(price)} credits, and the balance is ${String(credits)}`,
    'Have credits added to the account, or choose a cheaper package.',
  );
}

/** A sale as planned, as far as a second look at it needs. */
export interface Purchase {
  price: number;
  /** The balance when it was planned. */
  balance: number;
}

/** What a panel's "exists" means for a purchase: an earlier attempt of the same, or somebody else's. The balance is the only other witness. */
export async function takenMeanwhile(
  error: PanelError,
  adapter: PanelAdapter,
  { price, balance }: Purchase,
): Promise<PanelError> {
  const { credits } = await partOf(adapter, 'sales').sellingTerms();
  if (price === 0 || credits > balance - price) return error;
  return new PanelError(
    'not-verified',
    `${error.message} The balance has fallen from ${String(balance)} to ${String(credits)} credits since this was planned, so an earlier attempt may have made it.`,
    {
      hint: 'Look at it in the panel before you run this again: its price may have been paid.',
      ...(error.field === undefined ? {} : { field: error.field }),
    },
  );
}
