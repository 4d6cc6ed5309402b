import { z } from 'zod';
import { Problem } from '../problem';

/** What XC_VM 2.6 posts. Source: its operations.md, Alerts.php and ExpiryReminders.php (2026). */

const text = z.coerce.string();
const unix = z.int().min(0).max(8_640_000_000_000);

const alert = z.object({
  event: z.literal('alert'),
  state: z.enum(['fired', 'resolved', 'test']),
  /** `server_down`, `stream_down`, `cpu`, `memory`, `disk`, `checks`. */
  rule: text,
  title: text,
  text,
  items: z.array(z.object({ subject: text, label: text })).default([]),
  time: unix,
});

const linesExpiring = z.object({
  event: z.literal('lines.expiring'),
  lines: z.array(z.object({ id: z.int().positive(), exp_date: unix, days: z.int().positive() })),
  time: unix,
});

const message = z.discriminatedUnion('event', [alert, linesExpiring]);

export type PanelMessage = z.output<typeof message>;
export type PanelAlert = z.output<typeof alert>;

/**
 * @returns the event's name, and the message; null for an event that is not known
 * @throws Problem 400 `not-json`, `malformed`
 */
export function readMessage(rawBody: Buffer): { event: string; message: PanelMessage | null } {
  let body: unknown;
  try {
    body = JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new Problem(400, 'not-json', 'The message is signed, but is not JSON.');
  }
  const { event } = z.object({ event: z.string() }).catch({ event: '' }).parse(body);
  if (event !== 'alert' && event !== 'lines.expiring') return { event, message: null };
  const read = message.safeParse(body);
  if (read.success) return { event, message: read.data };
  const path = read.error.issues[0]?.path.join('.') ?? '';
  throw new Problem(
    400,
    'malformed',
    `The message ${event} is signed, but not what XC_VM 2.6 sends: ${path} is wrong.`,
    {
      hint: 'The panel may be of another version than this daemon knows. Look for a newer daemon.',
    },
  );
}
