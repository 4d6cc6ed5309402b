import { call, part, query } from '../api.js';
import { button, h, link, name, select, state, time, type Child } from '../html.js';
import type { Matter, WholeSubscription } from '../ledger.js';
import { arabicFixes } from '../texts/fixes.js';
import { filled, language, t, word } from '../texts.js';
import { acting, asking, replace, tell, type View } from '../view.js';
import { performAction } from './serviceActions.js';

/** What is asked for, kept while the page is open. */
const asked = { open: 'true', kind: '' };

export const attention: View = {
  live: false,
  async draw(into) {
    const parameters = query({ ...asked, limit: 200 });
    const { attention: matters, counts } = await call<{ attention: Matter[]; counts: Record<string, number> }>(
      'GET',
      `/v1/attention?${parameters}`,
    );
    const redraw = (): Promise<void> => attention.draw(into);
    const which = select(
      [
        ['true', t('attention_open')],
        ['false', t('attention_settled')],
      ],
      asked.open,
      t('all'),
    );
    const kind = select(
      Object.entries(counts).map(([each, count]) => [each, `${word(each, 'need')} (${String(count)})`] as const),
      asked.kind,
      t('all'),
    );
    const again = (): void => {
      Object.assign(asked, { open: which.value, kind: kind.value });
      redraw().catch((error: unknown) => {
        tell(into, error);
      });
    };
    which.addEventListener('change', again);
    kind.addEventListener('change', again);
    replace(
      into,
      h('p', { class: 'soft' }, t('attentionHint')),
      h('div', { class: 'row' }, h('label', {}, t('state'), which), h('label', {}, t('type'), kind)),
      ...(matters.length === 0 ? [h('p', { class: 'soft' }, t('nothingWaits'))] : []),
      ...matters.map((matter) => matterCard(matter, into, redraw)),
    );
  },
};

function matterCard(matter: Matter, into: HTMLElement, redraw: () => Promise<void>): HTMLElement {
  const { kind, subject, message, fix, times, firstAt, lastAt, resolvedAt, note } = matter;
  const inArabic = language.get() === 'ar' ? arabicFixes[kind] : undefined;
  return h(
    'section',
    { class: 'card' },
    h(
      'header',
      {},
      h('h2', {}, word(kind, 'need')),
      resolvedAt === null ? null : state(t('attention_settled'), 'good'),
    ),
    h('code', {}, subject),
    h('p', { set: { dir: 'auto' } }, message),
    h(
      'div',
      { class: 'notice' },
      h('strong', {}, t('whatToDo')),
      inArabic === undefined ? null : h('div', {}, inArabic),
      h('div', { class: inArabic === undefined ? '' : 'soft', set: { dir: 'auto' } }, fix),
    ),
    h(
      'p',
      { class: 'soft' },
      t('since'),
      ' ',
      time(firstAt),
      times > 1 && h('span', {}, ' · ', filled('cameUp', times), ' ', time(lastAt)),
      resolvedAt === null ? null : h('span', {}, ' · ', t('attention_settled'), ' ', time(resolvedAt)),
      note === null ? null : h('span', {}, ' · ', name(note)),
    ),
    h('div', { class: 'actions' }, ...ways(matter, into, redraw)),
  );
}

/** Where it is put right, what is tried again, and that it is settled by hand. */
function ways(matter: Matter, into: HTMLElement, redraw: () => Promise<void>): Child[] {
  const { id, kind, data, resolvedAt } = matter;
  const subscription = textIn(data, 'subscription') ?? subscriptionIn(matter.about);
  const customer = textIn(data, 'customer');
  const place = placeOf[kind];
  const places = [
    subscription === null ? null : link(['subscriptions', subscription], t('openSubscription')),
    customer === null ? null : link(['customers', customer], t('openCustomer')),
    place === undefined ? null : link([place], t(place)),
  ];
  if (resolvedAt !== null) return places;
  const settle = async (): Promise<void> => {
    const said = prompt(t('settleAsk'));
    if (said === null) return;
    await acting(into, redraw, () =>
      call('POST', `/v1/attention/${part(id)}/resolve`, { note: said.trim() || null }),
    )();
  };
  return [retry(matter, subscription, into, redraw), ...places, button(t('settle'), settle)];
}

const placeOf: Readonly<Record<string, 'plans' | 'dunning' | 'reconciliations'>> = {
  'unknown-price': 'plans',
  'ambiguous-price': 'plans',
  'policy-order': 'dunning',
  'policy-fault': 'dunning',
  'unknown-payment': 'reconciliations',
};

function retry(
  { kind, data }: Matter,
  subscription: string | null,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement | null {
  const asks = (label: string, question: string, act: () => Promise<unknown>): HTMLElement =>
    button(
      label,
      asking(into, redraw, () => question, act),
      'main',
    );
  const action = textIn(data, 'action');
  if (kind === 'action-failed' && subscription !== null && action !== null) {
    return asks(t('tryAgain'), t('tryAgainAsk'), () => tryAgain(subscription, action));
  }
  const [panel, line, source] = [textIn(data, 'panel'), textIn(data, 'line'), textIn(data, 'source')];
  if (kind === 'line-gone' && subscription !== null && panel !== null && line !== null) {
    const path = `/v1/subscriptions/${part(subscription)}/lines/${part(panel)}/${part(line)}`;
    return asks(t('unlinkGone'), t('unlinkGoneAsk'), () => call('DELETE', path));
  }
  if (kind === 'unreadable-message' && source !== null) {
    return asks(t('readAgain'), filled('readAgainAsk', source), () => readAgain(source));
  }
  return null;
}

/** What the daemon still wants done, done now; one that is not wanted any more is left alone. */
async function tryAgain(subscription: string, key: string): Promise<void> {
  const { actions } = await call<WholeSubscription>('GET', `/v1/subscriptions/${part(subscription)}`);
  const action = actions.find((each) => each.key === key);
  if (action !== undefined) await performAction(subscription, action);
}

/** The stored messages of a source, understood anew by its mapping as it is now; it takes as many turns as there is to read. */
async function readAgain(source: string): Promise<void> {
  for (let after = 0, done = false; !done;) {
    const path = `/v1/inbox/${part(source)}/renormalise`;
    const turn = await call<{ position: number; done: boolean }>('POST', path, { after, dryRun: false });
    ({ position: after, done } = turn);
  }
}

function textIn(data: Readonly<Record<string, unknown>>, field: string): string | null {
  const value = data[field];
  return typeof value === 'string' ? value : null;
}

/** `subscription:stripe:sub_1`, or `service:…`, `dunning:…` of it. */
function subscriptionIn(about: string | null): string | null {
  return /^(?:subscription|service|dunning):(.+)$/.exec(about ?? '')?.[1] ?? null;
}
