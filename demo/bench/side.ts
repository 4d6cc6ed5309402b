/** One of those measured side by side. */
export interface Side {
  bench: string;
  /** Leads the process group that is measured; before the first look of one that is started by it, none. */
  readonly pid: number | undefined;
  /** Looks at all lines of the panel once. */
  look(): Promise<Look>;
}

/** What one look came to. */
export interface Look {
  seconds: number;
  /** Ids of the lines it told of. */
  told: ReadonlySet<number>;
  /** Why it failed; then it told of nothing. */
  error?: string;
}

/** A look that takes longer is given up. Milliseconds. */
export const lookWithinMs = 300_000;
