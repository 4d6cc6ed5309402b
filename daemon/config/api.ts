import { z } from 'zod';
import { secret } from './secret';

/** Where the HTTP API listens, and what opens it. */
export const api = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: z.int().min(0).max(65535).default(8090),
  token: secret('the token', 16),
  metricsToken: secret('the token for metrics', 16).optional(),
});

export type ApiSettings = z.output<typeof api>;
