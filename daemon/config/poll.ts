import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { duration } from './duration';

/** How often the lines of a panel are read. `full`: how often all of them, where the panel’s database tells which have changed lately. */
export const poll = z
  .union(
    [
      z.strictObject({
        every: duration.refine((seconds) => seconds >= 0.2, 'poll at most five times a second'),
        full: duration.default(900),
      }),
      z.strictObject({ cron: z.string().refine(isCron, 'write a cron expression such as */5 * * * *') }),
    ],
    { error: 'write either every: 60s, with full: 15m if you like, or cron: "*/5 * * * *"' },
  )
  .default({ every: 60, full: 900 });
