/* global WORDS */
'use strict';

const PAGE = 25;
const REFRESH_MS = 4000;
const SEARCH_PAUSE_MS = 200;

const byId = (id) => document.getElementById(id);
const view = {
  language: readLanguage(),
  status: '',
  start: 0,
  total: 0,
  offer: { packages: [], bouquets: [], owners: [] },
};
let editedId = null;

// --- words -----------------------------------------------------------------------------------------------------------

function readLanguage() {
  const kept = localStorage.getItem('language');
  return kept in WORDS ? kept : navigator.language.startsWith('ar') ? 'ar' : 'en';
}

function say(word, values = {}) {
  return WORDS[view.language][word].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

function applyLanguage() {
  document.documentElement.lang = view.language;
  document.documentElement.dir = view.language === 'ar' ? 'rtl' : 'ltr';
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll('[data-placeholder]'))
    element.placeholder = say(element.dataset.placeholder);
  for (const element of document.querySelectorAll('[data-label]')) element.ariaLabel = say(element.dataset.label);
  byId('language').textContent = say('language');
  byId('language').lang = view.language === 'ar' ? 'en' : 'ar';
}

// --- talking to the panel --------------------------------------------------------------------------------------------

async function call(method, route, body = {}) {
  const options =
    method === 'GET' ? {} : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(`/operator/api/${route}`, options);
  } catch {
    throw new Error(say('unreachable'));
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

let toastTimer;
function toast(message, isError = false) {
  const element = byId('toast');
  element.textContent = message;
  element.className = isError ? 'shown error' : 'shown';
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (element.className = ''), isError ? 6000 : 2500);
}

/** Runs what a click asked for, and tells when it failed. */
function attempt(work) {
  return async (event) => {
    event?.preventDefault();
    try {
      await work(event);
    } catch (error) {
      toast(error.message, true);
    }
  };
}

// --- small parts -----------------------------------------------------------------------------------------------------

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function button(word, work, className = '') {
  return element('button', { type: 'button', className, textContent: say(word), onclick: attempt(work) });
}

function formatDate(seconds) {
  const options = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' };
  const locale = view.language === 'ar' ? 'ar-u-nu-latn-ca-gregory' : 'en-GB';
  return new Date(seconds * 1000).toLocaleString(locale, options);
}

function fromNow(seconds) {
  const locale = view.language === 'ar' ? 'ar-u-nu-latn' : 'en';
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const left = seconds - Date.now() / 1000;
  if (Math.abs(left) < 3600) return format.format(Math.round(left / 60), 'minute');
  if (Math.abs(left) < 2 * 86400) return format.format(Math.round(left / 3600), 'hour');
  if (Math.abs(left) < 60 * 86400) return format.format(Math.round(left / 86400), 'day');
  return format.format(Math.round(left / (30.44 * 86400)), 'month');
}

// --- lines -----------------------------------------------------------------------------------------------------------

