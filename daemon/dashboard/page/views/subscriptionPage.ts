import { call, part } from '../api.js';
import { card, day, facts, h, link, name, state, table, time, type Child } from '../html.js';
import { manualSource, type Dunning, type WholeSubscription } from '../ledger.js';
import { t, word } from '../texts.js';
import { replace } from '../view.js';
import { actionsCard } from './serviceActions.js';
import { changePlan } from './changePlan.js';
import { linkLine, unlinkButton } from './linkLine.js';
import { recordPayment } from './recordPayment.js';
import { amountOf, customerLink, matterNotices, paymentTable, period, subscriptionState } from './shown.js';
import { steering } from './steering.js';

/** All of one subscription, and what can be done about it. */
export async function subscriptionPage(into: HTMLElement, id: string): Promise<void> {
  const redraw = (): Promise<void> => subscriptionPage(into, id);
  const path = `/v1/subscriptions/${part(id)}`;
  const subscription = await call<WholeSubscription>('GET', path);
  const { dunning, payments, lines, attention } = subscription;
  const steps = dunning === null ? [] : await stepsOf(dunning);
  replace(
    into,
    h('p', {}, link(['subscriptions'], t('allSubscriptions'))),
    ...matterNotices(attention),
    h(
      'section',
      { class: 'card' },
      h('header', {}, h('h2', {}, name(id)), subscriptionState(subscription)),
      standing(subscription),
      steering(subscription, into, redraw),
      changePlan(subscription, into, redraw),
    ),
    ...(dunning === null ? [] : [dunningCard(dunning, steps)]),
    card(
      t('lines'),
      table(
        [t('panel'), '#', t('username'), ''],
        lines.map(({ panel, lineId, username }) => [
          name(panel),
          h('code', {}, lineId),
          username === null ? null : name(username),
          unlinkButton({ subscription: id, panel, line: lineId }, into, redraw),
        ]),
        t('noLines'),
      ),
      linkLine([subscription], into, redraw),
    ),
    card(t('payments'), paymentTable(payments), recordPayment(subscription, into, redraw)),
    actionsCard(subscription, into, redraw),
  );
}

function standing(subscription: WholeSubscription): HTMLElement {
  const { plan, amount, currency, quantity, metadata, suspension, source, coupon } = subscription;
  const attached = Object.entries(metadata);
  const given = (label: string, value: Child): Array<readonly [string, Child]> =>
    value === null || value === undefined || value === '' ? [] : [[label, value]];
  return facts([
    [t('customer'), customerLink(subscription.customer)],
    [t('plan'), plan === null ? t('noPlan') : name(plan)],
    ...given(t('costOfPeriod'), amountOf(amount, currency)),
    ...(quantity > 1 ? given(t('quantity'), quantity) : []),
    ...given(t('period'), period(subscription.periodStart, subscription.periodEnd)),
    [t('paidUntil'), time(subscription.paidUntil)],
    [t('serviceUntil'), time(subscription.serviceUntil)],
    ...given(t('trialUntil'), time(subscription.trialEnd)),
    ...given(t('endsAt'), time(subscription.endsAt)),
    ...given(t('pastDueSince'), time(subscription.pastDueSince)),
    ...given(t('switchedOffFor'), suspension === null ? null : word(suspension, 'reason')),
    ...given(t('coupon'), coupon === null ? null : name(coupon)),
    [t('billedBy'), source === manualSource ? t('billedByHand') : name(`${subscription.provider} (${source})`)],
    ...given(t('price'), subscription.priceId === null ? null : h('code', {}, subscription.priceId)),
    ...given(
      t('attached'),
      attached.length === 0
        ? null
        : h('span', {}, ...attached.map(([key, value]) => h('div', {}, h('code', {}, `${key}: ${value}`)))),
    ),
    [t('changedAt'), time(subscription.updatedAt)],
  ]);
}

interface Step {
  after: number;
  action: string;
  channel: string | null;
  template: string | null;
}

/** Of a policy that is there no more, there are none to be shown. */
async function stepsOf({ policy }: Dunning): Promise<Step[]> {
  const { policies } = await call<{ policies: Array<{ policy: string; steps: Step[] }> }>(
    'GET',
    '/v1/dunning-policies',
  );
  return policies.find((each) => each.policy === policy)?.steps ?? [];
}

function dunningCard({ policy, since, stepsDone, nextAction, nextAt }: Dunning, steps: readonly Step[]): HTMLElement {
  const when = (step: Step, index: number): Child => {
    // Grace may move the next one; what comes after it moves along.
    if (index === stepsDone) return time(nextAt);
    return day(new Date(Date.parse(since) + step.after * 1000).toISOString());
  };
  return card(
    t('dunning'),
    facts([
      [t('dunningOfPlan'), name(policy)],
      [t('firstFailure'), time(since)],
      [t('nextStep'), nextAction === null ? t('noneLeft') : h('span', {}, word(nextAction), ', ', time(nextAt))],
    ]),
    table(
      ['#', t('action'), t('channel'), t('template'), t('time'), t('state')],
      steps.map((step, index) => [
        index + 1,
        word(step.action),
        step.channel === null ? null : name(step.channel),
        step.template === null ? null : name(step.template),
        when(step, index),
        index < stepsDone
          ? state(t('stepOver'), 'soft')
          : index === stepsDone
            ? state(t('stepNext'), 'warn')
            : state(t('stepAhead'), 'soft'),
      ]),
      t('none'),
    ),
  );
}
