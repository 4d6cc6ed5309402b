import { call, part } from '../api.js';
import { button, h, name, notice, state } from '../html.js';
import { spanText } from '../span.js';
import { t, word } from '../texts.js';
import { acting, replace, type View } from '../view.js';

interface Step {
  after: number | string;
  action: string;
  channel: string | null;
  template: string | null;
  when: string | null;
}

interface Policy {
  policy: string;
  steps: Step[];
  label: string | null;
  grace: number | null;
  configured: boolean;
  usable: boolean;
  problems: Array<{ message: string; hint: string }>;
}

const actions = ['remind', 'suspend', 'terminate'] as const;

export const dunning: View = {
  live: false,
  async draw(into) {
    const { policies } = await call<{ policies: Policy[] }>('GET', '/v1/dunning-policies');
    replace(
      into,
      h('p', { class: 'soft' }, t('dunningHint')),
      ...policies.map((policy) => card(policy, into)),
      card(null, into),
    );
  },
};

function card(policy: Policy | null, into: HTMLElement): HTMLElement {
  const act = (work: () => Promise<unknown>) => acting(into, () => dunning.draw(into), work);
  const readOnly = policy?.configured ?? false;
  const title = h('input', { value: policy === null ? 'default' : policy.policy, required: true });
  const label = h('input', { value: policy?.label ?? '', readOnly });
  const grace = h('input', {
    value: spanText(policy?.grace),
    readOnly,
    size: 8,
  });
  const rows: Row[] = [];
  const body = h('tbody', {});
  const add = (step: Step): void => {
    const row = stepRow(step, readOnly, () => {
      rows.splice(rows.indexOf(row), 1);
      row.element.remove();
    });
    rows.push(row);
    body.append(row.element);
  };
  (policy?.steps ?? usual).forEach(add);
  const settings = (): object => ({
    label: label.value.trim() || null,
    grace: grace.value.trim() || null,
    steps: rows.map((row) => row.read()),
  });
  const path = (): string => `/v1/dunning-policies/${part(policy?.policy ?? title.value.trim())}`;
  return h(
    'section',
    { class: 'card' },
    h(
      'header',
      {},
      h('h2', {}, policy === null ? t('newPolicy') : name(policy.policy)),
      policy === null ? null : state(policy.usable ? t('used') : t('notUsed'), policy.usable ? 'good' : 'bad'),
    ),
    readOnly ? h('div', { class: 'soft' }, t('configured')) : null,
    ...(policy?.problems ?? []).map(({ message, hint }) => notice(message, hint, true)),
    h(
      'div',
      { class: 'row' },
      policy === null ? h('label', {}, t('policyName'), title) : null,
      h('label', {}, t('label'), label),
      h('label', {}, t('graceService'), grace),
    ),
    h(
      'div',
      { class: 'scroll' },
      h(
        'table',
        { class: 'form' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...[t('after'), t('action'), t('channel'), t('template'), t('whenHolds'), ''].map((head) =>
              h('th', { scope: 'col' }, head),
            ),
          ),
        ),
        body,
      ),
    ),
    readOnly
      ? null
      : h(
          'div',
          { class: 'actions' },
          button(t('addStep'), () => {
            add({ after: '', action: 'remind', channel: null, template: null, when: null });
            return Promise.resolve();
          }),
          button(
            t('save'),
            act(() => call('PUT', path(), settings())),
            'main',
          ),
          policy === null
            ? null
            : button(
                t('remove'),
                act(() => (confirm(t('removePolicyAsk')) ? call('DELETE', path()) : Promise.resolve())),
                'danger',
              ),
        ),
  );
}

/** What a new policy begins with. */
const usual: readonly Step[] = [
  { after: 3600, action: 'remind', channel: 'email', template: 'first-reminder', when: null },
  { after: 3 * 86_400, action: 'remind', channel: 'email', template: 'second-reminder', when: null },
  { after: 7 * 86_400, action: 'suspend', channel: null, template: null, when: null },
  { after: 30 * 86_400, action: 'terminate', channel: null, template: null, when: null },
];

interface Row {
  element: HTMLElement;
  read(): Step;
}

function stepRow(step: Step, readOnly: boolean, remove: () => void): Row {
  const after = h('input', {
    value: typeof step.after === 'number' ? spanText(step.after) : step.after,
    readOnly,
    size: 6,
  });
  const action = h(
    'select',
    { disabled: readOnly },
    ...actions.map((each) => h('option', { value: each, selected: each === step.action }, word(each))),
  );
  const channel = h('input', { value: step.channel ?? '', readOnly, size: 8 });
  const template = h('input', { value: step.template ?? '', readOnly, size: 16 });
  const when = h('input', { value: step.when ?? '', readOnly, size: 24, class: 'code' });
  const fields = [after, action, channel, template, when];
  const heads = [t('after'), t('action'), t('channel'), t('template'), t('whenHolds')];
  fields.forEach((field, index) => {
    field.setAttribute('aria-label', heads[index] ?? '');
  });
  const gone = button(t('removeStep'), () => {
    remove();
    return Promise.resolve();
  });
  return {
    element: h('tr', {}, ...fields.map((field) => h('td', {}, field)), h('td', {}, readOnly ? null : gone)),
    read: () => ({
      after: after.value.trim(),
      action: action.value,
      channel: channel.value.trim() || null,
      template: template.value.trim() || null,
      when: when.value.trim() || null,
    }),
  };
}
