import { call, part } from '../api.js';
import { button, facts, h, name, notice, state, time, type Child } from '../html.js';
import { t, word } from '../texts.js';
import { acting, type View } from '../view.js';

interface Panel {
  panel: string;
  explanation: string | null;
  state: string;
  unwatched: { message: string; hint: string } | null;
  lines: number;
  lastPassAt: string | null;
  nextPassAt: string | null;
  clockSkewSeconds: number | null;
  problem: { message: string; hint: string | null } | null;
  watches: Array<{ name: string; state: string; lastAt: string | null; problem: { message: string } | null }>;
}

const kinds: Readonly<Record<string, 'good' | 'warn' | 'bad' | 'soft'>> = {
  ready: 'good',
  starting: 'soft',
  waiting: 'soft',
  off: 'soft',
  held: 'warn',
  failing: 'bad',
  unreachable: 'bad',
  answering_wrongly: 'bad',
};

export const panels: View = {
  live: true,
  async draw(into) {
    const { panels: all } = await call<{ panels: Panel[] }>('GET', '/v1/panels');
    into.replaceChildren(...all.map((panel) => card(panel, into)));
  },
};

function card(panel: Panel, into: HTMLElement): HTMLElement {
  const path = `/v1/panels/${part(panel.panel)}`;
  const act = (work: () => Promise<unknown>) => acting(into, () => panels.draw(into), work);
  const skew = panel.clockSkewSeconds;
  return h(
    'section',
    { class: 'card' },
    h('header', {}, h('h2', {}, name(panel.panel)), state(word(panel.state), kinds[panel.state] ?? 'soft')),
    panel.explanation === null ? null : h('div', { class: 'soft', set: { dir: 'auto' } }, panel.explanation),
    panel.problem === null ? null : notice(panel.problem.message, panel.problem.hint, panel.state !== 'held'),
    panel.unwatched === null ? null : notice(panel.unwatched.message, panel.unwatched.hint),
    facts([
      [t('linesCount'), panel.lines],
      [t('lastPass'), time(panel.lastPassAt)],
      [t('nextPass'), time(panel.nextPassAt)],
      ...(skew === null || skew === 0 ? [] : [[t('skew'), `${String(skew)} ${t('seconds')}`] as const]),
      ...(panel.watches.length === 0 ? [] : [[t('watches'), watchList(panel.watches)] as const]),
    ]),
    h(
      'div',
      { class: 'actions' },
      button(
        t('passNow'),
        act(() => call('POST', `${path}/pass`)),
      ),
      panel.state === 'held' &&
        button(
          t('confirm'),
          act(() => (confirm(t('confirmAsk')) ? call('POST', `${path}/held/confirm`) : Promise.resolve())),
          'danger',
        ),
      panel.state === 'held' &&
        button(
          t('reject'),
          act(() => call('POST', `${path}/held/reject`)),
          'main',
        ),
    ),
  );
}

function watchList(watches: Panel['watches']): Child {
  const list = h('div', { class: 'row' });
  for (const watch of watches) {
    const shown = state(`${watch.name}: ${word(watch.state)}`, kinds[watch.state] ?? 'soft');
    shown.title = watch.problem?.message ?? watch.lastAt ?? '';
    list.append(shown);
  }
  return list;
}
