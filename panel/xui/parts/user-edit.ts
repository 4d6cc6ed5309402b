import { read, type Row } from '../../decode';
import { PanelError } from '../../errors';
import { sameCredits, type UserChanges } from '../../parts';
import type { FormFields } from '../../transport';
import { plain } from '../edit';

/**
 * What edit_user must be sent, and how to tell that it did no more than it was asked.
 *
 * Left out, the group is missed and the edit refused, the username becomes random, prices agreed with the reseller are forgotten, and the credit
 * log gains a line that takes all credits away although the balance stays. Password, API key, e-mail, owner and notes are kept.
 * Source: XC_VM's form code for users, July 2025 and April 2026.
 */

const columnOf = {
  username: 'username',
  password: 'password',
  groupId: 'member_group_id',
  email: 'email',
  ownerId: 'owner_id',
  notes: 'notes',
} as const satisfies Record<keyof UserChanges, string>;

/** Prices in credits by package, as agreed with this reseller. */
function overridesOf(row: Row): Map<string, string> {
  const text = read.text(row, 'override_packages') ?? '';
  const stored = text === '' ? {} : parsed(text);
  const entries = Object.entries(stored as Record<string, { official_credits?: unknown } | null>);
  return new Map(
    entries.flatMap(([id, override]): Array<[string, string]> => {
      const credits = override?.official_credits;
      return typeof credits === 'number' || typeof credits === 'string' ? [[id, String(credits)]] : [];
    }),
  );
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, without the text.
  }
  throw new PanelError('bad-answer', 'The panel answered prices of a user that cannot be read.', {
    hint: 'Change this user in the panel itself.',
  });
}

export function userFields(stored: Row, changes: UserChanges): FormFields {
  // Taken as nothing where it is only missing, the balance would be wiped.
  read.requireColumns(stored, ['credits', 'override_packages']);
  if (stored['credits'] === null || stored['credits'] === '') {
    throw new PanelError('bad-answer', 'The panel answered a user without a balance.', { hint: 'Try again.' });
  }
  const given = (Object.keys(columnOf) as Array<keyof UserChanges>).flatMap((name): Array<[string, string]> => {
    const value = changes[name];
    return value === undefined ? [] : [[columnOf[name], value]];
  });
  const kept: Array<[string, string]> = [
    ['username', read.requiredText(stored, 'username')],
    ['member_group_id', read.requiredId(stored, 'member_group_id')],
    ['credits', String(read.decimal(stored, 'credits'))],
    ...[...overridesOf(stored)].map(([id, credits]): [string, string] => [`override_${id}`, credits]),
  ];
  const named = new Set(given.map(([name]) => name));
  return [['id', read.requiredId(stored)], ...given, ...kept.filter(([name]) => !named.has(name))];
}

/** Changed by every sign-in. */
const selfChanging: ReadonlySet<string> = new Set(['ip', 'last_login']);

/** The columns that an edit touched although nobody asked for it. */
export function strayColumns(before: Row, after: Row, changes: UserChanges): string[] {
  const asked = new Set((Object.keys(changes) as Array<keyof UserChanges>).map((name): string => columnOf[name]));
  return Object.keys(before).filter((column) => {
    if (selfChanging.has(column) || asked.has(column)) return false;
    if (column === 'credits') return !sameCredits(read.decimal(before, column), read.decimal(after, column));
    if (column === 'override_packages') {
      const [one, other] = [overridesOf(before), overridesOf(after)];
      return one.size !== other.size || [...one].some(([id, credits]) => other.get(id) !== credits);
    }
    return plain(before[column]) !== plain(after[column]);
  });
}
