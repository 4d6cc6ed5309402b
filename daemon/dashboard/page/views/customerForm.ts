import { call, part } from '../api.js';
import { button, folded, h } from '../html.js';
import type { Customer } from '../ledger.js';
import { filled, t } from '../texts.js';
import { acting, asking } from '../view.js';

const fields = ['email', 'name', 'phone', 'country', 'language'] as const;

/** What is known of a customer, to be corrected. What is left empty stays as it is. */
export function customerForm(customer: Customer, into: HTMLElement, redraw: () => Promise<void>): HTMLElement {
  const labels = {
    email: t('email'),
    name: t('personName'),
    phone: t('phone'),
    country: t('countryCode'),
    language: t('languageCode'),
  };
  const inputs = fields.map((field) => [field, h('input', { value: customer[field] ?? '' })] as const);
  const save = (): Promise<unknown> => {
    const told = Object.fromEntries(inputs.map(([field, input]) => [field, input.value.trim() || null]));
    return call('PUT', `/v1/customers/${part(customer.id)}`, told);
  };
  return folded(
    t('correctCustomer'),
    h('p', { class: 'soft' }, t('correctCustomerHint')),
    h('div', { class: 'row' }, ...inputs.map(([field, input]) => h('label', {}, labels[field], input))),
    h('div', { class: 'actions' }, button(t('save'), acting(into, redraw, save), 'main')),
  );
}

/** The ids a customer has in other systems. */
export function linksForm({ id, links }: Customer, into: HTMLElement, redraw: () => Promise<void>): HTMLElement {
  const path = (system: string): string => `/v1/customers/${part(id)}/links/${part(system)}`;
  const system = h('input', { size: 12, required: true });
  const known = h(
    'datalist',
    { id: 'systems' },
    ...['hubspot', 'salesforce', 'zoho'].map((value) => h('option', { value })),
  );
  system.setAttribute('list', known.id);
  const external = h('input', { required: true });
  const keep = (): Promise<unknown> => call('PUT', path(system.value.trim()), { id: external.value.trim() });
  return folded(
    t('elsewhere'),
    h(
      'div',
      { class: 'row' },
      ...Object.keys(links).map((each) =>
        button(
          filled('forgetLink', each),
          asking(
            into,
            redraw,
            () => filled('forgetLinkAsk', each),
            () => call('DELETE', path(each)),
          ),
        ),
      ),
    ),
    known,
    h(
      'div',
      { class: 'row' },
      h('label', {}, t('system'), system),
      h('label', { class: 'wide' }, t('idThere'), external),
      button(t('save'), acting(into, redraw, keep), 'main'),
    ),
  );
}
