import { z } from 'zod';

/** What the daemon writes to standard output. */
export const log = z
  .strictObject({
    level: z
      .enum(['trace', 'debug', 'info', 'warn', 'error'], 'the levels are: trace, debug, info, warn, error')
      .default('info'),
    format: z.enum(['ecs', 'text'], 'the formats are: ecs, text').default('ecs'),
  })
  .default({ level: 'info', format: 'ecs' });
