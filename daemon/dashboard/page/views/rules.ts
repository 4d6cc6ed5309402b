import { call, part } from '../api.js';
import { button, facts, h, name, notice, state } from '../html.js';
import { t, word } from '../texts.js';
import { acting, tell, type View } from '../view.js';

interface Settings {
  on: string[];
  when: string | null;
  emit: string;
  data: string | null;
}

interface Rule extends Settings {
  rule: string;
  configured: boolean;
  state: string;
  lag: number;
  emitted: number;
  problem: { event: string; message: string } | null;
}

export const rules: View = {
  live: false,
  async draw(into) {
    const { rules: all } = await call<{ rules: Rule[] }>('GET', '/v1/rules');
    into.replaceChildren(...all.map((rule) => card(rule, into)), card(null, into));
  },
};

function card(rule: Rule | null, into: HTMLElement): HTMLElement {
  const act = (work: () => Promise<unknown>) => acting(into, () => rules.draw(into), work);
  const readOnly = rule?.configured ?? false;
  const title = h('input', { value: rule?.rule ?? '', required: true });
  const on = h('input', { value: rule?.on.join(', ') ?? '', readOnly });
  const when = h('textarea', { value: rule?.when ?? '', readOnly });
  const emit = h('input', { value: rule?.emit ?? 'custom.', readOnly });
  const data = h('textarea', { value: rule?.data ?? '', readOnly });
  const result = h('div', {});
  const settings = (): Settings => ({
    on: on.value
      .split(',')
      .map((type) => type.trim())
      .filter((type) => type !== ''),
    when: when.value.trim() || null,
    emit: emit.value.trim(),
    data: data.value.trim() || null,
  });
  const path = (): string => `/v1/rules/${part(rule?.rule ?? title.value.trim())}`;
  return h(
    'section',
    { class: 'card' },
    h(
      'header',
      {},
      h('h2', {}, rule === null ? t('newRule') : name(rule.rule)),
      rule === null ? null : state(word(rule.state), rule.state === 'active' ? 'good' : 'warn'),
    ),
    readOnly ? h('div', { class: 'soft' }, t('configured')) : null,
    rule === null
      ? null
      : facts([
          [t('emitted'), rule.emitted],
          [t('lag'), rule.lag],
        ]),
    rule?.problem ? notice(rule.problem.message, rule.problem.event, true) : null,
    h(
      'div',
      { class: 'row' },
      rule === null ? h('label', {}, t('rule'), title) : null,
      h('label', {}, t('emit'), emit),
      h('label', { class: 'wide' }, t('on'), on),
    ),
    h(
      'div',
      { class: 'row' },
      h('label', { class: 'wide' }, t('when'), when),
      h('label', { class: 'wide' }, t('data'), data),
    ),
    h(
      'div',
      { class: 'actions' },
      button(t('dryRun'), () => dryRun(settings(), result)),
      readOnly
        ? null
        : button(
            t('save'),
            act(() => call('PUT', path(), settings())),
            'main',
          ),
      rule?.state === 'disabled' &&
        button(
          t('enable'),
          act(() => call('POST', `${path()}/enable`)),
        ),
      rule === null || readOnly
        ? null
        : button(
            t('remove'),
            act(() => (confirm(t('removeAsk')) ? call('DELETE', path()) : Promise.resolve())),
            'danger',
          ),
    ),
    result,
  );
}

async function dryRun(rule: Settings, into: HTMLElement): Promise<void> {
  into.replaceChildren();
  try {
    const { looked, emitted, errors } = await call<{
      looked: number;
      emitted: unknown[];
      errors: Array<{ event: string; message: string }>;
    }>('POST', '/v1/rules/dry-run', { rule });
    const [error] = errors;
    into.append(h('p', {}, `${String(looked)} ${t('dryRunResult')} ${String(emitted.length)}`));
    if (error !== undefined) into.append(notice(error.message, error.event, true));
    if (emitted.length > 0) into.append(h('pre', {}, JSON.stringify(emitted.slice(0, 5), null, 2)));
  } catch (error) {
    tell(into, error);
  }
}
