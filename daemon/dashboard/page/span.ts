/** Spans of time, as the API takes them: 604800 seconds are `7d`. */

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

export function spanText(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '';
  const found = seconds === 0 ? undefined : units.find(([, length]) => seconds % length === 0);
  return found === undefined ? `${String(seconds)}s` : `${String(seconds / found[1])}${found[0]}`;
}
