import { z } from 'zod';
import { defaultLimits, parseQuietHours, type QuietHours } from '../manners';

/** How a panel is spoken to: parts of its section. */
export const manners = {
  limits: z
    .strictObject({
      concurrency: z.int().min(1).max(100).default(defaultLimits.concurrency),
      requestsPerSecond: z.number().min(0.1).max(1000).default(defaultLimits.requestsPerSecond),
    })
    .prefault({}),
  quiet: z
    .array(
      z.string().transform((text, context): QuietHours => {
        const hours = parseQuietHours(text);
        if (hours !== null) return hours;
        context.addIssue({ code: 'custom', message: 'write hours such as "02:00-04:30", in quotes' });
        return z.NEVER;
      }),
    )
    .default([]),
};
