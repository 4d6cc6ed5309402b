import { call, part } from '../api.js';
import { button, facts, folded, h, notice, select, time } from '../html.js';
import { manualSource, type WholeSubscription } from '../ledger.js';
import { filled, t } from '../texts.js';
import { asking, tell } from '../view.js';
import { amountOf } from './shown.js';

interface PlanChange {
  credit: number;
  charge: number;
  due: number;
  currency: string | null;
  newPeriodEnd: string;
  explanation: string;
  convert: { newPeriodEnd: string; explanation: string } | null;
}

/** What a change of plan would cost is shown first; then it can be made, where no provider decides it. */
export function changePlan(
  subscription: WholeSubscription,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement {
  const { id, plan: present, source, provider } = subscription;
  const path = `/v1/subscriptions/${part(id)}`;
  const choice = h('div', { class: 'row' });
  const preview = h('div', {});
  const plan = h('select', {});
  // A provider that bills decides the price; where no plan names it, a plan can be chosen all the same.
  const isOurs = source === manualSource || present === null;
  const change = (proration: 'convert' | 'none', label: string, question: string): HTMLElement =>
    button(
      label,
      asking(
        into,
        redraw,
        () => question,
        () => call('POST', `${path}/plan`, { plan: plan.value, proration }),
      ),
      'main',
    );
  const chosen = (): string => plan.selectedOptions[0]?.textContent ?? plan.value;
  const keeping = (): HTMLElement => change('none', t('changeKeepingTime'), filled('changeAsk', chosen()));
  const show = async (): Promise<void> => {
    preview.replaceChildren();
    try {
      const query = new URLSearchParams({ plan: plan.value }).toString();
      const found = await call<PlanChange>('GET', `${path}/proration?${query}`);
      const { convert } = found;
      preview.replaceChildren(
        facts([
          [t('credit'), amountOf(found.credit, found.currency)],
          [t('charge'), amountOf(found.charge, found.currency)],
          [t('amountDue'), amountOf(found.due, found.currency)],
          [t('wouldEnd'), time(found.newPeriodEnd)],
          ...(convert === null ? [] : [[t('wouldEndConverted'), time(convert.newPeriodEnd)] as const]),
        ]),
        h('p', { class: 'soft', set: { dir: 'auto' } }, found.explanation),
        ...(convert === null ? [] : [h('p', { class: 'soft', set: { dir: 'auto' } }, convert.explanation)]),
        ...(isOurs ? [h('div', { class: 'actions' }, keeping(), ...converting(convert))] : []),
      );
    } catch (error) {
      // Where nothing is left to be shared out, the plan can be chosen all the same.
      tell(preview, error);
      if (isOurs) preview.append(h('div', { class: 'actions' }, keeping()));
    }
    if (!isOurs) preview.append(notice(filled('changedAtProvider', provider), null));
  };
  const converting = (convert: PlanChange['convert']): HTMLElement[] =>
    convert === null
      ? []
      : [change('convert', t('changeConverting'), filled('convertAsk', chosen(), dayOf(convert.newPeriodEnd)))];
  const details = folded(t('changePlan'), choice, preview);
  details.addEventListener('toggle', () => {
    if (!details.open || choice.childElementCount > 0) return;
    void plansBesides(present).then(
      (others) => {
        plan.replaceChildren(...select(others, null, null).children);
        choice.replaceChildren(
          h('label', {}, t('newPlanOf'), plan),
          button(t('showProration'), show, others.length === 0 ? 'none' : 'main'),
        );
      },
      (error: unknown) => {
        tell(into, error);
      },
    );
  });
  return details;
}

async function plansBesides(present: string | null): Promise<Array<readonly [string, string]>> {
  const { plans } = await call<{ plans: Array<{ plan: string; label: string | null }> }>('GET', '/v1/plans');
  return plans.filter(({ plan }) => plan !== present).map(({ plan, label }) => [plan, label ?? plan] as const);
}

function dayOf(instant: string): string {
  return new Date(instant).toLocaleDateString(document.documentElement.lang, { dateStyle: 'medium' });
}
