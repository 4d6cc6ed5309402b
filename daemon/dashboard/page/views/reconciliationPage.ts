import { call, download, part } from '../api.js';
import { button, facts, h, link, name, notice, state, table, time, type Child } from '../html.js';
import { filled, t, word, type Text } from '../texts.js';
import { acting, asking, replace, tell } from '../view.js';
import { leakOf, runState, type Run } from './reconciliations.js';
import { amountOf, type Kind } from './shown.js';

interface Finding {
  id: string;
  kind: string;
  subject: string;
  customer: string | null;
  subscription: string | null;
  panel: string | null;
  line: string | null;
  username: string | null;
  expected: string;
  found: string;
  leakedPerMonth: number | null;
  leakUnknown: string | null;
  fix: { do: string };
  fixInWords: string;
  sure: boolean;
  state: string;
  message: string | null;
}

type Report = Run & { findings: Finding[] };

interface Row {
  finding: Finding;
  /** null: a person has to look, or it is put right already. */
  tick: HTMLInputElement | null;
}

const kinds: Readonly<Record<string, Kind>> = {
  open: 'soft',
  due: 'warn',
  begun: 'warn',
  fixed: 'good',
  gone: 'good',
  failed: 'bad',
};

/** So many findings are shown; the reports have all. */
const shownAtMost = 500;

/** How often a run that goes on is looked at. Milliseconds. */
const pace = 2000;

/** Which kind of finding is shown; empty: all. */
let shownKind = '';

/** The report of a run, and what of it is put right. */
export async function reconciliationPage(into: HTMLElement, id: string): Promise<void> {
  const redraw = (): Promise<void> => reconciliationPage(into, id);
  const path = `/v1/reconciliations/${part(id)}`;
  const report = await call<Report>('GET', path);
  const { findings, summary } = report;
  const file = (format: 'csv' | 'html'): HTMLElement =>
    button(
      format.toUpperCase(),
      acting(
        into,
        () => Promise.resolve(),
        () => download(`${path}?format=${format}`, `${id}.${format}`),
      ),
    );
  replace(
    into,
    h('p', {}, link(['reconciliations'], t('allReconciliations'))),
    h(
      'section',
      { class: 'card' },
      h('header', {}, h('h2', {}, time(report.createdAt)), runState(report)),
      report.problem === null ? null : notice(report.problem, null, true),
      facts([
        [t('source'), report.source === null ? t('all') : name(report.source)],
        [t('askedBy'), word(report.cause, 'cause')],
        ...(summary === null ? [] : summaryFacts(report, summary)),
      ]),
      ...(summary?.notCompared ?? []).map(({ what, name: which, reason }) =>
        notice(filled('notCompared', word(what), which), reason),
      ),
      summary === null
        ? null
        : h('div', { class: 'actions' }, h('span', { class: 'soft' }, t('reportAs')), file('csv'), file('html')),
    ),
    ...(summary === null ? [] : [findingsCard(findings, summary.currency, path, into, redraw)]),
  );
  const goesOn = report.state === 'due' || report.state === 'running' || (report.fixes['due'] ?? 0) > 0;
  if (goesOn) {
    setTimeout(() => {
      if (into.isConnected && location.hash.endsWith(encodeURIComponent(id))) {
        redraw().catch((error: unknown) => {
          tell(into, error);
        });
      }
    }, pace);
  }
}

function summaryFacts({ fixes }: Run, summary: NonNullable<Run['summary']>): Array<readonly [string, Child]> {
  const became = Object.entries(fixes).filter(([, count]) => count > 0);
  return [
    [t('findings'), summary.findings],
    [t('leakedPerMonth'), leakOf(summary)],
    ...(became.length === 0
      ? []
      : [[t('became'), became.map(([each, count]) => `${word(each, 'fix')}: ${String(count)}`).join(' · ')] as const]),
  ];
}