async function refreshLines() {
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
    await closeMenus();
  };
  const kill = async () => {
    const { killed } = await call('POST', `lines/${line.id}/kill-connections`);
    toast(say('killed', { count: killed, username: line.username }));
    await closeMenus();
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

async function closeMenus() {
  for (const menu of document.querySelectorAll('details[open]')) menu.open = false;
  await refresh();
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
  await closeMenus();
}

// --- editor ----------------------------------------------------------------------------------------------------------

const form = byId('editor-form');
const fields = form.elements;

function openEditor(line) {
  editedId = line?.id ?? null;
  form.reset();
  byId('editor-error').textContent = '';
  byId('editor-title').textContent = line ? say('editLine', { username: line.username }) : say('newLine');
  const option = (value, textContent) => element('option', { value, textContent });
  const { packages, owners, bouquets } = view.offer;
  fields.package_id.replaceChildren(
    option('', say('noPackage')),
    ...packages.map((row) => option(row.id, row.package_name)),
  );
  fields.member_id.replaceChildren(...owners.map((row) => option(row.id, row.username)));
  byId('bouquets').replaceChildren(
    ...bouquets.map((row) =>
      element(
        'label',
        {},
        element('input', { type: 'checkbox', name: 'bouquet', value: row.id }),
        element('span', { dir: 'auto', textContent: row.bouquet_name }),
      ),
    ),
  );
  if (line) {
    for (const name of ['username', 'password', 'max_connections', 'contact', 'reseller_notes', 'admin_notes']) {
      fields[name].value = line[name] ?? '';
    }
    fields.package_id.value = line.package_id ?? '';
    fields.member_id.value = line.member_id ?? '';
    setExpiry(line.exp_date);
    fields.enabled.checked = line.enabled === 1;
    fields.banned.checked = line.admin_enabled === 0;
    fields.is_trial.checked = line.is_trial === 1;
    checkBouquets(JSON.parse(line.bouquet));
  } else {
    fields.package_id.value = packages[0]?.id ?? '';
    choosePackage();
  }
  byId('editor').showModal();
}

function setExpiry(seconds) {
  fields.unlimited.checked = seconds === null;
  fields.exp_date.disabled = seconds === null;
  if (seconds === null) return;
  const local = new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60_000);
  fields.exp_date.value = local.toISOString().slice(0, 16);
}

function checkBouquets(ids) {
  for (const box of byId('bouquets').querySelectorAll('input')) box.checked = ids.includes(Number(box.value));
}

/** A package chosen for a new line fills in what it stands for. */
function choosePackage() {
  const chosen = view.offer.packages.find((row) => row.id === Number(fields.package_id.value));
  if (!chosen || editedId !== null) return;
  fields.max_connections.value = chosen.max_connections;
  fields.is_trial.checked = chosen.is_trial === 1;
  checkBouquets(JSON.parse(chosen.bouquets));
  const expiry = new Date();
  if (chosen.is_trial) expiry.setHours(expiry.getHours() + chosen.trial_duration);
  else expiry.setMonth(expiry.getMonth() + chosen.official_duration);
  setExpiry(Math.floor(expiry / 60_000) * 60);
}

async function saveLine() {
  const body = {
    package_id: fields.package_id.value === '' ? null : Number(fields.package_id.value),
    member_id: Number(fields.member_id.value),
    exp_date:
      fields.unlimited.checked || !fields.exp_date.value ? null : Math.floor(new Date(fields.exp_date.value) / 1000),
    max_connections: Number(fields.max_connections.value),
    bouquet: [...byId('bouquets').querySelectorAll('input:checked')].map((box) => Number(box.value)),
    enabled: fields.enabled.checked ? 1 : 0,
    admin_enabled: fields.banned.checked ? 0 : 1,
    is_trial: fields.is_trial.checked ? 1 : 0,
    contact: fields.contact.value,
    reseller_notes: fields.reseller_notes.value,
    admin_notes: fields.admin_notes.value,
  };
  for (const name of ['username', 'password']) if (fields[name].value.trim() !== '') body[name] = fields[name].value;
  try {
    const line = await (editedId === null ? call('POST', 'lines', body) : call('PATCH', `lines/${editedId}`, body));
    byId('editor').close();
    toast(say('saved', { username: line.username }));
    await refresh();
  } catch (error) {
    byId('editor-error').textContent = error.message;
  }
}

// --- the rest of the page --------------------------------------------------------------------------------------------

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
byId('editor-cancel').addEventListener('click', () => byId('editor').close());
form.addEventListener('submit', attempt(saveLine));
fields.unlimited.addEventListener('change', () => (fields.exp_date.disabled = fields.unlimited.checked));
fields.package_id.addEventListener('change', choosePackage);
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

applyLanguage();
attempt(() => Promise.all([refresh(), refreshOffer()]))();
setInterval(() => {
  if (document.visibilityState === 'visible' && !byId('editor').open)
    refresh().catch((error) => toast(error.message, true));
}, REFRESH_MS);
