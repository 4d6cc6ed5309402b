import { call, query } from '../api.js';
import { h, link, name, table } from '../html.js';
import type { Customer } from '../ledger.js';
import { beginsAfter, pager, type Pages } from '../pager.js';
import { searchForm } from '../searchForm.js';
import { t } from '../texts.js';
import { replace, tell, type View } from '../view.js';
import { customerPage } from './customerPage.js';
import { matches } from './matches.js';

/** What is asked for, kept while the page is open. */
const asked: Pages & { search: string } = { trail: [], search: '' };

export const customers: View = {
  live: false,
  draw(into, about) {
    if (about === undefined) return drawList(into);
    return about === 'matches' ? matches(into) : customerPage(into, about);
  },
};

async function drawList(into: HTMLElement): Promise<void> {
  const search = h('input', { type: 'search', value: asked.search });
  const result = h('div', {});
  const form = searchForm([h('label', { class: 'wide' }, t('searchCustomers'), search)], () => {
    Object.assign(asked, { search: search.value.trim(), trail: [] });
    void list(result);
  });
  replace(into, form, h('p', {}, link(['customers', 'matches'], t('matchLines'))), result);
  await list(result);
}

async function list(into: HTMLElement): Promise<void> {
  try {
    const parameters = query({ search: asked.search, after: beginsAfter(asked), limit: 50 });
    const { customers: found, next } = await call<{ customers: Customer[]; next: string | null }>(
      'GET',
      `/v1/customers?${parameters}`,
    );
    const turn = pager(asked, next, () => list(into));
    into.replaceChildren(
      h(
        'section',
        { class: 'card' },
        table(
          [t('personName'), t('email'), t('phone'), t('country'), t('elsewhere')],
          found.map((each) => [
            link(['customers', each.id], name(each.name ?? each.email ?? each.id)),
            each.email === null ? null : name(each.email),
            each.phone === null ? null : name(each.phone),
            each.country === null ? null : name(each.country),
            Object.keys(each.links).length === 0 ? null : name(Object.keys(each.links).join(', ')),
          ]),
          t('noCustomers'),
        ),
        turn,
      ),
    );
  } catch (error) {
    into.replaceChildren();
    tell(into, error);
  }
}
