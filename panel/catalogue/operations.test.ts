import fc from 'fast-check';
import { operationById, operations, parseParameters, resources, type Operation, type Parameter } from '../index';

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'UTC' };
const named = operations.map((operation) => [operation.id, operation] as const);
const parameters = operations.flatMap((operation) =>
  Object.entries(operation.parameters).map(
    ([name, parameter]) => [`${operation.id} ${name}`, name, parameter, operation] as const,
  ),
);

/** Small words stay small in Title Case. */
const titleCase = /^[A-Z][A-Za-z0-9-]*( ([A-Z][A-Za-z0-9-]*|\d+|a|an|the|of|by|to|in|for))*$/;

it('ids are unique, and found by', () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  for (const operation of operations) expect(operationById(operation.id)).toBe(operation);
  expect(operationById('line.explode')).toBeUndefined();
  expect(operationById('__proto__')).toBeUndefined();
});

it('there are the operations the product is about, on the admin APIs', () => {
  expect(operations.map(({ id }) => id).sort()).toEqual([
    'accessCode.getMany',
    'activity.getMany',
    'blocked.add',
    'blocked.getMany',
    'blocked.remove',
    'bouquet.addContent',
    'bouquet.create',
    'bouquet.delete',
    'bouquet.get',
    'bouquet.getMany',
    'bouquet.removeContent',
    'bouquet.update',
    'category.getMany',
    'channel.create',
    'channel.delete',
    'channel.get',
    'channel.getMany',
    'channel.getStatus',
    'channel.start',
    'channel.stop',
    'channel.update',
    'clientLog.getMany',
    'connection.getMany',
    'connection.kill',
    'creditLog.getMany',
    'custom.read',
    'custom.write',
    'enigma2.ban',
    'enigma2.convert',
    'enigma2.create',
    'enigma2.delete',
    'enigma2.disable',
    'enigma2.enable',
    'enigma2.extend',
    'enigma2.get',
    'enigma2.getMany',
    'enigma2.killConnections',
    'enigma2.unban',
    'enigma2.update',
    'epg.getMany',
    'episode.create',
    'episode.delete',
    'episode.get',
    'episode.getMany',
    'episode.getStatus',
    'episode.start',
    'episode.stop',
    'episode.update',
    'group.getMany',
    'line.ban',
    'line.changePackage',
    'line.checkLogin',
    'line.create',
    'line.createTrial',
    'line.delete',
    'line.disable',
    'line.enable',
    'line.extend',
    'line.get',
    'line.getMany',
    'line.getPlaylistLinks',
    'line.getQrCode',
    'line.killConnections',
    'line.resetPassword',
    'line.resume',
    'line.suspend',
    'line.unban',
    'line.update',
    'loginLog.getMany',
    'mag.ban',
    'mag.convert',
    'mag.create',
    'mag.delete',
    'mag.disable',
    'mag.enable',
    'mag.extend',
    'mag.get',
    'mag.getMany',
    'mag.killConnections',
    'mag.unban',
    'mag.update',
    'movie.create',
    'movie.delete',
    'movie.get',
    'movie.getMany',
    'movie.getStatus',
    'movie.start',
    'movie.stop',
    'movie.update',
    'package.get',
    'package.getMany',
    'panel.get',
    'series.create',
    'series.delete',
    'series.get',
    'series.getMany',
    'series.update',
    'server.get',
    'server.getMany',
    'server.getStats',
    'station.create',
    'station.delete',
    'station.get',
    'station.getMany',
    'station.getStatus',
    'station.start',
    'station.stop',
    'station.update',
    'stream.create',
    'stream.delete',
    'stream.get',
    'stream.getMany',
    'stream.getStatus',
    'stream.start',
    'stream.stop',
    'stream.update',
    'streamError.getMany',
    'user.adjustCredits',
    'user.create',
    'user.delete',
    'user.disable',
    'user.enable',
    'user.get',
    'user.getMany',
    'user.update',
    'userLog.getMany',
  ]);
  for (const { adapters } of operations) expect(adapters).toEqual(expect.arrayContaining(['xui', 'xcvm']));
});

it('nothing is offered that is as powerful as root on the panel', () => {
  expect(operations.map(({ id }) => id).join()).not.toMatch(/query|install|pid|directory/i);
});

it('every resource has operations, and is in order of its label', () => {
  expect(new Set(operations.map(({ resource }) => resource))).toEqual(new Set(resources.map(({ value }) => value)));
  const labels = resources.map(({ label }) => label);
  expect(labels).toEqual([...labels].sort());
});

describe.each(named)('%s', (_id, operation: Operation) => {
  it('is named after its resource', () => {
    expect(operation.id).toBe(`${operation.resource}.${operation.name}`);
  });

  it('has a Title Case label', () => {
    expect(operation.label).toMatch(titleCase);
  });

  it('has an action in sentence case, without articles, that begins as the label does', () => {
    expect(operation.action).toMatch(/^[A-Z][a-z]*( ([a-z]+|API|EPG|Enigma2|MAG|QR))+$/);
    expect(operation.action).not.toMatch(/\b(a|an|the)\b/i);
    expect(operation.action.toLowerCase().startsWith(operation.label.split(' ')[0]?.toLowerCase() ?? '?')).toBe(true);
    if (operation.name === 'getMany') expect(operation.action).toMatch(/^Get many .*[a-z]s$/);
  });

  it('has a description: a sentence without a full stop', () => {
    expect(operation.description).toMatch(/^[A-Z].{10,}[^.]$/);
  });

  it('has no more required parameters than it can be called with', () => {
    const given: Record<string, unknown> = {};
    for (const [name, parameter] of Object.entries(operation.parameters)) {
      if (parameter.required === true && parameter.default === undefined && parameter.showWhen === undefined)
        given[name] = sampleOf(parameter);
    }
    expect(() => parseParameters(operation, given, context)).not.toThrow();
  });
});

