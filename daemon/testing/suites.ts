/** `describe` for what needs a PostgreSQL whichever store is tested: skipped, and said so, where jest's global setup found none. */
export function describeWithPostgres(name: string, tests: () => void): void {
  const missing = process.env['XTREAM_UI_NO_POSTGRES'];
  if (missing === undefined) {
    describe(name, tests);
    return;
  }
  console.warn(`SKIPPED: ${name}. ${missing}`);
  describe.skip(name, tests);
}
