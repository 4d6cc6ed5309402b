import type { BusinessOperation } from './catalogue';

/** One call of the daemon's API. */
export interface BusinessRequest {
  method: BusinessOperation['method'];
  path: string;
  query: Record<string, string | number | boolean>;
  body: Record<string, unknown> | undefined;
}

/**
 * Values in their places: those the path names in the path, the others in the query of a GET or DELETE, else in the body.
 * @param values as parseBusiness makes them
 */
export function requestOf(operation: BusinessOperation, values: Readonly<Record<string, unknown>>): BusinessRequest {
  const hasBody = operation.method === 'POST' || operation.method === 'PUT';
  const inPath = new Set<string>();
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    inPath.add(name);
    return encodeURIComponent(String(values[name]));
  });
  const query: BusinessRequest['query'] = {};
  const body: Record<string, unknown> = { ...operation.fixed };
  for (const [name, { as = name }] of Object.entries(operation.parameters)) {
    const value = values[name];
    if (inPath.has(name) || value === undefined) continue;
    if (!hasBody) query[as] = value as string | number | boolean;
    else place(body, as.split('.'), value);
  }
  return { method: operation.method, path, query, body: hasBody ? body : undefined };
}

/** Puts a value into the object, level by level. */
export function place(object: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    object[first] = value;
    return;
  }
  const inner = (object[first] ?? {}) as Record<string, unknown>;
  object[first] = inner;
  place(inner, rest, value);
}
