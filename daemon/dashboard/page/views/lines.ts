import { call, part } from '../api.js';
import { button, h, name, state, table, time } from '../html.js';
import { searchForm } from '../searchForm.js';
import { t } from '../texts.js';
import { tell, type View } from '../view.js';
import { eventTable, type LoggedEvent } from './events.js';

interface Line {
  id: string;
  username: string;
  ownerName: string | null;
  expiresAt: string | null;
  status: string;
  maxConnections: number;
}

const kinds: Readonly<Record<string, 'good' | 'warn' | 'bad' | 'soft'>> = {
  active: 'good',
  expired: 'warn',
  disabled: 'warn',
  banned: 'bad',
};

const asked = { panel: '', search: '' };

export const lines: View = {
  live: false,
  async draw(into) {
    const { panels } = await call<{ panels: Array<{ panel: string }> }>('GET', '/v1/panels');
    asked.panel ||= panels[0]?.panel ?? '';
    const panel = h(
      'select',
      {},
      ...panels.map((each) => h('option', { value: each.panel, selected: each.panel === asked.panel }, each.panel)),
    );
    const search = h('input', { type: 'search', value: asked.search });
    const result = h('div', {});
    const fields = [h('label', {}, t('panel'), panel), h('label', { class: 'wide' }, t('search'), search)];
    const form = searchForm(fields, () => {
      Object.assign(asked, { panel: panel.value, search: search.value.trim() });
      void list(result);
    });
    into.replaceChildren(form, result);
    await list(result);
  },
};

async function list(into: HTMLElement): Promise<void> {
  const path = `/v1/panels/${part(asked.panel)}/lines`;
  const history = h('div', {});
  try {
    const query = new URLSearchParams({ limit: '50', ...(asked.search === '' ? {} : { search: asked.search }) });
    const { lines: found } = await call<{ lines: Line[] }>('GET', `${path}?${query.toString()}`);
    const show = (line: Line) => async (): Promise<void> => {
      const { events } = await call<{ events: LoggedEvent[] }>('GET', `${path}/${part(line.id)}/history`);
      history.replaceChildren(
        h('section', { class: 'card' }, h('h2', {}, t('history'), ' – ', name(line.username)), eventTable(events)),
      );
      history.scrollIntoView({ behavior: 'smooth' });
    };
    into.replaceChildren(
      table(
        ['#', t('username'), t('status'), t('expires'), t('connections'), t('owner'), ''],
        found.map((line) => [
          h('code', {}, line.id),
          name(line.username),
          state(line.status, kinds[line.status] ?? 'soft'),
          line.expiresAt === null ? t('never') : time(line.expiresAt),
          line.maxConnections,
          line.ownerName === null ? null : name(line.ownerName),
          button(t('history'), show(line)),
        ]),
        t('noLine'),
      ),
      history,
    );
  } catch (error) {
    into.replaceChildren();
    tell(into, error);
  }
}
