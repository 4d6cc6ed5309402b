import type { BusinessOperation } from '../../nodes/XtreamUi/business';

/** The daemon's own description of its HTTP API, held against what the node sends and says it puts out. */

interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

interface Route {
  parameters?: Array<{ in: string; name: string; required?: boolean }>;
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface OpenApi {
  paths: Record<string, Record<string, Route>>;
  components?: { schemas?: Record<string, Schema> };
}

/** As n8n keeps the output of a node: types and properties only. */
export interface OutputSchema {
  type: string | string[];
  properties?: Record<string, OutputSchema>;
  items?: OutputSchema;
}

const unnamed = (path: string): string => path.replace(/\{\w+\}/g, '{}');

/** The route an operation calls; undefined: the daemon has none. */
export function routeOf({ paths }: OpenApi, { method, path }: BusinessOperation): Route | undefined {
  const found = Object.keys(paths).find((each) => unnamed(each) === unnamed(path));
  return found === undefined ? undefined : paths[found]?.[method.toLowerCase()];
}

export function queryNames({ parameters = [] }: Route): string[] {
  return parameters.filter((each) => each.in === 'query').map(({ name }) => name);
}

export function resolved(api: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return resolved(api, api.components?.schemas?.[name] ?? {});
  const parts = (schema.allOf ?? []).map((each) => resolved(api, each));
  if (parts.length === 0) return schema;
  return {
    type: 'object',
    properties: Object.fromEntries(parts.flatMap(({ properties = {} }) => Object.entries(properties))),
  };
}

/** The schema of a value within an object, by its path. */
export function schemaAt(api: OpenApi, schema: Schema, [first, ...rest]: readonly string[]): Schema | undefined {
  if (first === undefined) return schema;
  const whole = resolved(api, schema);
  for (const variant of whole.anyOf ?? [whole]) {
    const inner = resolved(api, variant).properties?.[first];
    if (inner !== undefined) return schemaAt(api, inner, rest);
  }
  return undefined;
}

export function bodyOf(api: OpenApi, route: Route): Schema {
  return resolved(api, route.requestBody?.content['application/json']?.schema ?? {});
}

/** What one item of the operation looks like. */
export function outputSchemaOf(api: OpenApi, operation: BusinessOperation, route: Route): OutputSchema {
  const { answer, simplified } = operation;
  if (answer.kind === 'deleted') {
    const named = answer.named.map((name) => [name, { type: 'string' }] as const);
    return { type: 'object', properties: { deleted: { type: 'boolean' }, ...Object.fromEntries(named) } };
  }
  const { schema } = Object.entries(route.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, each]) => each.content?.['application/json'] ?? { schema: {} })[0] ?? { schema: {} };
  const at = 'at' in answer ? schemaAt(api, schema, [answer.at]) : schema;
  const item = 'at' in answer ? (resolved(api, at ?? {}).items ?? {}) : schema;
  const output = plain(api, item);
  if (simplified === undefined) return output;
  const chosen = simplified.map((name) => [name, output.properties?.[name] ?? { type: 'null' }] as const);
  return { ...output, properties: Object.fromEntries(chosen) };
}

function plain(api: OpenApi, given: Schema): OutputSchema {
  const schema = resolved(api, given);
  const variants = (schema.anyOf ?? [schema]).map((each) => resolved(api, each));
  const types = [...new Set(variants.flatMap(typesOf))];
  const properties = Object.assign({}, ...variants.map((each) => each.properties ?? {})) as Record<string, Schema>;
  const items = variants.find((each) => each.items !== undefined)?.items;
  const inner = Object.entries(properties).map(([name, each]) => [name, plain(api, each)] as const);
  return {
    type: types.length === 1 ? (types[0] ?? 'object') : types,
    ...(inner.length === 0 ? {} : { properties: Object.fromEntries(inner) }),
    ...(items === undefined ? {} : { items: plain(api, items) }),
  };
}

function typesOf({ type, const: only, enum: some, properties }: Schema): string[] {
  const types = type ?? (some ?? (only === undefined ? [] : [only])).map((value) => typeof value);
  const named = [types].flat().map((each) => (each === 'integer' ? 'number' : each));
  return named.length > 0 ? named : [properties === undefined ? 'string' : 'object'];
}
