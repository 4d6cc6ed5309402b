/** What every part of the page uses: the chosen language, calls to the panel, elements and dates. */
import { WORDS } from './words.js';

export const byId = (id) => document.getElementById(id);
export const view = {
  language: readLanguage(),
  status: '',
  start: 0,
  total: 0,
  offer: { packages: [], bouquets: [], owners: [] },
};

function readLanguage() {
  const kept = localStorage.getItem('language');
  return kept in WORDS ? kept : navigator.language.startsWith('ar') ? 'ar' : 'en';
}

export function say(word, values = {}) {
  return WORDS[view.language][word].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export function applyLanguage() {
  document.documentElement.lang = view.language;
  document.documentElement.dir = view.language === 'ar' ? 'rtl' : 'ltr';
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll('[data-placeholder]'))
    element.placeholder = say(element.dataset.placeholder);
  for (const element of document.querySelectorAll('[data-label]')) element.ariaLabel = say(element.dataset.label);
  byId('language').textContent = say('language');
  byId('language').lang = view.language === 'ar' ? 'en' : 'ar';
}

export async function call(method, route, body = {}) {
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
export function toast(message, isError = false) {
  const element = byId('toast');
  element.textContent = message;
  element.className = isError ? 'shown error' : 'shown';
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (element.className = ''), isError ? 6000 : 2500);
}

/** Runs what a click asked for, and tells when it failed. */
export function attempt(work) {
  return async (event) => {
    event?.preventDefault();
    try {
      await work(event);
    } catch (error) {
      toast(error.message, true);
    }
  };
}

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function button(word, work, className = '') {
  return element('button', { type: 'button', className, textContent: say(word), onclick: attempt(work) });
}

export function formatDate(seconds) {
  const options = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' };
  const locale = view.language === 'ar' ? 'ar-u-nu-latn-ca-gregory' : 'en-GB';
  return new Date(seconds * 1000).toLocaleString(locale, options);
}

export function fromNow(seconds) {
  const locale = view.language === 'ar' ? 'ar-u-nu-latn' : 'en';
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const left = seconds - Date.now() / 1000;
  if (Math.abs(left) < 3600) return format.format(Math.round(left / 60), 'minute');
  if (Math.abs(left) < 2 * 86400) return format.format(Math.round(left / 3600), 'hour');
  if (Math.abs(left) < 60 * 86400) return format.format(Math.round(left / 86400), 'day');
  return format.format(Math.round(left / (30.44 * 86400)), 'month');
}

/** Says that the panel was changed, so that what is shown is fetched anew. */
export function changed() {
  document.dispatchEvent(new Event('panel-changed'));
}
