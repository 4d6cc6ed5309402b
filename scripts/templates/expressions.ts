/** Pieces of n8n expressions, as code without `={{ }}`. */

/** A parameter that is one expression. */
export const expression = (code: string): string => `={{ ${code} }}`;

/** In the midst of a text that begins with `=`. */
export const inText = (code: string): string => `{{ ${code} }}`;

/** A value of the item this one comes from: `$('Get line').item.json.username`. For nodes that pair items, which is nearly all. */
export const of = (node: string, path = ''): string => `$('${node}').item.json${path === '' ? '' : `.${path}`}`;

/** A value of the first item a node put out: for nodes whose items are paired to no one, such as a red stop. */
export const first = (node: string, path = ''): string => `$('${node}').first().json${path === '' ? '' : `.${path}`}`;

export const setting = (name: string): string => of('Settings', name);

/** A text in both languages; each may hold `{{ }}`. */
export interface Bilingual {
  en: string;
  ar: string;
}

/** The same in both languages, e.g. an expression. */
export const both = (text: string): Bilingual => ({ en: text, ar: text });

/** A date as people write it, e.g. `31 January 2027`. @param code an ISO instant */
export const longDate = (code: string, language: 'en' | 'ar'): string =>
  `DateTime.fromISO(${code}).setLocale('${language}').toFormat('d MMMM yyyy')`;

/** The date in both languages, for texts. */
export const dateText = (code: string): Bilingual => ({
  en: inText(longDate(code, 'en')),
  ar: inText(longDate(code, 'ar')),
});

/** How many minor units make one of a currency: 100 for USD, 1 for JPY, 1000 for KWD. @param currency code of its name */
export const minorUnits = (currency: string): string =>
  `10 ** new Intl.NumberFormat('en', { style: 'currency', currency: ${currency} }).resolvedOptions().maximumFractionDigits`;

/** Minor units as money, e.g. `12.99 USD`; currencies without decimals and with three are known. */
export const moneyText = (amount: string, currency: string): string =>
  `(${amount} / ${minorUnits(currency)}).toFixed(new Intl.NumberFormat('en', { style: 'currency', currency: ${currency} }).resolvedOptions().maximumFractionDigits) + ' ' + ${currency}`;

/** Text that goes into HTML. */
export const escaped = (code: string): string =>
  `String((${code}) ?? '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')`;

/** A usable e-mail address out of whatever stands there, else empty. */
export const emailIn = (code: string): string =>
  `((${code} ?? '').trim().match(/^[^\\s@<>"]+@[^\\s@<>".]+(\\.[^\\s@<>".]+)+$/) ?? [''])[0]`;

/** A number with + and country code out of whatever stands there, else empty. */
export const phoneIn = (code: string): string =>
  `((${code} ?? '').replace(/[\\s().-]/g, '').replace(/^00/, '+').match(/^\\+[1-9]\\d{6,14}$/) ?? [''])[0]`;

/** A name without what could break HTML or JSON. */
export const nameIn = (code: string): string =>
  `(${code} ?? '').replace(/[<>&"\\\\]/g, ' ').replace(/\\s+/g, ' ').trim()`;

/**
 * `ar` or `en`: the customer's language, else the customer's country, else the default. Settings needs `arabicCountries` and `defaultLanguage`
 * (`settings.languages`).
 */
export const languageOf = (language: string, country: string): string =>
  `(${language} || (${country} && ${setting('arabicCountries')}.split(',').includes(${country}) ? 'ar' : ${setting('defaultLanguage')})).toLowerCase().startsWith('ar') ? 'ar' : 'en'`;
