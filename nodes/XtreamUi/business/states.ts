import { subscriptionStates, type Option } from '../../../panel';

/** Words of the daemon, as the node's lists show them. */

/** `past_due` as Past Due; by label. */
export function labelled(...values: readonly string[]): Option[] {
  const labelOf = (value: string): string =>
    value.replace(/[_-]/g, ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return values
    .map((value) => ({ value, label: labelOf(value) }))
    .sort((left, right) => left.label.localeCompare(right.label));
}

export const subscriptionStateOptions = labelled(...subscriptionStates);

export const commandStateOptions = labelled('confirmed', 'failed', 'intended', 'sent');

/** States of what was done, or is to be done, to the line of a subscription. */
export const actionStateOptions = labelled('done', 'due', 'failed', 'running', 'skipped', 'withdrawn');
