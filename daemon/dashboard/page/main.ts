import { Refusal, call, token } from './api.js';
import { button, h, notice } from './html.js';
import { language, t, type Text } from './texts.js';
import { tell, type View } from './view.js';
import { attention } from './views/attention.js';
import { customers } from './views/customers.js';
import { dunning } from './views/dunning.js';
import { endpoints } from './views/endpoints.js';
import { events } from './views/events.js';
import { feeds } from './views/feeds.js';
import { lines } from './views/lines.js';
import { panels } from './views/panels.js';
import { plans } from './views/plans.js';
import { rates } from './views/rates.js';
import { reconciliations } from './views/reconciliations.js';
import { replicas } from './views/replicas.js';
import { rules } from './views/rules.js';
import { subscriptions } from './views/subscriptions.js';

/** How often a live view is drawn anew. Milliseconds. */
const pace = 5000;

/** What belongs together stands together. */
const groups: ReadonlyArray<Readonly<Partial<Record<Text, View>>>> = [
  { panels, lines, events },
  { subscriptions, customers, attention, reconciliations, plans, dunning, rates },
  { feeds, endpoints, rules, replicas },
];
const views: Readonly<Partial<Record<Text, View>>> = Object.assign({}, ...groups) as object;

let turn = 0;

/** `#/subscriptions/stripe%3Asub_1`: the view, and what it is about. */
function chosen(): { name: Text; about: string | undefined } {
  const [name = '', about = ''] = location.hash.slice(2).split('/');
  if (!Object.hasOwn(views, name)) return { name: 'panels', about: undefined };
  return { name: name as Text, about: about === '' ? undefined : decoded(about) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function draw(): Promise<void> {
  const mine = ++turn;
  document.documentElement.lang = language.get();
  document.documentElement.dir = language.get() === 'ar' ? 'rtl' : 'ltr';
  document.title = t('title');
  if (token.get() === null) {
    signIn();
    return;
  }
  const { name, about } = chosen();
  const view = views[name] ?? panels;
  const content = h('main', {});
  document.body.replaceChildren(head(name), content);
  for (;;) {
    const fresh = h('main', {});
    try {
      await view.draw(fresh, about);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) {
        token.forget();
        signIn(t('wrongToken'));
        return;
      }
      tell(fresh, error);
    }
    if (mine !== turn) return;
    fresh.prepend(h('h1', {}, t(name)));
    document.querySelector('main')?.replaceWith(fresh);
    if (!view.live) return;
    await new Promise((resolve) => setTimeout(resolve, pace));
    if (mine !== turn) return;
  }
}

function head(current: Text): HTMLElement {
  const switchLanguage = button(t('other'), async () => {
    language.set(language.get() === 'ar' ? 'en' : 'ar');
    await Promise.resolve();
    void draw();
  });
  const leave = button(t('signOut'), async () => {
    token.forget();
    await Promise.resolve();
    void draw();
  });
  return h('header', {}, h('strong', {}, t('title')), menu(current), switchLanguage, leave);
}

/** On a narrow screen it is opened by a button that says where one is. */
function menu(current: Text): HTMLElement {
  const opens = h('button', { type: 'button', class: 'menu', set: { 'aria-expanded': 'false' } }, t(current));
  const nav = h(
    'nav',
    {},
    opens,
    ...groups.map((group) =>
      h(
        'div',
        {},
        ...Object.keys(group).map((name) =>
          h('a', { href: `#/${name}`, set: name === current ? { 'aria-current': 'page' } : {} }, t(name as Text)),
        ),
      ),
    ),
  );
  opens.addEventListener('click', () => {
    opens.setAttribute('aria-expanded', String(nav.classList.toggle('open')));
  });
  return nav;
}

function signIn(problem?: string): void {
  const input = h('input', { type: 'password', required: true, autocomplete: 'off' });
  const form = h(
    'form',
    {},
    h('h1', {}, t('title')),
    h('label', {}, t('token'), input),
    h('div', { class: 'soft' }, t('tokenHint')),
    problem === undefined ? null : notice(problem, null, true),
    h('button', { class: 'main' }, t('signIn')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    token.set(input.value.trim());
    void call('GET', '/v1/panels').then(
      () => draw(),
      (error: unknown) => {
        token.forget();
        signIn(error instanceof Refusal && error.status !== 401 ? error.message || t('away') : t('wrongToken'));
      },
    );
  });
  document.body.replaceChildren(h('div', { id: 'login', class: 'card' }, form));
  input.focus();
}

addEventListener('hashchange', () => void draw());
void draw();
