import fc from 'fast-check';

/** What a field of somebody else's message may have become. */
const stray = fc.constantFrom<unknown>(
  null,
  undefined,
  0,
  1e20,
  1.5,
  -1,
  true,
  '',
  'text',
  [],
  ['x', null],
  {},
  [[]],
  [{}],
);

function pathsOf(value: unknown, path: readonly string[] = []): ReadonlyArray<readonly string[]> {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name]))];
}

function withValue(message: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const copy = (Array.isArray(message) ? [...(message as unknown[])] : { ...(message as object) }) as Record<
    string,
    unknown
  >;
  copy[step] = withValue(copy[step], rest, value);
  return copy;
}

/** Any of the messages, with any one of its fields become anything. */
export function strayed(messages: readonly unknown[]): fc.Arbitrary<unknown> {
  const all = messages.flatMap((message) => pathsOf(message).map((path) => ({ message, path })));
  return fc.tuple(fc.constantFrom(...all), stray).map(([{ message, path }, value]) => withValue(message, path, value));
}
