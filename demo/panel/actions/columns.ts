import type { PhpValue, PhpVariables } from '../../php';
import { newLine, type LineRow } from '../state';
import { intval } from './call';

export const INTEGER_COLUMNS: ReadonlySet<string> = new Set([
  ...[
    'member_id',
    'exp_date',
    'admin_enabled',
    'enabled',
    'max_connections',
    'is_restreamer',
    'is_trial',
    'is_mag',
    'is_e2',
  ],
  ...[
    'is_stalker',
    'is_isplock',
    'created_at',
    'pair_id',
    'force_server_id',
    'bypass_ua',
    'last_expiration_video',
    'package_id',
  ],
  'last_activity',
]);
const MAX_INTEGER = 2_147_483_647;

/** `before` with every sent `lines` column laid over it. */
export function asStored(before: LineRow, parameters: PhpVariables, kind: 'create' | 'edit'): LineRow {
  const defaults = kind === 'create' ? newLine({}) : before;
  return overlaid(before, parameters, defaults, INTEGER_COLUMNS);
}

/**
 * `before` with every sent column of its table laid over it, as the panel's generic form code does: an empty text becomes NULL where
 * the column's default (on create) or its value (on edit) is NULL, and the word `null` becomes SQL NULL.
 * Columns of whole numbers take what MySQL makes of a text: its leading digits.
 */
export function overlaid<Row extends object>(
  before: Row,
  parameters: PhpVariables,
  defaults: object,
  integers: ReadonlySet<string>,
): Row {
  const stored = { ...before } as Record<string, unknown>;
  for (const [column, value] of Object.entries(parameters)) {
    if (column === 'id' || !(column in before)) continue;
    stored[column] = columnValue(value, (defaults as Record<string, unknown>)[column], integers.has(column));
  }
  return stored as Row;
}

function columnValue(value: PhpValue, fallback: unknown, isInteger: boolean): unknown {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (value === '' && fallback === null) return null;
  if (value.toLowerCase() === 'null') return null;
  return isInteger ? Math.max(-MAX_INTEGER, Math.min(MAX_INTEGER, intval(value))) : value;
}
