/** Who is right where template and operator changed the same. */
export type Preference = 'ours' | 'theirs';

/** One place in which something changed since the template was installed. */
export interface Change {
  /** e.g. `nodes › Settings › parameters › assignments › company › value`. */
  path: string;
  /** Who changed it: the new template, the operator in n8n, or both, differently. */
  by: 'template' | 'operator' | 'both';
  /** As installed, as it is in n8n, and in the new template; undefined: not there. */
  installed: unknown;
  operator: unknown;
  template: unknown;
}

export interface Merged<T> {
  value: T;
  changes: Change[];
}

/**
 * Three-way: what only the template changed is taken, what only the operator changed is kept, what both changed goes by preference. Objects are
 * compared field by field; lists whose entries have ids (nodes, rows of Settings) entry by entry; other lists as a whole.
 */
export function merge<T>(installed: T, operator: T, template: T, prefer: Preference): Merged<T> {
  const changes: Change[] = [];
  return { value: three(installed, operator, template, prefer, [], changes) as T, changes };
}

function three(
  base: unknown,
  ours: unknown,
  theirs: unknown,
  prefer: Preference,
  path: readonly string[],
  changes: Change[],
): unknown {
  if (same(ours, theirs)) return ours;
  const [b, o, t] = [byKey(base), byKey(ours), byKey(theirs)];
  if (o !== undefined && t !== undefined)
    return fields(b ?? new Map<string, Entry>(), o, t, { ours, theirs, prefer, path, changes });
  const by = same(base, ours) ? 'template' : same(base, theirs) ? 'operator' : 'both';
  changes.push({ path: path.join(' › '), by, installed: base, operator: ours, template: theirs });
  return by === 'template' || (by === 'both' && prefer === 'theirs') ? theirs : ours;
}

interface Entry {
  /** In paths. */
  name: string;
  value: unknown;
}

type Keyed = Map<string, Entry>;

/** An object's fields, or a list's entries by their ids; undefined for anything that is compared as a whole. */
function byKey(value: unknown): Keyed | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value))
    return new Map(Object.entries(value).map(([name, each]) => [name, { name, value: each as unknown }]));
  const entries = value as Array<{ id?: unknown; name?: unknown } | null>;
  if (entries.length === 0 || !entries.every((entry) => typeof entry?.id === 'string')) return undefined;
  return new Map(
    entries.map((entry) => [
      String(entry?.id),
      { name: typeof entry?.name === 'string' ? entry.name : String(entry?.id), value: entry },
    ]),
  );
}

interface Sides {
  ours: unknown;
  theirs: unknown;
  prefer: Preference;
  path: readonly string[];
  changes: Change[];
}

function fields(base: Keyed, ours: Keyed, theirs: Keyed, { ours: whole, prefer, path, changes }: Sides): unknown {
  const kept: Array<[string, unknown]> = [];
  // The operator's order first: new entries of the template go to the end.
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const name = (ours.get(key) ?? theirs.get(key))?.name ?? key;
    const value = three(
      base.get(key)?.value,
      ours.get(key)?.value,
      theirs.get(key)?.value,
      prefer,
      [...path, name],
      changes,
    );
    if (value !== undefined) kept.push([key, value]);
  }
  return Array.isArray(whole) ? kept.map(([, value]) => value) : Object.fromEntries(kept);
}

/** Equal as JSON, whatever the order of fields. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(x), ...Object.keys(y)]);
  return [...keys].every((key) => same(x[key], y[key]));
}
