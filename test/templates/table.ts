export const columns = ['static', 'main', 'failure', 'restart'] as const;
export type Column = (typeof columns)[number];

/** What came of each path of each template, for the table at the end of the run. */
export class ResultTable {
  private readonly cells = new Map<string, Partial<Record<Column, string>>>();
  private readonly notes: string[] = [];

  /** A path that failed stays failed; several tests may belong to one. */
  set(file: string, column: Column, passed: boolean): void {
    const row = this.row(file);
    row[column] = passed && row[column] !== 'FAILED' ? 'ok' : 'FAILED';
  }

  /** A path that cannot be had here. */
  cannot(file: string, column: Column, reason: string): void {
    this.notes.push(`${file}, ${column}: ${reason}`);
    this.row(file)[column] = `(${String(this.notes.length)})`;
  }

  /** The paths of a template that nothing was said of. */
  missing(file: string): Column[] {
    const row = this.row(file);
    return columns.filter((column) => row[column] === undefined);
  }

  toString(): string {
    const files = [...this.cells.keys()].sort();
    const width = Math.max(8, ...files.map((file) => file.length));
    const line = (name: string, cells: readonly string[]): string =>
      `${name.padEnd(width)}  ${cells.map((cell) => cell.padEnd(8)).join(' ')}`.trimEnd();
    return [
      line('template', columns),
      ...files.map((file) =>
        line(
          file,
          columns.map((column) => this.row(file)[column] ?? '-'),
        ),
      ),
      ...this.notes.map((note, index) => `(${String(index + 1)}) ${note}`),
    ].join('\n');
  }

  private row(file: string): Partial<Record<Column, string>> {
    let row = this.cells.get(file);
    if (row === undefined) this.cells.set(file, (row = {}));
    return row;
  }
}
