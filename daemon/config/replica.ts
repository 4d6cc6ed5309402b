import { z } from 'zod';
import { duration } from './duration';

/** This daemon as one of several on one PostgreSQL. */
export const replica = z
  .strictObject({
    name: z.string().min(1).max(100).optional(),
    lease: duration
      .refine(
        (seconds) => seconds >= 1 && seconds <= 300,
        'a lease lasts from 1s to 5m; without a reason, leave it out',
      )
      .default(15),
  })
  .default({ lease: 15 });

export type ReplicaSettings = z.output<typeof replica>;
