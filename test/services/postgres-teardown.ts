import type { StartedPostgres } from './postgres';

/** Jest's global teardown: ends the PostgreSQL that was started for the run. */
export default async function teardown(): Promise<void> {
  await (globalThis as StartedPostgres).startedPostgres?.();
}
