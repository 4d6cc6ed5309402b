import { randomInt } from 'node:crypto';

// The panel's own alphabet leaves out characters that are easily mistaken for one another.
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ';

/** Random letters and digits, such as the panel gives to lines without username or password. */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
