import { call } from '../api.js';
import { button, h, name, table, time, type Child } from '../html.js';
import { searchForm } from '../searchForm.js';
import { t } from '../texts.js';
import { tell, type View } from '../view.js';

export interface LoggedEvent {
  id: string;
  sequence: number;
  type: string;
  panel: string | null;
  subject: string;
  time: string;
  origin: string;
  data: {
    line?: { username: string };
    command?: { key: string; operation: string };
    before?: Record<string, unknown>;
    after?: Record<string, unknown>;
    message?: string;
    daysLeft?: number;
  };
}

/** What is asked for, kept while the page is open. */
const asked = { types: '', panel: '', subject: '', filter: '', after: '' };

export const events: View = {
  live: false,
  async draw(into) {
    const input = (field: keyof typeof asked, label: string, wide = false): HTMLElement => {
      const element = h('input', { value: asked[field] });
      element.addEventListener('input', () => (asked[field] = element.value.trim()));
      return h('label', { class: wide ? 'wide' : '' }, label, element);
    };
    const result = h('div', {});
    const fields = [
      input('types', t('types'), true),
      input('panel', t('panel')),
      input('subject', t('subject')),
      input('filter', t('filter'), true),
    ];
    const form = searchForm(fields, () => {
      asked.after = '';
      void list(result);
    });
    into.replaceChildren(form, result);
    await list(result);
  },
};

async function list(into: HTMLElement): Promise<void> {
  const query = new URLSearchParams({ limit: '50', newest: 'true' });
  for (const [field, value] of Object.entries(asked)) if (value !== '') query.set(field, value);
  try {
    const { events: found } = await call<{ events: LoggedEvent[] }>('GET', `/v1/events?${query.toString()}`);
    const last = found.at(-1);
    into.replaceChildren(
      eventTable(found),
      h(
        'div',
        { class: 'actions' },
        button(t('newer'), async () => {
          asked.after = '';
          await list(into);
        }),
        last !== undefined &&
          found.length === 50 &&
          button(t('older'), async () => {
            asked.after = String(last.sequence);
            await list(into);
          }),
      ),
    );
  } catch (error) {
    into.replaceChildren();
    tell(into, error);
  }
}

export function eventTable(found: readonly LoggedEvent[]): HTMLElement {
  return table(
    [t('time'), t('type'), t('subject'), t('origin'), t('change'), t('details')],
    found.map((event) => [
      time(event.time),
      h('code', {}, event.type),
      h(
        'div',
        {},
        name(event.subject),
        event.data.line ? h('div', { class: 'soft' }, name(event.data.line.username)) : null,
      ),
      event.data.command
        ? h('div', {}, event.origin, h('div', { class: 'soft' }, name(event.data.command.key)))
        : event.origin,
      changeOf(event),
      details(event),
    ]),
    t('none'),
  );
}

function changeOf({ data }: LoggedEvent): Child {
  const { before, after, message, daysLeft } = data;
  if (after) {
    return h(
      'div',
      {},
      ...Object.keys(after).map((field) =>
        h('div', {}, h('code', {}, `${field}: ${text(before?.[field])} → ${text(after[field])}`)),
      ),
    );
  }
  if (daysLeft !== undefined) return h('code', {}, `daysLeft: ${String(daysLeft)}`);
  return message === undefined ? null : h('span', { set: { dir: 'auto' } }, message);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function details(event: LoggedEvent): HTMLElement {
  return h('details', {}, h('summary', {}, `#${String(event.sequence)}`), h('pre', {}, JSON.stringify(event, null, 2)));
}
