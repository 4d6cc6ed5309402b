import { call, part } from '../api.js';
import { button, facts, h, name, notice, table, time } from '../html.js';
import { t } from '../texts.js';
import { acting, type View } from '../view.js';

interface Feed {
  feed: string;
  types: string[];
  filter: string | null;
  lag: number;
  lagSeconds: number | null;
  leased: number;
  waiting: number;
  parked: number;
  lastSeenAt: string | null;
  filterProblem: { event: string; message: string } | null;
}

interface Parked {
  attempts: number;
  reason: string | null;
  parkedAt: string;
  event: { id: string; type: string; subject: string };
}

export const feeds: View = {
  live: true,
  async draw(into) {
    const { feeds: all } = await call<{ feeds: Feed[] }>('GET', '/v1/feeds');
    const parked = await Promise.all(
      all.map(async ({ feed, parked: count }) =>
        count === 0
          ? []
          : (await call<{ events: Parked[] }>('GET', `/v1/feeds/${part(feed)}/parked`)).events.slice(0, 20),
      ),
    );
    const cards = all.map((feed, index) => card(feed, parked[index] ?? [], into));
    into.replaceChildren(...(cards.length === 0 ? [h('p', { class: 'soft' }, t('none'))] : cards));
  },
};

function card(feed: Feed, parked: readonly Parked[], into: HTMLElement): HTMLElement {
  const path = `/v1/feeds/${part(feed.feed)}`;
  const act = (work: () => Promise<unknown>) => acting(into, () => feeds.draw(into), work);
  return h(
    'section',
    { class: 'card' },
    h('header', {}, h('h2', {}, name(feed.feed))),
    facts([
      [t('type'), feed.types.length === 0 ? t('all') : h('code', {}, feed.types.join(', '))],
      ...(feed.filter === null ? [] : [[t('filter'), h('code', {}, feed.filter)] as const]),
      [t('lag'), feed.lag],
      [t('oldest'), feed.lagSeconds === null ? null : `${String(Math.round(feed.lagSeconds))} ${t('seconds')}`],
      [t('leased'), feed.leased],
      [t('parked'), feed.parked],
      [t('lastSeen'), time(feed.lastSeenAt)],
    ]),
    feed.filterProblem === null ? null : notice(feed.filterProblem.message, feed.filterProblem.event, true),
    parked.length === 0
      ? null
      : table(
          [t('time'), t('type'), t('subject'), t('attempts'), t('reason')],
          parked.map(({ event, attempts, reason, parkedAt }) => [
            time(parkedAt),
            h('code', {}, event.type),
            name(event.subject),
            attempts,
            reason,
          ]),
          t('none'),
        ),
    feed.parked > 0 &&
      h(
        'div',
        { class: 'actions' },
        button(
          t('redrive'),
          act(() => call('POST', `${path}/redrive`, { ids: [] })),
          'main',
        ),
        button(
          t('drop'),
          act(() => (confirm(t('dropAsk')) ? call('POST', `${path}/drop`, { ids: [] }) : Promise.resolve())),
          'danger',
        ),
      ),
  );
}
