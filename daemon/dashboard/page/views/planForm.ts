import { call, part, Refusal } from '../api.js';
import { button, h, name } from '../html.js';
import { decimalOf, minorUnits } from '../money.js';
import { spanText } from '../span.js';
import { t, word } from '../texts.js';
import { acting } from '../view.js';

/** The form of one plan. */

type Bouquets = string[] | Record<string, string[]> | null;

export interface Plan {
  plan: string;
  label: string | null;
  prices: Array<{ source: string | null; price: string }>;
  panel: string;
  packageId: string | null;
  duration: { amount: number; unit: string } | null;
  connections: number | null;
  bouquets: Bouquets;
  rights: string[];
  trial: boolean;
  deviceLimit: number | null;
  amount: number | null;
  currency: string | null;
  adjust: string | null;
  dunning: string | null;
  grace: number | null;
  configured: boolean;
  problems: Array<{ message: string; hint: string }>;
}

export interface Choices {
  panels: readonly string[];
  policies: readonly string[];
}

const rights = ['live', 'vod', 'catchUp'] as const;
const units = ['hours', 'days', 'weeks', 'months', 'years'] as const;

/** @param redraw with the plan whose form is to be open */
export function planForm(
  plan: Plan | null,
  choices: Choices,
  into: HTMLElement,
  redraw: (next: string | null) => Promise<void>,
): HTMLElement {
  const readOnly = plan?.configured ?? false;
  const text = (value: string | number | null | undefined, more: Partial<HTMLInputElement> = {}): HTMLInputElement =>
    h('input', { ...(more as object), value: value === null || value === undefined ? '' : String(value), readOnly });
  const select = (values: readonly string[], chosen: string | null, none: string | null): HTMLSelectElement =>
    h(
      'select',
      { disabled: readOnly },
      none === null ? null : h('option', { value: '' }, none),
      ...[...new Set(chosen === null ? values : [...values, chosen])].map((value) =>
        h('option', { value, selected: value === chosen }, word(value)),
      ),
    );
  const check = (checked: boolean): HTMLInputElement => h('input', { type: 'checkbox', checked, disabled: readOnly });

  const title = text('', { required: true });
  const label = text(plan?.label);
  const panel = select(choices.panels, plan?.panel ?? null, null);
  const packageId = text(plan?.packageId, { size: 6 });
  const length = text(plan === null ? 1 : plan.duration?.amount, { size: 4 });
  const unit = select(units, plan === null ? 'months' : (plan.duration?.unit ?? null), t('providersPeriod'));
  const connections = text(plan?.connections, { size: 4 });
  const bouquets = text(bouquetText(plan?.bouquets ?? null));
  const given = rights.map((right) => [right, check(plan?.rights.includes(right) ?? true)] as const);
  const trial = check(plan?.trial ?? false);
  const devices = text(plan?.deviceLimit, { size: 4 });
  const { amount = null, currency = null } = plan ?? {};
  const cost = text(amount === null || currency === null ? '' : decimalOf(amount, currency), { size: 8 });
  const code = text(currency, { size: 4, maxLength: 3 });
  const prices = h('textarea', {
    value: (plan?.prices ?? [])
      .map(({ source, price }) => (source === null ? price : `${source}: ${price}`))
      .join('\n'),
    readOnly,
  });
  const adjust = h('textarea', { value: plan?.adjust ?? '', readOnly });
  const dunning = select(choices.policies, plan?.dunning ?? null, t('defaultPolicy'));
  const grace = text(spanText(plan?.grace), { size: 6 });

  const settings = (): object => {
    const shown = code.value.trim().toUpperCase();
    const units = cost.value.trim() === '' ? null : minorUnits(cost.value, shown);
    if (cost.value.trim() !== '' && (units === null || shown === '')) throw new Refusal(422, t('badAmount'), null);
    return {
      label: label.value.trim() || null,
      panel: panel.value,
      packageId: packageId.value.trim() || null,
      duration: unit.value === '' ? null : { amount: figure(length.value), unit: unit.value },
      connections: figure(connections.value),
      bouquets: bouquetsIn(bouquets.value),
      rights: given.filter(([, box]) => box.checked).map(([right]) => right),
      trial: trial.checked,
      deviceLimit: figure(devices.value),
      amount: units,
      currency: units === null ? null : shown,
      prices: prices.value.split('\n').flatMap(priceIn),
      adjust: adjust.value.trim() || null,
      dunning: dunning.value || null,
      grace: grace.value.trim() || null,
    };
  };
  const called = (): string => plan?.plan ?? title.value.trim();
  const path = (): string => `/v1/plans/${part(called())}`;
  return h(
    'section',
    { class: 'card' },
    h('header', {}, h('h2', {}, plan === null ? t('newPlan') : name(plan.plan))),
    readOnly ? h('div', { class: 'soft' }, t('configured')) : null,
    h(
      'div',
      { class: 'row' },
      plan === null ? h('label', {}, t('planName'), title) : null,
      h('label', {}, t('label'), label),
      h('label', {}, t('panel'), panel),
      h('label', {}, t('packageId'), packageId),
      h('label', {}, t('duration'), h('span', { class: 'pair' }, length, unit)),
      h('label', {}, t('cost'), h('span', { class: 'pair' }, cost, code)),
    ),
    h(
      'div',
      { class: 'row' },
      h('label', {}, t('connectionsOfPlan'), connections),
      h('label', {}, t('deviceLimit'), devices),
      h('label', { class: 'wide' }, t('bouquets'), bouquets),
      ...given.map(([right, box]) => h('label', { class: 'check' }, box, word(right))),
      h('label', { class: 'check' }, trial, t('trial')),
    ),
    h('div', { class: 'row' }, h('label', {}, t('dunningOfPlan'), dunning), h('label', {}, t('graceOfPlan'), grace)),
    h(
      'div',
      { class: 'row' },
      h('label', { class: 'wide' }, t('pricesOfPlan'), prices),
      h('label', { class: 'wide' }, t('adjust'), adjust),
    ),
    readOnly
      ? null
      : h(
          'div',
          { class: 'actions' },
          button(
            t('save'),
            acting(
              into,
              () => redraw(called()),
              async () => {
                await call('PUT', path(), settings());
              },
            ),
            'main',
          ),
          plan === null
            ? null
            : button(
                t('remove'),
                acting(
                  into,
                  () => redraw(null),
                  () => (confirm(t('removePlanAsk')) ? call('DELETE', path()) : Promise.resolve()),
                ),
                'danger',
              ),
        ),
  );
}

