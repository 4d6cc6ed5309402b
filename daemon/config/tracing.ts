import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';

/** Where traces go. Without this section there are none. */
export const tracing = z.strictObject({
  endpoint: z.url({
    protocol: /^https?$/,
    error: 'write where the collector takes traces over HTTP, such as https://collector.example.com:4318/v1/traces',
  }),
  headers: z
    .record(z.string(), z.string())
    .refine(canBeSent, 'names and values of headers must be such as HTTP can carry; look for spaces and line breaks')
    .default({}),
  service: z.string().min(1).max(100).default('xtream-ui-sync'),
  sample: z.number().min(0).max(1).default(1),
});

export type TracingSettings = z.output<typeof tracing>;

function canBeSent(headers: Readonly<Record<string, string>>): boolean {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}
