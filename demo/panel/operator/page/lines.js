/** The table of lines, and what can be done with one. */
import { button, byId, call, changed, element, formatDate, fromNow, say, toast, view } from './common.js';
import { openEditor } from './editor.js';

export const PAGE = 25;

export async function refreshLines() {
  const query = new URLSearchParams({ start: view.start, limit: PAGE, order: byId('order').value });
  if (view.status) query.set('status', view.status);
  if (byId('search').value.trim()) query.set('search', byId('search').value.trim());
  const { lines, total } = await call('GET', `lines?${query}`);
  view.total = total;
  if (lines.length === 0 && view.start > 0) {
    view.start = Math.max(0, Math.floor((total - 1) / PAGE) * PAGE);
    return refreshLines();
  }
  // A menu that is open stays usable: the rows are redrawn only once it is closed.
  if (!document.querySelector('details[open]')) byId('rows').replaceChildren(...lines.map(lineRow));
  byId('none').hidden = lines.length > 0;
  const to = Math.min(view.start + PAGE, total);
  byId('range').textContent = total === 0 ? '' : say('range', { from: view.start + 1, to, total });
  byId('previous').disabled = view.start === 0;
  byId('next').disabled = to >= total;
}

function lineRow(line) {
  const expiry =
    line.exp_date === null
      ? [element('span', { textContent: say('never') })]
      : [
          element('span', { textContent: formatDate(line.exp_date) }),
          element('small', { textContent: fromNow(line.exp_date) }),
        ];
  const use = element('span', {
    className: line.active_connections > 0 ? 'use on' : 'use',
    dir: 'ltr',
    textContent: `${line.active_connections} / ${line.max_connections}`,
  });
  return element(
    'tr',
    {},
    element('td', { className: 'number', textContent: line.id }),
    element(
      'td',
      { className: 'who' },
      element('strong', { dir: 'ltr', textContent: line.username ?? 'NULL' }),
      line.admin_notes
        ? element('small', { dir: 'auto', textContent: line.admin_notes, title: line.admin_notes })
        : null,
    ),
    element(
      'td',
      {},
      element('span', { className: `badge ${line.status}`, textContent: say(line.status) }),
      line.is_trial ? element('span', { className: 'badge trial', textContent: say('trial') }) : null,
    ),
    element('td', { className: 'stack' }, ...expiry),
    element('td', { dir: 'auto', textContent: line.package_name ?? '' }),
    element('td', { dir: 'auto', textContent: line.owner_name ?? '' }),
    element('td', {}, use),
    element('td', {}, lineActions(line)),
  );
}

function lineActions(line) {
  const act = (verb, body) => async () => {
    await call('POST', `lines/${line.id}/${verb}`, body);
    toast(say('saved', { username: line.username }));
    closeMenus();
  };
  const kill = async () => {
    const { killed } = await call('POST', `lines/${line.id}/kill-connections`);
    toast(say('killed', { count: killed, username: line.username }));
    closeMenus();
  };
  const extend = button('extend', act('extend', { months: 1 }));
  extend.disabled = line.exp_date === null;
  const menu = element(
    'details',
    { className: 'menu' },
    element('summary', { ariaLabel: say('more'), title: say('more'), textContent: '⋯' }),
    element(
      'div',
      {},
      line.enabled ? button('disable', act('disable')) : button('enable', act('enable')),
      line.admin_enabled ? button('ban', act('ban')) : button('unban', act('unban')),
      line.active_connections > 0 ? button('kill', kill) : null,
      button('remove', () => removeLine(line), 'danger'),
    ),
  );
  return element(
    'div',
    { className: 'actions' },
    button('edit', () => openEditor(line)),
    extend,
    menu,
  );
}

function closeMenus() {
  for (const menu of document.querySelectorAll('details[open]')) menu.open = false;
  changed();
}

async function removeLine(line) {
  byId('confirm-text').textContent = say('removeQuestion', { username: line.username });
  const dialog = byId('confirm');
  dialog.returnValue = 'no';
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  if (dialog.returnValue === 'yes') {
    await call('DELETE', `lines/${line.id}`);
    toast(say('removed', { username: line.username }));
  }
  closeMenus();
}