/** What is no number is sent as it is, so that the daemon says what is wrong with it. */
function figure(text: string): number | string | null {
  const written = text.trim();
  if (written === '') return null;
  return /^\d+$/.test(written) ? Number(written) : written;
}

function listIn(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** `1, 2`, or for each right: `live: 1, 2; vod: 3`. */
function bouquetText(bouquets: Bouquets): string {
  if (bouquets === null) return '';
  if (Array.isArray(bouquets)) return bouquets.join(', ');
  return Object.entries(bouquets)
    .filter(([, ids]) => ids.length > 0)
    .map(([right, ids]) => `${right}: ${ids.join(', ')}`)
    .join('; ');
}

function bouquetsIn(text: string): Bouquets {
  if (text.trim() === '') return null;
  if (!text.includes(':')) return listIn(text);
  const parts = text.split(';').filter((each) => each.trim() !== '');
  return Object.fromEntries(
    parts.map((each) => {
      const [right = '', ids = ''] = each.split(':');
      return [right.trim(), listIn(ids)];
    }),
  );
}

/** `price_1`, or `stripe: price_1` for one of a source. */
function priceIn(line: string): Array<{ source: string | null; price: string }> {
  const written = line.trim();
  if (written === '') return [];
  const [, source, price] = /^([a-z0-9][a-z0-9_-]{0,62}):\s*(.+)$/.exec(written) ?? [];
  return source === undefined || price === undefined ? [{ source: null, price: written }] : [{ source, price }];
}
