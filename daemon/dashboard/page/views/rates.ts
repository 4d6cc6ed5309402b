import { call, query } from '../api.js';
import { button, h, name, state, table } from '../html.js';
import { filled, t } from '../texts.js';
import { acting, asking, replace, type View } from '../view.js';

interface Rate {
  day: string;
  from: string;
  to: string;
  rate: string;
  configured: boolean;
}

/** Only rates of this currency are shown; empty: all. Kept while the page is open. */
let from = '';

export const rates: View = {
  live: false,
  async draw(into) {
    const { base, rates: all } = await call<{ base: string; rates: Rate[] }>(
      'GET',
      `/v1/exchange-rates?${query({ from, limit: 500 })}`,
    );
    const redraw = (): Promise<void> => rates.draw(into);
    const search = h('input', { value: from, size: 5, maxLength: 3 });
    const filter = h('form', { class: 'row' }, h('label', {}, t('currency'), search), h('button', {}, t('show')));
    filter.addEventListener('submit', (event) => {
      event.preventDefault();
      from = search.value.trim().toUpperCase();
      void acting(into, redraw, () => Promise.resolve())();
    });
    replace(
      into,
      h('p', { class: 'soft' }, filled('ratesHint', base)),
      rateForm(base, into, redraw),
      filter,
      h(
        'section',
        { class: 'card' },
        table(
          [t('fromDay'), t('currency'), t('worth'), ''],
          all.map((rate) => [name(rate.day), name(`1 ${rate.from}`), name(`${rate.rate} ${rate.to}`), end(rate)]),
          t('noRates'),
        ),
      ),
    );

    function end(rate: Rate): HTMLElement {
      if (rate.configured) return state(t('inConfiguration'), 'soft');
      const { day, from: one, to } = rate;
      return button(
        t('remove'),
        asking(
          into,
          redraw,
          () => filled('removeRateAsk', `${one} → ${to}`, day),
          () => call('DELETE', `/v1/exchange-rates?${query({ day, from: one, to })}`),
        ),
        'danger',
      );
    }
  },
};

function rateForm(base: string, into: HTMLElement, redraw: () => Promise<void>): HTMLElement {
  const one = h('input', { size: 5, maxLength: 3, required: true });
  const other = h('input', { value: base, size: 5, maxLength: 3, required: true });
  const rate = h('input', { size: 12, inputMode: 'decimal', required: true });
  const day = h('input', { type: 'date' });
  const set = (): Promise<unknown> =>
    call('PUT', '/v1/exchange-rates', {
      from: one.value.trim().toUpperCase(),
      to: other.value.trim().toUpperCase(),
      rate: rate.value.trim().replace(',', '.'),
      ...(day.value === '' ? {} : { day: day.value }),
    });
  return h(
    'section',
    { class: 'card' },
    h('header', {}, h('h2', {}, t('newRate'))),
    h(
      'div',
      { class: 'row' },
      h('label', {}, t('oneOf'), one),
      h('label', {}, t('isWorth'), h('span', { class: 'pair' }, rate, other)),
      h('label', {}, t('fromDayOrToday'), day),
      button(t('save'), acting(into, redraw, set), 'main'),
    ),
  );
}
