import type { z } from 'zod';

export { name } from '../name';

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
