import { PanelError } from '../errors';
import type { SellingTerms } from '../parts';

/** What the reseller API refuses, in words. Statuses: seen on a running XC_VM; what leads to each: its source. */

interface Explanation {
  message: string;
  field?: string;
  hint: string;
}

function explanations(about: About): Readonly<Record<string, Explanation>> {
  const least = (name: string, length: number | undefined): Explanation => ({
    message: `The panel refused the ${name}.`,
    field: name,
    hint:
      length === undefined || length === 0
        ? `Choose another ${name}: longer, and of letters and digits.`
        : `Choose another ${name}: of letters and digits, with at least ${String(length)} of them, as the reseller’s group wants.`,
  });
  return {
    STATUS_INSUFFICIENT_CREDITS: {
      message: 'The reseller has too few credits for this package.',
      field: 'packageId',
      hint: 'Have credits added to the account, or choose a cheaper package.',
    },
    STATUS_INVALID_PACKAGE: {
      message: 'The panel does not sell this package to the reseller’s group.',
      field: 'packageId',
      hint: 'Choose a package from the list.',
    },
    STATUS_INVALID_TYPE: {
      message: 'The package is not there, or is for another kind of line or device.',
      field: 'packageId',
      hint: 'Choose a package from the list that is for what is to be created.',
    },
    STATUS_NO_TRIALS: {
      message: 'The reseller may make no more trials now.',
      field: 'trial',
      hint: 'The group’s number of trials is used up, trials are switched off, or the credits are too few. Sell it without a trial, or try later.',
    },
    STATUS_INVALID_SUBRESELLER: {
      message: 'The reseller’s group may not make sub-resellers.',
      field: 'groupId',
      hint: 'Have the panel’s administrator name groups for sub-resellers.',
    },
    STATUS_INVALID_USERNAME: least('username', about.terms?.minUsernameLength),
    STATUS_INVALID_PASSWORD: least('password', about.terms?.minPasswordLength),
    STATUS_INVALID_MAC: {
      message: 'The panel refused the MAC address.',
      field: 'mac',
      hint: 'Give twelve hexadecimal digits, as in 00:1A:79:AA:BB:CC.',
    },
  };
}

/** What the refused request was about. */
export interface About {
  terms?: SellingTerms;
  username?: string;
  mac?: string;
}

/** Puts into words what the panel's status means. */
export function explained(error: unknown, about: About): unknown {
  if (!(error instanceof PanelError) || error.panelStatus === undefined) return error;
  const { panelStatus } = error;
  if (panelStatus === 'STATUS_EXISTS_USERNAME') {
    return new PanelError('exists', `The username ${about.username ?? ''} is taken.`.replace('  ', ' '), {
      field: 'username',
      hint: 'Choose another username. It may belong to another reseller’s line, which this key cannot see.',
      panelStatus,
    });
  }
  if (panelStatus === 'STATUS_EXISTS_MAC') {
    return new PanelError('exists', `There is a device with the MAC address ${about.mac ?? ''} already.`, {
      field: 'mac',
      hint: 'Look the device up by its MAC address. It may belong to another reseller, which this key cannot see.',
      panelStatus,
    });
  }
  const explanation = explanations(about)[panelStatus];
  if (explanation === undefined) return error;
  const { message, ...details } = explanation;
  return new PanelError('rejected', message, { ...details, panelStatus });
}
