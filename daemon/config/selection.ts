import { z } from 'zod';

/** Which events something is for; checked further by what it is for. */
export const selection = {
  types: z.array(z.string()).default([]),
  panels: z.array(z.string()).default([]),
  filter: z.string().nullable().default(null),
  from: z.enum(['now', 'beginning'], { error: 'write now or beginning' }).default('now'),
};
