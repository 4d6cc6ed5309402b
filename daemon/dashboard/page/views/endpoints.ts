import { call, part } from '../api.js';
import { button, facts, h, name, notice, state, time } from '../html.js';
import { t, word } from '../texts.js';
import { acting, type View } from '../view.js';

interface Endpoint {
  endpoint: string;
  url: string;
  state: string;
  disabledReason: string | null;
  configured: boolean;
  lag: number;
  waiting: number;
  dead: number;
  lastSuccessAt: string | null;
  lastFailures: Array<{ at: string; reason: string; attempt: number }>;
}

const kinds: Readonly<Record<string, 'good' | 'warn' | 'bad' | 'soft'>> = {
  pushing: 'good',
  failing: 'bad',
  disabled: 'warn',
};

export const endpoints: View = {
  live: true,
  async draw(into) {
    const { endpoints: all } = await call<{ endpoints: Endpoint[] }>('GET', '/v1/endpoints');
    const cards = all.map((endpoint) => card(endpoint, into));
    into.replaceChildren(...(cards.length === 0 ? [h('p', { class: 'soft' }, t('none'))] : cards));
  },
};

function card(endpoint: Endpoint, into: HTMLElement): HTMLElement {
  const path = `/v1/endpoints/${part(endpoint.endpoint)}`;
  const act = (work: () => Promise<unknown>) => acting(into, () => endpoints.draw(into), work);
  const [failure] = endpoint.lastFailures;
  return h(
    'section',
    { class: 'card' },
    h('header', {}, h('h2', {}, name(endpoint.endpoint)), state(word(endpoint.state), kinds[endpoint.state] ?? 'soft')),
    facts([
      [t('address'), name(endpoint.url)],
      [t('lag'), endpoint.lag],
      [t('waiting'), endpoint.waiting],
      [t('dead'), endpoint.dead],
      [t('lastSuccess'), time(endpoint.lastSuccessAt)],
      ...(endpoint.disabledReason === null ? [] : [[t('reason'), endpoint.disabledReason] as const]),
    ]),
    failure === undefined ? null : notice(failure.reason, failure.at, endpoint.state !== 'pushing'),
    h(
      'div',
      { class: 'actions' },
      endpoint.state === 'disabled'
        ? button(
            t('enable'),
            act(() => call('POST', `${path}/enable`)),
            'main',
          )
        : button(
            t('disable'),
            act(() => call('POST', `${path}/disable`)),
          ),
      endpoint.dead > 0 &&
        button(
          t('redrive'),
          act(() => call('POST', `${path}/redrive`)),
        ),
    ),
  );
}
