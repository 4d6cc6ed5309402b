/** A place in the log as typed: a sequence is a number, the rest (`now`, `beginning`, a time) the API tells apart. */
export function placeOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
