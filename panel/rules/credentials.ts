import { invalidParameter } from '../errors';

/**
 * What usernames and passwords may hold. Panels strip backslashes, turn `<` and `>` into entities, store the word `null` as SQL NULL
 * (XC_VM, seen on a running panel), refuse `/` (XC_VM 2.6), and put both into playlist URLs, where `?`, `#`, `&`, `%` and spaces break players.
 */
const refused: ReadonlyArray<readonly [RegExp, string]> = [
  [/[^\x20-\x7e]/, 'has a character outside ASCII, which players and panels spell differently'],
  [/\s/, 'has white space'],
  [/\\/, 'has a backslash, which panels remove'],
  [/[<>]/, 'has "<" or ">", which panels replace'],
  [/\//, 'has "/", which breaks the playlist address'],
  [/[?#&%"'`]/, 'has one of ? # & % " \' `, which break the playlist address'],
];

/**
 * Refuses what a panel would store as something else.
 * The value itself is not repeated in the error: it may be a password.
 * @throws PanelError `invalid-parameter` naming `field`
 */
export function checkLineCredential(value: string, field: string): string {
  const hint = 'Use letters, digits, and . _ - @ + only, or leave it empty to have one made.';
  if (value === '') throw invalidParameter(field, 'is empty', hint);
  if (value.length > 255) throw invalidParameter(field, 'is longer than 255 characters', hint);
  if (value.toLowerCase() === 'null') {
    throw invalidParameter(field, 'is the word "null", which panels store as nothing', hint);
  }
  for (const [pattern, problem] of refused) {
    if (pattern.test(value)) throw invalidParameter(field, problem, hint);
  }
  return value;
}

/** Letters and digits that nobody takes for one another when read out by phone. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * A username or password of letters and digits.
 * @param randomByte 0 to 255, from a cryptographic source
 */
export function makeLineCredential(randomByte: () => number, length = 10): string {
  let made = '';
  while (made.length < length) {
    const byte = randomByte();
    // Bytes past the last whole multiple of the alphabet would favour its first letters.
    if (byte < 256 - (256 % alphabet.length)) made += alphabet.charAt(byte % alphabet.length);
  }
  return made;
}

/**
 * Whether a panel, sent this text, would store something else or answer it as something else: input cleaning takes backslashes, NUL and
 * carriage returns out and escapes `../`, `<script`, `<!--` and `-->`; `null` becomes SQL NULL; answers are trimmed and have `<` and `>` as
 * entities, so that entities of one's own read as those. Half a surrogate pair is no text at all.
 * Source: XC_VM input and output cleaning, mostly seen on a running panel.
 */
export function wouldBeMangled(text: string): boolean {
  return (
    /\\|\.\.\/|<script|<!--|-->|[\0\r]|&(?:lt|gt|#\d+|amp;#\d+);|^\s|\s$/i.test(text) ||
    /\p{Surrogate}/u.test(text) ||
    text.toLowerCase() === 'null'
  );
}
