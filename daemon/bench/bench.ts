/** What a bench is told. */
export interface BenchOptions {
  /** Sizes of the panels to measure with. */
  lines: readonly number[];
  store: 'sqlite' | 'postgres';
}

/** What one measurement found: figures by name, with the unit in the name (`seconds`, `peakMiB`, `eventsPerSecond`). */
export type BenchResult = { bench: string } & Record<string, string | number>;

/** Something whose speed is watched. It asserts nothing. */
export interface Bench {
  /** As `--only` names it. */
  name: string;
  run(options: BenchOptions, report: (result: BenchResult) => void): Promise<void>;
}

/** A figure rounded for reading. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
