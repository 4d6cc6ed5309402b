/** The subject of a line's events. */
export function subjectOf(panel: string, lineId: string): string {
  return `line:${panel}/${lineId}`;
}
