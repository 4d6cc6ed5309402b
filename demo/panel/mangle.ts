import type { PhpValue, PhpVariables } from '../php';

/** What the panel does to every request variable before its code sees it. Backslashes are gone for good. */
export function mangleVariables(variables: PhpVariables): PhpVariables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, mangle(value)]));
}

function mangle(value: PhpValue): PhpValue {
  if (Array.isArray(value)) return value.map(mangle);
  if (typeof value === 'object') return mangleVariables(value);
  return value
    .replace(/\\(.?)/gs, '$1')
    .replaceAll('../', '&#46;&#46;/')
    .replaceAll('<!--', '&#60;&#33;--')
    .replaceAll('-->', '--&#62;')
    .replace(/<script/gi, '&#60;script');
}