describe.each(parameters)('%s', (_title, name, parameter: Parameter, operation) => {
  it('has a Title Case label, and a description without a full stop', () => {
    expect(parameter.label).toMatch(titleCase);
    if (parameter.description !== undefined) expect(parameter.description).toMatch(/^[A-Z].*[^.]$/);
    if (parameter.placeholder !== undefined) expect(parameter.placeholder).toMatch(/^e\.g\. /);
  });

  it('begins with "Whether" if it is a switch', () => {
    if (parameter.kind === 'switch') expect(parameter.description).toMatch(/^Whether /);
  });

  it('has options exactly if it is a choice, and its default is one of them', () => {
    const isChoice = parameter.kind === 'choice' || parameter.kind === 'choices';
    expect(parameter.options !== undefined).toBe(isChoice);
    for (const option of parameter.options ?? []) expect(option.label).toMatch(titleCase);
    if (parameter.kind === 'choice' && parameter.default !== undefined)
      expect(parameter.options?.map(({ value }) => value)).toContain(parameter.default);
  });

  it('is secret if it is a password, or a source, which holds one', () => {
    expect(parameter.secret === true).toBe(['password', 'sources'].includes(name) || parameter.kind === 'password');
  });

  it('is shown by a choice that comes before it', () => {
    const names = Object.keys(operation.parameters);
    for (const [other, value] of Object.entries(parameter.showWhen ?? {})) {
      expect(names.indexOf(other)).toBeLessThan(names.indexOf(name));
      expect(names).toContain(other);
      expect(operation.parameters[other]?.options?.map((option) => option.value)).toContain(value);
    }
  });
});

it('checked parameters pass the check again unchanged, as they do on their way through the daemon', () => {
  const given = fc
    .constantFrom(...operations)
    .chain((operation) =>
      fc
        .record(
          Object.fromEntries(
            Object.entries(operation.parameters).map(([name, parameter]) => [
              name,
              fc.constantFrom(...samplesOf(parameter)),
            ]),
          ),
          { requiredKeys: [] },
        )
        .map((values) => ({ operation, values: values })),
    );
  fc.assert(
    fc.property(given, ({ operation, values }) => {
      let once: Readonly<Record<string, unknown>>;
      try {
        once = parseParameters(operation, values, context);
      } catch (error) {
        expect(error).toHaveProperty('code', 'invalid-parameter');
        return;
      }
      expect(parseParameters(operation, once, { ...context, timeZone: 'Asia/Beirut' })).toEqual(once);
      expect(parseParameters(operation, JSON.parse(JSON.stringify(once)) as typeof once, context)).toEqual(once);
    }),
    { numRuns: 500 },
  );
});

function sampleOf(parameter: Parameter): unknown {
  return samplesOf(parameter)[0];
}

/** Values of the parameter's kind in the spellings people use. */
function samplesOf({ kind, options }: Parameter): [unknown, ...unknown[]] {
  switch (kind) {
    case 'line':
      return [{ id: '42' }, { id: 42 }, { username: ' alice ' }];
    case 'mag':
    case 'enigma2':
      return [{ id: '7' }, { id: 7 }, { mac: '00-1a-79-aa-bb-cc' }];
    case 'mac':
      return ['00:1A:79:AA:BB:CC', '001a79aabbcc', ''];
    case 'username':
    case 'password':
      return ['nathan2027', 12345, ''];
    case 'verbatim':
      return ['Pass word#1', ' alice\n', 12345];
    case 'text':
      return ['some text', '  two\r\nlines ', '', 42];
    case 'integer':
      return [5, '7'];
    case 'switch':
      return [true, false];
    case 'expiry':
      return ['2027-01-31', '2027-01-31T12:00:00+03:00', null, ''];
    case 'date':
      return ['2026-01-31', '2026-01-31T23:30:00', '2026-01-31T23:30:00+03:00', ''];
    case 'duration':
      return [
        { amount: 1, unit: 'months' },
        { amount: '3', unit: 'days' },
      ];
    case 'package':
    case 'bouquet':
    case 'owner':
    case 'connection':
    case 'server':
    case 'group':
    case 'category':
    case 'stream':
    case 'channel':
    case 'station':
    case 'movie':
    case 'episode':
    case 'series':
    case 'id':
      return ['3', 3, ' 3 '];
    case 'bouquets':
    case 'categories':
    case 'servers':
    case 'ids':
      return [['1', 2, '1'], []];
    case 'pairs':
      return [
        [
          { name: 'id', value: 4 },
          { name: ' flag[] ', value: true },
        ],
        [],
      ];
    case 'choice':
      return [options?.[0]?.value, options?.at(-1)?.value];
    case 'choices':
      return [options?.map(({ value }) => value), [options?.[0]?.value, options?.[0]?.value]];
    case 'texts':
      return [['192.0.2.1', ' VLC ', ''], []];
  }
}
