/** Elements from code. Texts become text nodes, so nothing that comes from a panel is ever read as markup. */

export type Child = Node | string | number | null | undefined | false;

type Properties<Name extends keyof HTMLElementTagNameMap> = {
  [Key in keyof HTMLElementTagNameMap[Name]]?: HTMLElementTagNameMap[Name][Key];
} & { class?: string; set?: Readonly<Record<string, string>> };

export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties<Name> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  const { class: classes, set = {}, ...rest } = properties;
  if (classes !== undefined) element.className = classes;
  for (const [key, value] of Object.entries(set)) element.setAttribute(key, value);
  Object.assign(element, rest);
  element.append(...present(children));
  return element;
}

export function present(children: readonly Child[]): Array<Node | string> {
  return children
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === 'number' ? String(child) : child));
}

/** A button that cannot be pressed again while what it does goes on. */
export function button(label: string, act: () => Promise<void>, kind = ''): HTMLButtonElement {
  const element = h('button', { type: 'button', class: kind }, label);
  element.addEventListener('click', () => {
    element.disabled = true;
    void act().finally(() => (element.disabled = false));
  });
  return element;
}

export function table(heads: readonly string[], rows: ReadonlyArray<readonly Child[]>, empty: string): HTMLElement {
  if (rows.length === 0) return h('p', { class: 'soft' }, empty);
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h(
        'tbody',
        {},
        ...rows.map((cells) => h('tr', {}, ...cells.map((cell, column) => cellOf(cell, heads[column] ?? '')))),
      ),
    ),
  );
}

/** On a narrow screen each row stands by itself, and its cells say what they are. */
function cellOf(cell: Child, head: string): HTMLElement {
  const isEmpty = cell === null || cell === undefined || cell === false || cell === '';
  const classes = [typeof cell === 'number' ? 'number' : '', isEmpty ? 'empty' : ''].join(' ').trim();
  return h('td', { class: classes, set: { 'data-label': head } }, plain(cell));
}

/** Figures of people's own digits stay left to right within a line that may not be. */
function plain(cell: Child): Child {
  return typeof cell === 'number' ? cell.toLocaleString(document.documentElement.lang) : cell;
}

export function facts(pairs: ReadonlyArray<readonly [string, Child]>): HTMLElement {
  return h('dl', {}, ...pairs.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, plain(value) ?? '–')]));
}

/** Names, ids and addresses keep their own direction. */
export function name(text: string): HTMLElement {
  return h('bdi', {}, text);
}

/** Another view of the page. @param path its name, and what it is to show. */
export function link(path: readonly string[], ...children: readonly Child[]): HTMLElement {
  return h('a', { href: `#/${path.map((each) => encodeURIComponent(each)).join('/')}` }, ...children);
}

/** A page elsewhere; null where the address is none to follow. */
export function outside(address: string | null, label: string): HTMLElement | null {
  if (address === null || !/^https?:\/\//.test(address)) return null;
  return h('a', { href: address, target: '_blank', rel: 'noreferrer' }, label);
}

/** A list of choices. @param none the first of them, which chooses nothing; null: there is no such choice */
export function select(
  options: ReadonlyArray<readonly [value: string, label: string]>,
  chosen: string | null,
  none: string | null,
): HTMLSelectElement {
  return h(
    'select',
    {},
    none === null ? null : h('option', { value: '' }, none),
    ...options.map(([value, label]) => h('option', { value, selected: value === chosen }, label)),
  );
}

/** What is only opened when it is wanted. */
export function folded(label: string, ...children: readonly Child[]): HTMLDetailsElement {
  return h('details', { class: 'folded' }, h('summary', {}, label), ...children);
}

export function card(title: Child, ...children: readonly Child[]): HTMLElement {
  return h('section', { class: 'card' }, h('header', {}, h('h2', {}, title)), ...children);
}

/** A day; the moment is to be seen when pointed at. */
export function day(instant: string | null | undefined): Child {
  if (instant === null || instant === undefined) return null;
  const shown = new Date(instant).toLocaleDateString(document.documentElement.lang, { dateStyle: 'medium' });
  return h('time', { dateTime: instant, title: instant }, shown);
}

export function time(instant: string | null | undefined): Child {
  if (instant === null || instant === undefined) return null;
  const shown = new Date(instant).toLocaleString(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
  return h('time', { dateTime: instant, title: instant }, shown);
}

export function state(label: string, kind: 'good' | 'warn' | 'bad' | 'soft'): HTMLElement {
  return h('span', { class: `state ${kind}` }, label);
}

export function notice(message: string, hint: string | null | undefined, bad = false): HTMLElement {
  return h(
    'div',
    { class: `notice${bad ? ' bad' : ''}`, set: { role: 'status' } },
    h('div', { set: { dir: 'auto' } }, message),
    hint ? h('div', { class: 'soft', set: { dir: 'auto' } }, hint) : null,
  );
}
