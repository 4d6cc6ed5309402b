import type { EventData } from '../event';
import type { EventDescription } from '../description';
import { customer, subscription } from './samples';

const group = 'service' as const;
const data = ['subscription', 'customer', 'action'] as const;

type Action = NonNullable<EventData['action']>;

const sample = (kind: Action['kind'], changes: Partial<Action> = {}): EventDescription['sample'] => ({
  origin: 'billing',
  panel: 'main',
  subject: 'subscription:stripe/sub_1Sample',
  data: {
    subscription,
    customer,
    action: {
      key: `stripe:in_1Sample/${kind}`,
      kind,
      reason: 'payment',
      by: 'daemon',
      state: 'done',
      panel: 'main',
      lineId: '1042',
      username: 'nadia.haddad',
      plan: 'standard-monthly',
      until: '2027-02-01T12:00:00Z',
      message: null,
      ...changes,
    },
  },
});

/** What happens to the lines of subscriptions. */
export const serviceEvents = [
  {
    type: 'service.action_due',
    label: 'Service Action Due',
    description: 'Something is to be done to the line of a subscription, and the settings leave it to a workflow',
    group,
    data,
    sample: sample('provision', { by: 'n8n', state: 'due', lineId: null, username: null }),
  },
  {
    type: 'service.provisioned',
    label: 'Service Provisioned',
    description: 'A line was made for a subscription, or one that was there given to it',
    group,
    data,
    sample: sample('provision'),
  },
  {
    type: 'service.renewed',
    label: 'Service Renewed',
    description: 'The line of a subscription lasts longer: it was paid for',
    group,
    data,
    sample: sample('renew'),
  },
  {
    type: 'service.changed',
    label: 'Service Changed',
    description: 'The line of a subscription was given what another plan gives',
    group,
    data,
    sample: sample('changePackage', { reason: 'plan' }),
  },
  {
    type: 'service.suspended',
    label: 'Service Suspended',
    description: 'The line of a subscription was switched off',
    group,
    data,
    sample: sample('suspend', { reason: 'non-payment', until: null }),
  },
  {
    type: 'service.resumed',
    label: 'Service Resumed',
    description: 'The line of a subscription was switched on again',
    group,
    data,
    sample: sample('resume'),
  },
  {
    type: 'service.terminated',
    label: 'Service Terminated',
    description: 'The line of a subscription was switched off for good, or deleted',
    group,
    data,
    sample: sample('terminate', { reason: 'cancelled', until: null }),
  },
  {
    type: 'service.failed',
    label: 'Service Failed',
    description: 'What was to be done to the line of a subscription could not be done and needs a person',
    group,
    data,
    sample: sample('provision', {
      state: 'failed',
      lineId: null,
      username: null,
      message: 'The panel has no package 99.',
    }),
  },
] as const satisfies readonly EventDescription[];
