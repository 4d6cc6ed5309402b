/** For suites that a project runs a second time: their stores are PostgreSQL databases. Where there is none, they are skipped and say so. */
process.env['XTREAM_UI_TEST_STORE'] = 'postgres';

const missing = process.env['XTREAM_UI_NO_POSTGRES'];
if (missing !== undefined) {
  console.warn(`SKIPPED: ${expect.getState().testPath ?? 'this suite'} on PostgreSQL. ${missing}`);
  Object.assign(globalThis, { describe: describe.skip, it: it.skip, test: test.skip });
}
