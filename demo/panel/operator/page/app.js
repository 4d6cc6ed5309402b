/** Everything around the table, and what happens when. */
import { applyLanguage, attempt, byId, call, element, fromNow, say, toast, view } from './common.js';
import { openEditor } from './editor.js';
import { PAGE, refreshLines } from './lines.js';
import { WORDS } from './words.js';

const REFRESH_MS = 4000;
const SEARCH_PAUSE_MS = 200;

async function refreshSummary() {
  const { name, url, api_key: apiKey, lines, by_status: counts } = await call('GET', 'summary');
  byId('panel-name').textContent = name;
  document.title = name;
  byId('copy-url').textContent = url;
  byId('copy-key').textContent = apiKey;
  const tiles = [['', 'all', lines], ...Object.entries(counts).map(([status, count]) => [status, status, count])];
  const focused = document.activeElement?.dataset?.status;
  byId('tiles').replaceChildren(
    ...tiles.map(([status, word, count]) => {
      const choose = () => Object.assign(view, { status, start: 0 }) && refresh();
      const tile = element(
        'button',
        { type: 'button', className: `tile ${word}`, onclick: attempt(choose) },
        element('b', { textContent: count.toLocaleString('en') }),
        element('span', { textContent: say(word) }),
      );
      tile.dataset.status = status;
      tile.ariaPressed = String(view.status === status);
      return tile;
    }),
  );
  if (focused !== undefined) document.querySelector(`[data-status="${focused}"]`)?.focus();
}

async function refreshConnections() {
  const { connections } = await call('GET', 'connections');
  byId('watching-count').textContent = connections.length;
  const latest = connections.sort((a, b) => b.date_start - a.date_start).slice(0, 8);
  byId('connections').replaceChildren(
    ...latest.map((row) =>
      element(
        'li',
        {},
        element('strong', { dir: 'ltr', textContent: row.username ?? '' }),
        element('span', { dir: 'auto', textContent: row.stream_display_name ?? '' }),
        element('small', { textContent: fromNow(row.date_start) }),
      ),
    ),
    ...(latest.length === 0 ? [element('li', { textContent: say('nobody') })] : []),
  );
}

async function refreshOffer() {
  view.offer = await call('GET', 'offer');
  byId('packages').replaceChildren(
    ...view.offer.packages.map((row) =>
      element(
        'li',
        {},
        element('span', { dir: 'auto', textContent: row.package_name }),
        element('small', {
          textContent: say('credits', { credits: row.is_trial ? row.trial_credits : row.official_credits }),
        }),
      ),
    ),
  );
}

async function refreshFault() {
  const { fault, kinds } = await call('GET', 'fault');
  const select = byId('fault-kind');
  if (select.options.length !== kinds.length) {
    select.replaceChildren(...kinds.map((kind) => element('option', { value: kind })));
    select.value = 'html';
  }
  for (const option of select.options) option.textContent = WORDS[view.language].kinds[option.value];
  byId('fault-delay-label').hidden = select.value !== 'slow';
  byId('fault-card').classList.toggle('on', fault !== null);
  byId('fault-clear').hidden = fault === null;
  const kind = fault && WORDS[view.language].kinds[fault.kind];
  const word = fault === null ? 'faultNone' : fault.times ? 'faultOn' : 'faultOnForever';
  byId('fault-state').textContent = say(word, { kind, times: fault?.times });
}

async function setFault() {
  const fault = { kind: byId('fault-kind').value };
  const actions = byId('fault-actions')
    .value.split(/[\s,]+/)
    .filter(Boolean);
  if (actions.length > 0) fault.actions = actions;
  if (byId('fault-times').value) fault.times = Number(byId('fault-times').value);
  if (fault.kind === 'slow') fault.delayMs = Number(byId('fault-delay').value);
  await call('PUT', 'fault', fault);
  await refreshFault();
}

async function refresh() {
  await Promise.all([refreshSummary(), refreshLines(), refreshConnections(), refreshFault()]);
}

async function copy(event) {
  await navigator.clipboard.writeText(event.target.textContent);
  toast(say('copied'));
}

let searchTimer;
function searchSoon() {
  clearTimeout(searchTimer);
  view.start = 0;
  searchTimer = setTimeout(attempt(refreshLines), SEARCH_PAUSE_MS);
}

byId('search').addEventListener('input', searchSoon);
byId('order').addEventListener('change', attempt(refreshLines));
byId('create').addEventListener('click', () => openEditor(null));
byId('previous').addEventListener(
  'click',
  attempt(() => ((view.start = Math.max(0, view.start - PAGE)), refreshLines())),
);
byId('next').addEventListener(
  'click',
  attempt(() => ((view.start += PAGE), refreshLines())),
);
byId('copy-url').addEventListener('click', attempt(copy));
byId('copy-key').addEventListener('click', attempt(copy));
byId('fault-form').addEventListener('submit', attempt(setFault));
byId('fault-kind').addEventListener('change', attempt(refreshFault));
byId('fault-clear').addEventListener(
  'click',
  attempt(() => call('DELETE', 'fault').then(refreshFault)),
);
byId('language').addEventListener(
  'click',
  attempt(() => {
    view.language = view.language === 'ar' ? 'en' : 'ar';
    localStorage.setItem('language', view.language);
    applyLanguage();
    return Promise.all([refresh(), refreshOffer()]);
  }),
);
// Only one menu is open at a time, and a click anywhere else closes it.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details[open]')) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('panel-changed', attempt(refresh));

applyLanguage();
attempt(() => Promise.all([refresh(), refreshOffer()]))();
setInterval(() => {
  if (document.visibilityState === 'visible' && !byId('editor').open)
    refresh().catch((error) => toast(error.message, true));
}, REFRESH_MS);
