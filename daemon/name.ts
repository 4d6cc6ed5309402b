import { z } from 'zod';

/** What things of the operator's are called: panels, inbox sources, rules, plans. */
export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'use lower-case letters, digits, "-" and "_" only (at most 63)');
