import { z } from 'zod';

/** A text nobody should see, of so many characters at least. */
export function secret(what: string, least: number) {
  return z
    .string()
    .min(
      least,
      `${what} must have at least ${String(least)} characters; write it as \${NAME_OF_AN_ENVIRONMENT_VARIABLE}`,
    );
}
