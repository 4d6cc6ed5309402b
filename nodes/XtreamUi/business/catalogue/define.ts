import type { BusinessOperation, BusinessParameter, BusinessParameters } from './operation';

/** Operations and parameters that are alike in many places. */

type Defined = Omit<BusinessOperation, 'id' | 'resource' | 'name'>;

/** Operations of a resource by name, with their ids. */
export function operationsOf(
  resource: BusinessOperation['resource'],
  defined: Readonly<Record<string, Defined>>,
): BusinessOperation[] {
  return Object.entries(defined).map(([name, operation]) => ({
    id: `${resource}.${name}`,
    resource,
    name,
    ...operation,
  }));
}

const required = { required: true } as const;

export const subscription: BusinessParameter = {
  kind: 'subscription',
  label: 'Subscription',
  description: 'The subscription to operate on',
  ...required,
};

export const customer: BusinessParameter = {
  kind: 'customer',
  label: 'Customer',
  description: 'The customer to operate on',
  ...required,
};

export const plan: BusinessParameter = {
  kind: 'plan',
  label: 'Plan',
  description: 'What is sold: package, duration, content',
  ...required,
};

/** A line, with the panel it is on. */
export const lineOnPanel = {
  panel: {
    kind: 'panel',
    label: 'Panel',
    sole: true,
    upFront: true,
    description: 'The panel, by its name in the daemon’s configuration. Leave empty when there is only one.',
  },
  line: { kind: 'line', label: 'Line', description: 'The line on that panel', ...required },
} as const satisfies BusinessParameters;

/** One of the daemon’s panels, as a filter. */
export const onPanel: BusinessParameter = { kind: 'panel', label: 'Panel' };

export const search: BusinessParameter = { kind: 'text', label: 'Search' };

export const note: BusinessParameter = { kind: 'text', label: 'Note', placeholder: 'e.g. paid at the counter' };

/** What is known of a person. @param at where in the body it is */
export function personal(at?: string) {
  const place = (name: string) => ({ as: at === undefined ? name : `${at}.${name}` });
  return {
    email: { kind: 'text', label: 'Email', placeholder: 'e.g. nadia@example.com', ...place('email') },
    fullName: { kind: 'text', label: 'Name', placeholder: 'e.g. Nadia Haddad', ...place('name') },
    phone: { kind: 'text', label: 'Phone', placeholder: 'e.g. +96170123456', ...place('phone') },
    country: {
      kind: 'text',
      label: 'Country',
      placeholder: 'e.g. LB',
      description: 'Two letters, as in ISO 3166-1',
      ...place('country'),
    },
    language: {
      kind: 'text',
      label: 'Language',
      placeholder: 'e.g. ar',
      description: 'The language messages are to be in',
      ...place('language'),
    },
  } as const satisfies BusinessParameters;
}

export const currency: BusinessParameter = {
  kind: 'currency',
  label: 'Currency',
  placeholder: 'e.g. EUR',
  description: 'Three letters, as in ISO 4217',
};
