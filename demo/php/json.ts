/**
 * Writes a value as PHP's `json_encode` does with its default flags: `/` escaped, everything outside ASCII as `\uXXXX`.
 * The text parses to the same value as JSON.stringify's.
 */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0'));
}
