import { z } from 'zod';

/** What things in the configuration are called. */
export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'use lower-case letters, digits, "-" and "_" only (at most 63)');

/** Refuses two things of one name. */
export function uniqueNames(what: string) {
  return (items: ReadonlyArray<{ name: string }>, context: z.RefinementCtx): void => {
    items.forEach((item, index) => {
      if (items.findIndex((other) => other.name === item.name) === index) return;
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `there is another ${what} named ${item.name}; choose another name`,
      });
    });
  };
}
