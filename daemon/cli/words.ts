/** How long ago, for tables: `12 s`, `5 min`, `3 h`, `2 d`; `-` for never. */
export function age(instant: string | null, now = Date.now()): string {
  return instant === null ? '-' : span((now - Date.parse(instant)) / 1000);
}

/** A span of time, rounded down to its largest unit. */
export function span(seconds: number): string {
  const whole = Math.max(Math.floor(seconds), 0);
  if (whole < 120) return `${String(whole)} s`;
  if (whole < 7200) return `${String(Math.floor(whole / 60))} min`;
  if (whole < 172_800) return `${String(Math.floor(whole / 3600))} h`;
  return `${String(Math.floor(whole / 86_400))} d`;
}

/** `1 event`, `2 events`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
