import { h, type Child } from './html.js';
import { t } from './texts.js';

/** A row of fields and the button that asks for what they say. */
export function searchForm(fields: readonly Child[], ask: () => void): HTMLFormElement {
  const form = h('form', { class: 'row' }, ...fields, h('button', { class: 'main' }, t('show')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  return form;
}
