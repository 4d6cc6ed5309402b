import { call } from '../api.js';
import { button, day, h, link, name, select, state, table, type Child } from '../html.js';
import { filled, t, word } from '../texts.js';
import { asking, replace } from '../view.js';

interface Match {
  id: string;
  state: 'sure' | 'review';
  panel: string;
  line: string;
  username: string;
  expiresAt: string | null;
  customer: string;
  email: string | null;
  subscription: string | null;
  subscriptions: string[];
  by: string[];
  reasons: string[];
}

interface Row {
  match: Match;
  tick: HTMLInputElement;
  /** What it would serve, shown or to be chosen. */
  target: Child;
  /** The subscription it is to serve; null: there is none. */
  chosen: () => string | null;
}

/** So many are shown: what is confirmed makes room for the next. */
const shownAtMost = 200;

/** Lines there were before the daemon, and whose they seem to be: the sure ones first. */
export async function matches(into: HTMLElement): Promise<void> {
  const redraw = (): Promise<void> => matches(into);
  const { matches: all } = await call<{ matches: Match[] }>('GET', '/v1/matches');
  const count = h('span', {});
  const rows = all.slice(0, shownAtMost).map(rowOf);
  const ticked = (): Row[] => rows.filter(({ tick }) => tick.checked);
  const linkable = (): Row[] => ticked().filter((row) => row.chosen() !== null);
  const asked = (label: string, question: () => string, act: () => Promise<unknown>, kind: string) =>
    button(label, asking(into, redraw, question, act), kind);
  // What carries the customer's whole address is linked by it, whoever comes to it first: it is corrected on the panel.
  const rejectable = (): Row[] => ticked().filter(({ match }) => match.state === 'review');
  const linkTicked = asked(
    t('linkTicked'),
    () => filled('linkTickedAsk', linkable().length),
    () => linkAll(linkable()),
    'main',
  );
  const rejectTicked = asked(
    t('rejectTicked'),
    () => filled('rejectTickedAsk', rejectable().length),
    () => rejectAll(rejectable()),
    'danger',
  );
  const recount = (): void => {
    count.textContent = filled('tickedLines', ticked().length);
    linkTicked.disabled = linkable().length === 0;
    rejectTicked.disabled = rejectable().length === 0;
  };
  const tickAll = (which: (match: Match) => boolean) => (): Promise<void> => {
    for (const { tick, match } of rows) tick.checked = which(match);
    recount();
    return Promise.resolve();
  };
  for (const { tick } of rows) tick.addEventListener('change', recount);
  recount();
  replace(
    into,
    h('p', {}, link(['customers'], t('allCustomers'))),
    h(
      'section',
      { class: 'card' },
      h('header', {}, h('h2', {}, t('matchLines'))),
      h('p', { class: 'soft' }, t('matchLinesHint')),
      all.length > rows.length && h('p', { class: 'soft' }, filled('moreMatches', all.length, rows.length)),
      table(
        ['', t('state'), t('username'), t('expires'), t('customer'), t('subscription'), t('matchedBy'), t('toLookAt')],
        rows.map(cellsOf),
        t('noMatches'),
      ),
      rows.length === 0
        ? null
        : h(
            'div',
            { class: 'actions sticky' },
            button(
              t('tickSure'),
              tickAll(({ state: how }) => how === 'sure'),
            ),
            button(
              t('tickNone'),
              tickAll(() => false),
            ),
            linkTicked,
            rejectTicked,
            count,
          ),
    ),
  );
}

function rowOf(match: Match): Row {
  const { subscription, subscriptions, username } = match;
  const tick = h('input', { type: 'checkbox', set: { 'aria-label': username } });
  if (subscription !== null) {
    return {
      match,
      tick,
      target: link(['subscriptions', subscription], name(subscription)),
      chosen: () => subscription,
    };
  }
  if (subscriptions.length === 0) return { match, tick, target: null, chosen: () => null };
  const choice = select(
    subscriptions.map((each) => [each, each] as const),
    null,
    null,
  );
  return { match, tick, target: choice, chosen: () => choice.value };
}

function cellsOf({ match, tick, target }: Row): Child[] {
  const { panel, line, username, expiresAt, customer, email, by, reasons, state: how } = match;
  return [
    tick,
    state(word(how, 'match'), how === 'sure' ? 'good' : 'warn'),
    h('span', {}, name(username), h('div', { class: 'soft' }, name(`${panel}/${line}`))),
    expiresAt === null ? t('never') : day(expiresAt),
    link(['customers', customer], name(email ?? customer)),
    target,
    by.map((each) => word(each, 'evidence')).join(', '),
    reasons.length === 0 ? null : h('span', { set: { dir: 'auto' } }, reasons.join(' ')),
  ];
}

function linkAll(rows: readonly Row[]): Promise<unknown> {
  const links = rows.map(({ match: { panel, line }, chosen }) => ({ panel, line, subscription: chosen() }));
  return call('POST', '/v1/matches', { links });
}

function rejectAll(rows: readonly Row[]): Promise<unknown> {
  const rejections = rows.map(({ match: { panel, line, customer } }) => ({ panel, line, customer }));
  return call('POST', '/v1/matches/rejections', { rejections });
}
