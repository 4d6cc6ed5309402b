import { call, query } from '../api.js';
import { h, select } from '../html.js';
import type { Subscription } from '../ledger.js';
import { beginsAfter, pager, type Pages } from '../pager.js';
import { searchForm } from '../searchForm.js';
import { t, word } from '../texts.js';
import { replace, tell, type View } from '../view.js';
import { newSubscription } from './newSubscription.js';
import { subscriptionTable } from './shown.js';
import { subscriptionPage } from './subscriptionPage.js';

const states = ['pending', 'trialing', 'active', 'past_due', 'suspended', 'paused', 'cancelled', 'expired'] as const;

/** What is asked for, kept while the page is open. */
const asked: Pages & { state: string; plan: string; search: string } = { trail: [], state: '', plan: '', search: '' };

export const subscriptions: View = {
  live: false,
  draw: (into, about) => (about === undefined ? drawList(into) : subscriptionPage(into, about)),
};

async function drawList(into: HTMLElement): Promise<void> {
  const { plans } = await call<{ plans: Array<{ plan: string; label: string | null }> }>('GET', '/v1/plans');
  const named = plans.map(({ plan, label }) => [plan, label ?? plan] as const);
  const state = select(
    states.map((each) => [each, word(each, 'subscription')] as const),
    asked.state,
    t('all'),
  );
  const plan = select(named, asked.plan, t('all'));
  const search = h('input', { type: 'search', value: asked.search });
  const result = h('div', {});
  const fields = [
    h('label', {}, t('state'), state),
    h('label', {}, t('plan'), plan),
    h('label', { class: 'wide' }, t('searchSubscriptions'), search),
  ];
  const form = searchForm(fields, () => {
    Object.assign(asked, { state: state.value, plan: plan.value, search: search.value.trim(), trail: [] });
    void list(result);
  });
  replace(into, form, result, newSubscription(into, named));
  await list(result);
}

async function list(into: HTMLElement): Promise<void> {
  const { state, plan, search } = asked;
  try {
    const parameters = query({ state, plan, search, after: beginsAfter(asked), limit: 50 });
    const { subscriptions: found, next } = await call<{ subscriptions: Subscription[]; next: string | null }>(
      'GET',
      `/v1/subscriptions?${parameters}`,
    );
    const turn = pager(asked, next, () => list(into));
    into.replaceChildren(
      h(
        'section',
        { class: 'card' },
        subscriptionTable(found, t('noSubscriptions'), ({ customer }) => customer),
        turn,
      ),
    );
  } catch (error) {
    into.replaceChildren();
    tell(into, error);
  }
}
