/**
 * A request the daemon refuses, for people and programs: becomes application/problem+json. Codes and statuses are listed in docs/http-api.md.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** HTTP status. */
    readonly status: number,
    readonly code: string,
    /** What happened, to what. Never a secret. */
    message: string,
    readonly more: { hint?: string; field?: string; [extension: string]: unknown } = {},
  ) {
    super(message);
  }
}
