import type { LineRow } from '../state';

const WEEK = 7 * 86_400;

/** Kinds of lines an operator looks for; a line can be of several. */
export const LINE_STATUSES: { name: string; matches: (line: LineRow, now: number) => boolean }[] = [
  { name: 'active', matches: (line, now) => statusOf(line, now) === 'active' },
  {
    name: 'expiring',
    matches: (line, now) => statusOf(line, now) === 'active' && line.exp_date !== null && line.exp_date <= now + WEEK,
  },
  { name: 'expired', matches: (line, now) => statusOf(line, now) === 'expired' },
  { name: 'unlimited', matches: (line) => line.exp_date === null },
  { name: 'trial', matches: (line) => line.is_trial === 1 },
  { name: 'disabled', matches: (line) => line.enabled === 0 },
  { name: 'banned', matches: (line) => line.admin_enabled === 0 },
];

/** The one word for a line; being banned or disabled outweighs its expiry. @param now unix seconds */
export function statusOf(line: LineRow, now: number): 'banned' | 'disabled' | 'expired' | 'active' {
  if (line.admin_enabled === 0) return 'banned';
  if (line.enabled === 0) return 'disabled';
  return line.exp_date !== null && line.exp_date <= now ? 'expired' : 'active';
}
