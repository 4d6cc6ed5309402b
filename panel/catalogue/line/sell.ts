import type { PanelAdapter } from '../../adapter';
import { invalidParameter, PanelError } from '../../errors';
import { unmetChanges } from '../../line';
import type { LineSale, SellingTerms } from '../../parts';
import { makeLineCredential } from '../../rules';
import type { Assessment, WriteContext } from '../operation';
import { partOf } from '../parts';
import { checkPayable, priceOf, takenMeanwhile, type Purchase } from '../sale';
import { sought } from '../sought';
import { findPackage } from './package';

/**
 * Creating a line where lines are sold for credits.
 *
 * Once in effect, as far as the panel allows: a username is taken only once on a panel, so the same sale sent again is refused and charges nothing.
 * What cannot be known where the panel's lists do not work: whether a line was made when the answer was lost. Then the sale is sent again towards
 * the same username; refused as taken, it was made, and its id is to be looked up in the panel. (For a username that somebody chose, it may as
 * well be another reseller's: the balance is told of.)
 */
export interface SaleTarget extends Purchase {
  sale: LineSale;
  /** Whether the username was made up for this sale: nobody else's line can have it. */
  ownName: boolean;
}

export function usernameTaken(username: string): PanelError {
  return new PanelError('exists', `The username ${username} is taken.`, {
    field: 'username',
    hint: 'Choose another username, or update the existing line.',
  });
}

/** The shortest credentials made up. */
const shortest = { username: 10, password: 12 };

export async function planSale(
  adapter: PanelAdapter,
  given: Partial<LineSale>,
  context: WriteContext,
): Promise<SaleTarget> {
  const { packageId } = given;
  const chosen = await findPackage(adapter, packageId);
  if (packageId === undefined || chosen === undefined) {
    throw invalidParameter(
      'packageId',
      'is missing',
      'Choose the package to sell: this kind of panel sells no line without.',
    );
  }
  const terms = await partOf(adapter, 'sales').sellingTerms();
  const trial = given.trial ?? chosen.official === null;
  const price = priceOf(chosen, trial);
  checkPayable(price, terms, chosen);
  checkNaming(terms, given);
  const made = (kind: 'username' | 'password', least: number): string =>
    makeLineCredential(context.randomByte, Math.max(shortest[kind], least));
  const sale: LineSale = {
    ...given,
    packageId,
    trial,
    username: given.username ?? made('username', terms.minUsernameLength),
    password: given.password ?? made('password', terms.minPasswordLength),
  };
  if (given.username !== undefined && (await sought(adapter.findLine(given.username)))) {
    throw usernameTaken(given.username);
  }
  return { sale, ownName: given.username === undefined, price, balance: terms.credits };
}

/** @throws PanelError `invalid-parameter`, or `unsupported` where a line could not be found again by the name given to it */
function checkNaming(terms: SellingTerms, { username, password }: Partial<LineSale>): void {
  if (!terms.ownUsernames || !terms.ownPasswords) {
    throw new PanelError(
      'unsupported',
      'The panel makes up usernames or passwords for this reseller’s group, so that a line whose answer was lost could never be told from one not made.',
      {
        hint: 'Have the panel’s administrator let the group change usernames and passwords. Else it might be charged twice.',
      },
    );
  }
  const short = (name: 'username' | 'password', value: string | undefined, least: number): void => {
    if (value === undefined || value.length >= least) return;
    throw invalidParameter(
      name,
      `has ${String(value.length)} characters, and the reseller’s group wants at least ${String(least)}`,
      'Make it longer, or leave it out to have one made.',
    );
  };
  short('username', username, terms.minUsernameLength);
  short('password', password, terms.minPasswordLength);
}

export async function assessSale(adapter: PanelAdapter, { sale }: SaleTarget): Promise<Assessment> {
  const found = await sought(adapter.findLine(sale.username));
  if (found === undefined) {
    return {
      state: 'pending',
      doubt: `Whether there is a line with the username ${sale.username} now, this panel’s lists do not tell.`,
    };
  }
  if (found === null) return { state: 'pending' };
  if (unmetChanges(found, sale).length === 0) return { state: 'reached', result: found };
  return { state: 'conflict', found: `a line with the username ${sale.username} and other values` };
}

export async function sendSale(adapter: PanelAdapter, target: SaleTarget): Promise<void> {
  const { sale, ownName } = target;
  try {
    await partOf(adapter, 'sales').sellLine(sale);
  } catch (error) {
    if (!(error instanceof PanelError) || error.code !== 'exists') throw error;
    if (!ownName) throw await takenMeanwhile(error, adapter, target);
    throw new PanelError(
      'not-verified',
      `The line ${sale.username} was made by an earlier attempt whose answer was lost. It was not made, nor charged, again.`,
      {
        hint: 'Where the panel’s lists do not work, its id cannot be told: look the line up in the panel by its username.',
      },
    );
  }
}
