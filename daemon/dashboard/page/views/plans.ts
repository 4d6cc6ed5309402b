import { call } from '../api.js';
import { button, h, name, notice, state, table, type Child } from '../html.js';
import { money } from '../money.js';
import { t } from '../texts.js';
import { replace, type View } from '../view.js';
import { planForm, type Choices, type Plan } from './planForm.js';

/** The plan whose form is open; null: that of a new one. */
let open: string | null = null;

export const plans: View = {
  live: false,
  async draw(into) {
    const [{ plans: all }, { panels }, { policies }] = await Promise.all([
      call<{ plans: Plan[] }>('GET', '/v1/plans'),
      call<{ panels: Array<{ panel: string }> }>('GET', '/v1/panels'),
      call<{ policies: Array<{ policy: string }> }>('GET', '/v1/dunning-policies'),
    ]);
    const choices: Choices = {
      panels: panels.map(({ panel }) => panel),
      policies: policies.map(({ policy }) => policy),
    };
    const chosen = all.find(({ plan }) => plan === open) ?? null;
    const redraw = async (next: string | null): Promise<void> => {
      open = next;
      await plans.draw(into);
    };
    replace(
      into,
      h('p', { class: 'soft' }, t('plansHint')),
      h(
        'section',
        { class: 'card' },
        ...all.flatMap(({ plan, problems }) =>
          problems.map(({ message, hint }) => notice(`${plan}: ${message}`, hint, true)),
        ),
        table(
          [
            t('plan'),
            t('panel'),
            t('package'),
            t('duration'),
            t('cost'),
            t('connections'),
            t('prices'),
            t('dunning'),
            '',
          ],
          all.map((plan) => row(plan, redraw)),
          t('noPlans'),
        ),
        chosen === null
          ? null
          : h(
              'div',
              { class: 'actions' },
              button(t('newPlan'), () => redraw(null)),
            ),
      ),
      planForm(chosen, choices, into, redraw),
    );
  },
};

function row(plan: Plan, redraw: (next: string | null) => Promise<void>): Child[] {
  const prices = plan.prices.map(({ source, price }) => (source === null ? price : `${source}: ${price}`));
  return [
    h(
      'span',
      {},
      name(plan.plan),
      plan.label === null ? null : h('div', { class: 'soft' }, name(plan.label)),
      plan.problems.length === 0 ? null : h('div', {}, state(t('problem'), 'bad')),
    ),
    name(plan.panel),
    plan.packageId === null ? '–' : name(plan.packageId),
    plan.duration === null ? t('providersPeriod') : lengthOf(plan.duration),
    plan.amount === null || plan.currency === null
      ? '–'
      : name(money(plan.amount, plan.currency, document.documentElement.lang)),
    plan.connections ?? '–',
    prices.length === 0 ? '–' : h('span', {}, ...prices.map((price) => h('div', {}, name(price)))),
    plan.dunning === null ? '–' : name(plan.dunning),
    button(plan.configured ? t('show') : t('edit'), () => redraw(plan.plan)),
  ];
}

/** `1 month`, `٣٠ يومًا`. */
function lengthOf({ amount, unit }: { amount: number; unit: string }): string {
  const style = { style: 'unit', unit: unit.replace(/s$/, ''), unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(document.documentElement.lang, style).format(amount);
}
