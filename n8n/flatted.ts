/**
 * Decodes the format n8n stores and sends an execution's data in (the `flatted` package): a JSON array whose first entry
 * is the value and in which every string inside an object or array is the index of another entry. Shared and circular
 * references come out shared and circular.
 */
export function decodeFlatted(text: string): unknown {
  const entries = JSON.parse(text) as unknown[];
  const resolved = new Map<number, unknown>();

  function resolve(index: number): unknown {
    if (resolved.has(index)) return resolved.get(index);
    const entry = entries[index];
    if (typeof entry !== 'object' || entry === null) return entry;
    const target: Record<string, unknown> | unknown[] = Array.isArray(entry) ? [] : {};
    resolved.set(index, target);
    for (const [key, value] of Object.entries(entry)) {
      (target as Record<string, unknown>)[key] = typeof value === 'string' ? resolve(Number(value)) : value;
    }
    return target;
  }

  return resolve(0);
}
