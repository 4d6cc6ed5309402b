import { call } from '../api.js';
import { button, h, link, name, select, state, table, time, type Child } from '../html.js';
import { t, word } from '../texts.js';
import { asking, replace, tell, type View } from '../view.js';
import { reconciliationPage } from './reconciliationPage.js';
import { amountOf, type Kind } from './shown.js';

export interface Run {
  id: string;
  state: string;
  source: string | null;
  fix: string;
  cause: string;
  createdAt: string;
  endedAt: string | null;
  problem: string | null;
  summary: {
    findings: number;
    counts: Record<string, number>;
    leakedPerMonth: number | null;
    leakUnknown: number;
    currency: string;
    notCompared: Array<{ what: string; name: string; reason: string }>;
  } | null;
  fixes: Record<string, number>;
}

const kinds: Readonly<Record<string, Kind>> = { due: 'soft', running: 'warn', done: 'good', failed: 'bad' };

export function runState({ state: stands }: Run): HTMLElement {
  return state(word(stands, 'run'), kinds[stands] ?? 'soft');
}

export const reconciliations: View = {
  live: false,
  draw: (into, about) => (about === undefined ? drawList(into) : reconciliationPage(into, about)),
};

async function drawList(into: HTMLElement): Promise<void> {
  const { reconciliations: runs } = await call<{ reconciliations: Run[] }>('GET', '/v1/reconciliations');
  const source = h('input', { size: 12 });
  const fix = select(
    [
      ['none', t('fixNone')],
      ['sure', t('fixSure')],
    ],
    'none',
    null,
  );
  const begin = async (): Promise<void> => {
    const body = { source: source.value.trim() || null, fix: fix.value };
    const { id } = await call<Run>('POST', '/v1/reconciliations', body);
    location.hash = `#/reconciliations/${encodeURIComponent(id)}`;
  };
  const start = async (): Promise<void> => {
    if (fix.value === 'sure') {
      await asking(
        into,
        () => Promise.resolve(),
        () => t('fixSureAsk'),
        begin,
      )();
      return;
    }
    await begin().catch((error: unknown) => {
      tell(into, error);
    });
  };
  replace(
    into,
    h('p', { class: 'soft' }, t('reconciliationsHint')),
    h(
      'section',
      { class: 'card' },
      h('header', {}, h('h2', {}, t('newReconciliation'))),
      h(
        'div',
        { class: 'row' },
        h('label', {}, t('sourceOrAll'), source),
        h('label', { class: 'wide' }, t('afterwards'), fix),
        button(t('compareNow'), start, 'main'),
      ),
    ),
    h(
      'section',
      { class: 'card' },
      table(
        [t('time'), t('state'), t('findings'), t('leakedPerMonth'), t('fixes'), t('askedBy'), t('source')],
        runs.map(rowOf),
        t('noReconciliations'),
      ),
    ),
  );
}

function rowOf(run: Run): Child[] {
  const { id, createdAt, summary, fixes, cause, source } = run;
  const done = (fixes['fixed'] ?? 0) + (fixes['gone'] ?? 0);
  return [
    link(['reconciliations', id], time(createdAt)),
    runState(run),
    summary?.findings ?? null,
    summary === null ? null : leakOf(summary),
    summary === null || summary.findings === 0 ? null : name(`${String(done)} / ${String(summary.findings)}`),
    word(cause, 'cause'),
    source === null ? t('all') : name(source),
  ];
}

export function leakOf({ leakedPerMonth, currency, leakUnknown }: NonNullable<Run['summary']>): HTMLElement {
  return h(
    'span',
    {},
    leakedPerMonth === null ? t('notKnown') : amountOf(leakedPerMonth, currency),
    leakUnknown > 0 && leakedPerMonth !== null && h('div', { class: 'soft' }, t('andUnknown')),
  );
}
