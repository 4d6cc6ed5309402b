import type { Option } from '../../../panel';

/** Words of the daemon, as the node's lists show them. */

const labelled = (...values: string[]): Option[] =>
  values.map((value) => ({
    value,
    label: value.replace(
      /(^|_)([a-z])/g,
      (_all, gap: string, letter: string) => `${gap === '' ? '' : ' '}${letter.toUpperCase()}`,
    ),
  }));

export const subscriptionStates = labelled(
  'active',
  'cancelled',
  'expired',
  'past_due',
  'paused',
  'pending',
  'suspended',
  'trialing',
);

export const commandStates = labelled('confirmed', 'failed', 'intended', 'sent');
