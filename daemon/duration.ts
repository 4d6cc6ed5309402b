import { z } from 'zod';

const explained = 'write a duration such as 30s, 5m, 1h or 90d';

const seconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Written as a number and a unit; parsed to seconds. */
export const duration = z
  .string(explained)
  .regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/, explained)
  .transform((text) => Number.parseFloat(text) * seconds[text.replace(/[\d.\s]/g, '') as keyof typeof seconds]);

/** Ten years. */
const longest = 3650 * 86_400;

const spanExplained = 'write a duration such as 12h or 3d, or whole seconds; at most ten years';

/** A span of time people plan in: as a duration, or as whole seconds. Parsed to seconds. */
export const span = z
  .union([z.int().min(0), duration.transform((length) => Math.round(length))], { error: spanExplained })
  .refine((length) => length <= longest, spanExplained);
