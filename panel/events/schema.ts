/** JSON Schema (draft 2020-12), as much of it as events need, and the TypeScript type of what a schema describes. */

type Name = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'object' | 'array';

/** Further fields are always allowed: events may grow. */
export interface Schema {
  readonly type?: Name | readonly Name[];
  readonly description?: string;
  readonly format?: 'date-time';
  readonly const?: string;
  readonly enum?: ReadonlyArray<string | null>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
}

interface Simple {
  string: string;
  integer: number;
  number: number;
  boolean: boolean;
  null: null;
}

type Listed<T> = T extends readonly (infer One)[] ? One : T;

type ObjectOf<S> = S extends {
  properties: infer P extends Readonly<Record<string, Schema>>;
  required: readonly (infer R)[];
}
  ? { [K in keyof P as K extends R ? K : never]: TypeOf<P[K]> } & {
      [K in keyof P as K extends R ? never : K]?: TypeOf<P[K]>;
    }
  : S extends { additionalProperties: infer V extends Schema }
    ? Readonly<Record<string, TypeOf<V>>>
    : Readonly<Record<string, unknown>>;

type OneType<S, T> = T extends keyof Simple
  ? Simple[T]
  : T extends 'array'
    ? S extends { items: infer I extends Schema }
      ? ReadonlyArray<TypeOf<I>>
      : never
    : ObjectOf<S>;

/** What a schema describes. */
export type TypeOf<S> = S extends { enum: readonly (infer V)[] }
  ? V
  : S extends { type: infer T }
    ? OneType<S, Listed<T>>
    : unknown;

export const text = (description?: string) => described({ type: 'string' }, description);
export const integer = (description?: string) => described({ type: 'integer' }, description);
export const number = (description?: string) => described({ type: 'number' }, description);
export const flag = (description?: string) => described({ type: 'boolean' }, description);

/** ISO 8601 in UTC with seconds: `2027-01-31T12:00:00Z`. */
export const instant = (description?: string) => described({ type: 'string', format: 'date-time' }, description);

export const oneOf = <const V extends readonly string[]>(values: V, description?: string) =>
  described({ type: 'string', enum: values }, description);

export const oneOfOrNull = <const V extends readonly string[]>(values: V, description?: string) =>
  described({ type: ['string', 'null'], enum: [...values, null] as ReadonlyArray<V[number] | null> }, description);

/** Any value at all. */
export const anything = (description?: string) => described({}, description);

type Fields = Readonly<Record<string, Schema>>;

/** An object with these fields always. */
export const object = <const P extends Fields>(fields: P, description?: string) =>
  objectWith(fields, Object.keys(fields), description);

/** An object with the fields of `required` always, and the others sometimes. */
export const objectWith = <const P extends Fields, const R extends string>(
  properties: P,
  required: readonly R[],
  description?: string,
) => described({ type: 'object', properties, required }, description);

/** An object of whatever names, with values of one kind. */
export const record = <const V extends Schema>(values: V, description?: string) =>
  described({ type: 'object', additionalProperties: values }, description);

export const list = <const I extends Schema>(items: I, description?: string) =>
  described({ type: 'array', items }, description);

/** The same, or null: unknown, or what the description says. */
export const orNull = <const S extends Schema & { type: Name }>(schema: S) => ({
  ...schema,
  type: [schema.type, 'null'] as readonly [S['type'], 'null'],
});

function described<const S extends Schema>(schema: S, description: string | undefined): S & { description?: string } {
  return description === undefined ? schema : { ...schema, description };
}
