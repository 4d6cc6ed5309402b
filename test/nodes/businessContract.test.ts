import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openBench, type Bench } from '../../daemon/http/testing/bench';
import { businessOperations, type BusinessOperation } from '../../nodes/XtreamUi/business';
import { bodyOf, outputSchemaOf, queryNames, routeOf, schemaAt, type OpenApi } from './contract';

/**
 * The business operations against the daemon's own description of its API. The output schemas, which the editor shows before a node has run, are made
 * from it: with XTREAM_UI_WRITE_SCHEMAS set, this writes them.
 */

const folder = join(__dirname, '../../nodes/XtreamUi/__schema__/v1.0.0');

let bench: Bench;
let api: OpenApi;
beforeAll(async () => {
  bench = await openBench();
  api = (await bench.call('GET', '/openapi.json')).body as unknown as OpenApi;
});
afterAll(() => bench.close());

const each = businessOperations.map((operation) => [operation.id, operation] as const);
const routeFor = (operation: BusinessOperation) => {
  const route = routeOf(api, operation);
  if (route === undefined) throw new Error(`The daemon has no ${operation.method} ${operation.path}.`);
  return route;
};

/** Where the values of an operation go, but for those in its path. */
function places({ method, path, parameters, fixed = {}, key, answer }: BusinessOperation): string[] {
  const named = Object.entries(parameters).filter(([name]) => !path.includes(`{${name}}`));
  const places = [...named.map(([name, { as = name }]) => as), ...Object.keys(fixed)];
  if (key !== undefined) places.push(key);
  if (method === 'GET' && answer.kind === 'rows' && (answer.paged ?? answer.atMost) !== undefined) places.push('limit');
  if (answer.kind === 'rows' && answer.paged === true) places.push('after');
  return places;
}

it.each(each)('%s: the daemon knows every value it is sent', (_id, operation) => {
  const route = routeFor(operation);
  const inBody = operation.method === 'POST' || operation.method === 'PUT';
  const unknown = places(operation).filter((place) =>
    inBody ? schemaAt(api, bodyOf(api, route), place.split('.')) === undefined : !queryNames(route).includes(place),
  );
  expect(unknown).toEqual([]);
  if (operation.waits !== undefined) expect(queryNames(route)).toContain('wait');
});

it.each(each)('%s: the daemon gets all it needs', (_id, operation) => {
  const { required = [] } = bodyOf(api, routeFor(operation));
  const given = new Set(places(operation).map((place) => place.split('.')[0]));
  expect(required.filter((name) => !given.has(name))).toEqual([]);
});

it.each(each)('%s: its output schema is the daemon’s', (_id, operation) => {
  const schema = { ...outputSchemaOf(api, operation, routeFor(operation)), version: 1 };
  const file = join(folder, operation.resource, `${operation.name}.json`);
  if (process.env['XTREAM_UI_WRITE_SCHEMAS'] !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  }
  expect(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined).toEqual(schema);
});
