import { call, part, query } from '../api.js';
import { button, day, folded, h, name, select, table } from '../html.js';
import type { Subscription } from '../ledger.js';
import { filled, t, word } from '../texts.js';
import { asking, tell } from '../view.js';

interface FoundLine {
  id: string;
  username: string;
  status: string;
  expiresAt: string | null;
}

/** How a line of a panel is found, and tied to one of some subscriptions. */
export function linkLine(
  subscriptions: ReadonlyArray<Pick<Subscription, 'id'>>,
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement | null {
  const [first] = subscriptions;
  if (first === undefined) return null;
  const panel = h('select', {});
  const search = h('input', { type: 'search' });
  const serves = select(
    subscriptions.map(({ id }) => [id, id] as const),
    first.id,
    null,
  );
  const result = h('div', {});
  const find = async (): Promise<void> => {
    try {
      const asked = query({ search: search.value.trim(), limit: 20 });
      const { lines } = await call<{ lines: FoundLine[] }>('GET', `/v1/panels/${part(panel.value)}/lines?${asked}`);
      const tie = (line: FoundLine): (() => Promise<void>) =>
        asking(
          into,
          redraw,
          () => filled('linkAsk', line.username, serves.value),
          () => call('POST', `/v1/subscriptions/${part(serves.value)}/lines`, { panel: panel.value, line: line.id }),
        );
      result.replaceChildren(
        table(
          ['#', t('username'), t('status'), t('expires'), ''],
          lines.map((line) => [
            h('code', {}, line.id),
            name(line.username),
            word(line.status, 'line'),
            line.expiresAt === null ? t('never') : day(line.expiresAt),
            button(t('linkIt'), tie(line)),
          ]),
          t('noLine'),
        ),
      );
    } catch (error) {
      result.replaceChildren();
      tell(result, error);
    }
  };
  const form = h(
    'form',
    { class: 'row' },
    subscriptions.length > 1 && h('label', {}, t('subscription'), serves),
    h('label', {}, t('panel'), panel),
    h('label', { class: 'wide' }, t('search'), search),
    h('button', {}, t('find')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void find();
  });
  const details = folded(t('linkLine'), form, result);
  details.addEventListener('toggle', () => {
    if (!details.open || panel.childElementCount > 0) return;
    void call<{ panels: Array<{ panel: string }> }>('GET', '/v1/panels').then(
      ({ panels }) => {
        panel.replaceChildren(...panels.map((each) => h('option', { value: each.panel }, each.panel)));
      },
      (error: unknown) => {
        tell(into, error);
      },
    );
  });
  return details;
}

/** Takes a line from the subscription it serves; on the panel it stays as it is. */
export function unlinkButton(
  { subscription, panel, line }: { subscription: string; panel: string; line: string },
  into: HTMLElement,
  redraw: () => Promise<void>,
): HTMLElement {
  const path = `/v1/subscriptions/${part(subscription)}/lines/${part(panel)}/${part(line)}`;
  return button(
    t('unlink'),
    asking(
      into,
      redraw,
      () => t('unlinkAsk'),
      () => call('DELETE', path),
    ),
  );
}
