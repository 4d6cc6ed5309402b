import { z } from 'zod';

const explained = 'write a duration such as 30s, 5m, 1h or 90d';

const seconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Written as a number and a unit; parsed to seconds. */
export const duration = z
  .string(explained)
  .regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/, explained)
  .transform((text) => Number.parseFloat(text) * seconds[text.replace(/[\d.\s]/g, '') as keyof typeof seconds]);
