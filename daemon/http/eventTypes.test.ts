import { z } from 'zod';
import { eventDescriptions, eventSchema, sampleEvent, type Event } from '../../panel';
import { openBench } from './testing/bench';

/** The same schema with nothing allowed that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return 'properties' in schema ? { ...copy, additionalProperties: false } : copy;
}

/** A validator made of a JSON Schema as it comes over the wire. */
const validator = (schema: unknown) =>
  z.fromJSONSchema(JSON.parse(JSON.stringify(schema)) as z.core.JSONSchema.JSONSchema);

it('GET /v1/event-types lists every type with its schema and a sample', async () => {
  const bench = await openBench();
  const { body } = await bench.call('GET', '/v1/event-types');
  await bench.close();
  const { eventTypes } = body as unknown as { eventTypes: Array<{ type: string; schema: object; sample: Event }> };
  expect(eventTypes.map(({ type }) => type)).toEqual(eventDescriptions.map(({ type }) => type));
  for (const { schema, sample } of eventTypes) expect(validator(closed(schema)).parse(sample)).toEqual(sample);
});

describe.each(eventDescriptions.map(({ type }) => type))('the schema of %s', (type) => {
  const sample = sampleEvent(type);

  it('names every field of its sample', () => {
    expect(validator(closed(eventSchema(type))).parse(sample)).toEqual(sample);
  });

  it('takes further fields, but no other type and no missing part', () => {
    const schema = validator(eventSchema(type));
    expect(schema.safeParse({ ...sample, later: true, data: { ...sample.data, later: true } }).success).toBe(true);
    expect(schema.safeParse({ ...sample, type: 'line.exploded' }).success).toBe(false);
    expect(schema.safeParse({ ...sample, data: {} }).success).toBe(false);
  });
});