function findingsCard(
  findings: readonly Finding[],
  currency: string,
  path: string,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement {
  const present = [...new Set(findings.map(({ kind }) => kind))];
  if (!present.includes(shownKind)) shownKind = '';
  const chips = [...(present.length > 1 ? [''] : []), ...present].map((kind) => {
    const count = findings.filter((each) => kind === '' || each.kind === kind).length;
    const label = `${kind === '' ? t('all') : word(kind, 'finding')} (${String(count)})`;
    return button(
      label,
      acting(into, redraw, () => {
        shownKind = kind;
        return Promise.resolve();
      }),
      kind === shownKind ? 'chosen' : '',
    );
  });
  const ofKind = findings.filter(({ kind }) => shownKind === '' || kind === shownKind);
  const rows = ofKind
    .slice(0, shownAtMost)
    .map((finding): Row => ({ finding, tick: isFixable(finding) ? tickOf(finding) : null }));
  return h(
    'section',
    { class: 'card' },
    h('header', {}, h('h2', {}, t('findings'))),
    h('div', { class: 'row' }, ...chips),
    ofKind.length > rows.length && h('p', { class: 'soft' }, filled('moreFindings', ofKind.length, rows.length)),
    table(
      ['', t('type'), t('which'), t('expected'), t('found'), t('leakedPerMonth'), t('fix'), t('state')],
      rows.map((row) => cellsOf(row, currency)),
      t('noFindings'),
    ),
    fixing(rows, findings.filter(isFixable).length, path, into, redraw),
  );
}

function isFixable({ fix, state: stands }: Finding): boolean {
  return fix.do !== 'none' && (stands === 'open' || stands === 'failed');
}

function tickOf({ subject, username }: Finding): HTMLInputElement {
  return h('input', { type: 'checkbox', set: { 'aria-label': username ?? subject } });
}

function cellsOf({ finding, tick }: Row, currency: string): Child[] {
  const { kind, subject, customer, subscription, username, expected, found, leakedPerMonth, leakUnknown } = finding;
  const words = (text: string): HTMLElement => h('span', { set: { dir: 'auto' } }, text);
  return [
    tick,
    word(kind, 'finding'),
    h(
      'span',
      {},
      subscription === null ? name(subject) : link(['subscriptions', subscription], name(subscription)),
      username === null ? null : h('div', {}, name(username)),
      customer === null ? null : h('div', {}, link(['customers', customer], t('customer'))),
    ),
    words(expected),
    words(found),
    leakedPerMonth === null ? words(leakUnknown ?? '') : amountOf(leakedPerMonth, currency),
    h('span', {}, words(finding.fixInWords), finding.sure && h('div', {}, state(t('sure'), 'good'))),
    h(
      'span',
      {},
      state(word(finding.state, 'fix'), kinds[finding.state] ?? 'soft'),
      finding.message === null ? null : h('div', { class: 'soft', set: { dir: 'auto' } }, finding.message),
    ),
  ];
}

/** @param fixable of all findings, shown or not */
function fixing(
  rows: readonly Row[],
  fixable: number,
  path: string,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement | null {
  if (fixable === 0) return null;
  const count = h('span', {});
  const ticked = (): string[] => rows.filter(({ tick }) => tick?.checked === true).map(({ finding }) => finding.id);
  const fix = (label: Text, question: () => string, which: () => 'all' | string[], kind: string): HTMLButtonElement =>
    button(
      t(label),
      asking(into, redraw, question, () => call('POST', `${path}/fixes?wait=5`, { findings: which() })),
      kind,
    );
  const some = fix('fixTicked', () => filled('fixTickedAsk', ticked().length), ticked, 'main');
  const recount = (): void => {
    count.textContent = filled('tickedFindings', ticked().length);
    some.disabled = ticked().length === 0;
  };
  const tickAll = (which: (finding: Finding) => boolean) => (): Promise<void> => {
    for (const { tick, finding } of rows) if (tick !== null) tick.checked = which(finding);
    recount();
    return Promise.resolve();
  };
  for (const { tick } of rows) tick?.addEventListener('change', recount);
  recount();
  return h(
    'div',
    { class: 'actions sticky' },
    button(
      t('tickSure'),
      tickAll(({ sure }) => sure),
    ),
    button(
      t('tickNone'),
      tickAll(() => false),
    ),
    some,
    fix(
      'fixAll',
      () => filled('fixAllAsk', fixable),
      () => 'all',
      'danger',
    ),
    count,
  );
}
