import type { EventDescription } from '../description';
import type { EventData } from '../event';

const group = 'reseller' as const;
/** Who may list servers is an administrator: a reseller’s own list of accounts is empty on many builds, whatever there is. */
const needs = ['listUsers', 'lists.listServers'] as const;

const reseller = {
  id: '2',
  username: 'reseller-beirut',
  email: 'beirut@example.com',
  groupName: 'Resellers',
  credits: 40,
  enabled: true,
};

const sample = (data: EventData): EventDescription['sample'] => ({
  origin: 'panel',
  subject: 'reseller:main/2',
  data: { reseller, ...data },
});

export const resellerEvents = [
  {
    type: 'reseller.created',
    label: 'Reseller Created',
    description: 'An account that sells lines was not there before',
    group,
    needs,
    data: ['reseller'],
    sample: sample({}),
  },
  {
    type: 'reseller.deleted',
    label: 'Reseller Deleted',
    description: 'An account that sold lines is gone, or sells none any more',
    group,
    needs,
    data: ['reseller'],
    sample: sample({}),
  },
  {
    type: 'reseller.credits_changed',
    label: 'Reseller Credits Changed',
    description: 'The credits of a reseller are other than before: bought, spent, or given',
    group,
    needs,
    data: ['reseller', 'before', 'after'],
    sample: sample({ before: { credits: 50 }, after: { credits: 40 } }),
  },
  {
    type: 'reseller.credits_low',
    label: 'Reseller Credits Low',
    description: 'The credits of a reseller fell below the threshold; told again only after they were above it',
    group,
    needs,
    data: ['reseller', 'creditThreshold', 'message', 'before', 'after'],
    sample: sample({
      creditThreshold: 50,
      message: 'The reseller reseller-beirut of the panel main has 40 credits left, fewer than 50.',
      before: { credits: 50 },
      after: { credits: 40 },
    }),
  },
] as const satisfies readonly EventDescription[];
