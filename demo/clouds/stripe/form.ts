/** Stripe's form encoding, of bodies and of query strings, as objects and lists: `metadata[line]=7`, `line_items[0][price]=price_1`, `enabled_events[]=*`. */
export function parseForm(form: string | URLSearchParams): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(form)) {
    const path = key.split(/[[\]]+/).filter((part, index, all) => part !== '' || index < all.length - 1);
    let place = result;
    path.forEach((part, index) => {
      const name = part === '' ? String(Object.keys(place).length) : part;
      if (index === path.length - 1 && !(key.endsWith('[]') && path.length === 1)) place[name] = value;
      else place = (place[name] ??= {}) as Record<string, unknown>;
    });
    if (key.endsWith('[]') && path.length === 1) place[String(Object.keys(place).length)] = value;
  }
  return lists(result) as Record<string, unknown>;
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function lists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([key], index) => key === String(index)))
    return entries.map(([, each]) => lists(each));
  return Object.fromEntries(entries.map(([key, each]) => [key, lists(each)]));
}
