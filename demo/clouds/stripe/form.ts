/** Stripe's form encoding, of bodies and of query strings: `metadata[line]=7`, `enabled_events[0]=*`, `expand[]=data.customer`. */
export function parseForm(form: string | URLSearchParams): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(form)) {
    const [name = '', inner] = key.split(/[[\]]+/);
    if (inner === undefined) result[name] = value;
    else if (inner === '' || /^\d+$/.test(inner))
      result[name] = [...((result[name] as unknown[] | undefined) ?? []), value];
    else result[name] = { ...(result[name] as object | undefined), [inner]: value };
  }
  return result;
}
