import fc from 'fast-check';
import { loadRecordings } from '../../test/recordings';
import { XuiAdapter, type PanelError } from '../index';
import { everythingOf, refusal, ScriptedTransport } from '../testing';

/** What the adapter makes of answers that are wrong in one place. */

type Row = Record<string, unknown>;
interface Table {
  status: string;
  data: Row[];
  recordsTotal: unknown;
}

const recordings = loadRecordings();
const listBody = recordings.find(({ request }) => request.action === 'get_lines')?.body ?? '';
const lineBody = recordings.find(({ request }) => request.action === 'get_line')?.body ?? '';
const list = (): Table => JSON.parse(listBody) as Table;
const line = (): { status: string; data: Row } => JSON.parse(lineBody) as { status: string; data: Row };

function adapter(body: unknown): XuiAdapter {
  return new XuiAdapter(new ScriptedTransport(() => (typeof body === 'string' ? body : JSON.stringify(body))));
}

const listed = [
  'id',
  'member_id',
  'username',
  'exp_date',
  'enabled',
  'admin_enabled',
  'is_trial',
  'is_restreamer',
  'max_connections',
];
const edited = [
  'password',
  'bouquet',
  'allowed_outputs',
  'allowed_ips',
  'allowed_ua',
  'is_isplock',
  'is_stalker',
  'bypass_ua',
];

function without(row: Row | undefined, column: string): Row {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([name]) => name !== column));
}

describe('a column that is missing', () => {
  it.each(listed)('%s: the list is refused', async (column) => {
    const answer = list();
    answer.data[2] = without(answer.data[2], column);
    const error = await refusal(() => adapter(answer).listLines());
    expect(error.code).toBe('bad-answer');
    expect(error.message).toContain(column);
  });

  it.each([...listed, ...edited])('%s: the line is refused, and not edited', async (column) => {
    const answer = line();
    answer.data = without(answer.data, column);
    const transport = new ScriptedTransport(() => JSON.stringify(answer));
    const panel = new XuiAdapter(transport);
    expect((await refusal(() => panel.getLine('2'))).code).toBe('bad-answer');
    expect((await refusal(() => panel.updateLine('2', { contact: 'x' }))).code).toBe('bad-answer');
    expect(transport.sent.map(({ action }) => action)).toEqual(['get_line', 'get_line']);
  });
});

describe('a value of the wrong kind', () => {
  const wrong: Record<string, unknown[]> = {
    id: [null, 0, '', '-1', 'x', true, {}, [], '9007199254740993'],
    member_id: ['x', true, {}, [], -1],
    username: [true, {}, []],
    password: [true, {}, []],
    exp_date: ['', 'never', true, {}, [], '2027-01-31'],
    enabled: [null, '2', 'on', {}, []],
    admin_enabled: [null, '2', 'on', {}, []],
    is_trial: ['2', 'on', {}, []],
    max_connections: ['x', true, {}, [], '1.5'],
    active_connections: ['x', true, {}, []],
  };

  it.each(Object.entries(wrong).flatMap(([column, values]) => values.map((value) => [column, value] as const)))(
    '%s as %j is refused',
    async (column, value) => {
      const answer = list();
      answer.data[1] = { ...answer.data[1], [column]: value };
      expect((await refusal(() => adapter(answer).listLines())).code).toBe('bad-answer');
    },
  );

  it.each([
    ['bouquet', '[1'],
    ['bouquet', '["x"]'],
    ['bouquet', 7],
    ['allowed_outputs', 'hls'],
    ['allowed_ips', '[[]]'],
    ['allowed_ua', '{"a":null}'],
    ['is_stalker', 'no'],
    ['created_at', 'today'],
  ])('of a line, %s as %j is refused', async (column, value) => {
    const answer = line();
    answer.data[column] = value;
    expect((await refusal(() => adapter(answer).getLine('2'))).code).toBe('bad-answer');
  });
});

it('another spelling of the same values reads the same', async () => {
  const asNumbers = list();
  const asTexts = list();
  for (const row of asNumbers.data)
    for (const [name, value] of Object.entries(row)) if (/^\d+$/.test(String(value))) row[name] = Number(value);
  for (const row of asTexts.data)
    for (const [name, value] of Object.entries(row)) if (typeof value === 'number') row[name] = String(value);
  asNumbers.recordsTotal = 3;
  const expected = await adapter(list()).listLines();
  expect(await adapter(asNumbers).listLines()).toEqual(expected);
  expect(await adapter(asTexts).listLines()).toEqual(expected);
});

it('a line without a username (stored as the word null) does not hide the others', async () => {
  const answer = list();
  answer.data[0] = { ...answer.data[0], username: null };
  expect((await adapter(answer).listLines()).rows.map(({ username }) => username)).toEqual(['', 'seed2', 'expired1']);
});

it('another line than asked for is refused', async () => {
  expect((await refusal(() => adapter(line()).getLine('3'))).code).toBe('bad-answer');
});

it('an answer changed in any one place is read to the same number of lines or refused, and nothing of it is shown', async () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('', null, 0, '0', [], {}, true, 1e308, '['.repeat(20_000)),
  );
  const place = fc.oneof(
    fc.tuple(fc.constantFrom('status', 'data', 'recordsTotal', 'recordsFiltered')),
    fc.tuple(fc.constant('data'), fc.nat(2)),
    fc.tuple(fc.constant('data'), fc.nat(2), fc.constantFrom(...Object.keys(list().data[0] ?? {}))),
  );
  await fc.assert(
    fc.asyncProperty(place, anything, async (path, value) => {
      const answer = list();
      let target = answer as unknown as Record<string | number, unknown>;
      for (const step of path.slice(0, -1)) target = target[step] as Record<string | number, unknown>;
      target[path.at(-1) as string] = value;
      const count = Array.isArray(answer.data) ? answer.data.length : 3;
      try {
        const page = await adapter(answer).listLines();
        expect(page.rows).toHaveLength(count);
        if (count === 0) expect(page.total).toBe(0);
      } catch (error) {
        expect(error).toHaveProperty('name', 'PanelError');
        expect(everythingOf(error as PanelError)).not.toMatch(/seedpass/);
      }
    }),
    { numRuns: 1500 },
  );
});

describe('every way of saying nothing is an error, for every question', () => {
  const questions: Array<[string, (panel: XuiAdapter) => Promise<unknown>]> = [
    ['identify', (panel) => panel.identify()],
    ['listLines', (panel) => panel.listLines()],
    ['getLine', (panel) => panel.getLine('2')],
    ['findLine', (panel) => panel.findLine('alice')],
    [
      'createLine',
      (panel) => panel.createLine({ username: 'a', password: 'hunter2', expiresAt: null, bouquetIds: [] }),
    ],
    ['updateLine', (panel) => panel.updateLine('2', { contact: 'x' })],
    ['deleteLine', (panel) => panel.deleteLine('2')],
    ['listPackages', (panel) => panel.listPackages()],
    ['listBouquets', (panel) => panel.listBouquets()],
    ['listUsers', (panel) => panel.listUsers()],
  ];
  const nothings = [
    '',
    'null',
    '<html>',
    '{"result":false}',
    '{"status":"STATUS_SUCC',
    '{}',
    '{"status":"STATUS_NO_PERMISSIONS"}',
  ];

  it.each(questions.flatMap(([name, ask]) => nothings.map((body) => [name, body, ask] as const)))(
    '%s: %j',
    async (_name, body, ask) => {
      const error = await refusal(() => ask(adapter(body)));
      expect(['bad-answer', 'not-a-panel', 'no-permission']).toContain(error.code);
      expect(everythingOf(error)).not.toContain('hunter2');
    },
  );

  it('a bare list is no proof of a deletion', async () => {
    expect((await refusal(() => adapter('[]').deleteLine('2'))).code).toBe('bad-answer');
  });

  it('a failure with a message is not "there is no such line"', async () => {
    const error = await refusal(() => adapter('{"status":"STATUS_FAILURE","error":"Maintenance"}').getLine('2'));
    expect(error.code).toBe('rejected');
  });

  it('a deletion that failed while the line is there is not "there is no such line"', async () => {
    const transport = new ScriptedTransport((action) =>
      action === 'get_line' ? lineBody : '{"status":"STATUS_FAILURE"}',
    );
    expect((await refusal(() => new XuiAdapter(transport).deleteLine('2'))).code).toBe('rejected');
  });
});

describe('packages', () => {
  const row = {
    id: '1',
    package_name: 'Monthly',
    is_trial: 0,
    is_official: '1',
    official_credits: '10',
    official_duration: '1',
    official_duration_in: 'months',
    bouquets: '["1","2"]',
    output_formats: '[1,2,7]',
    max_connections: '2',
    is_line: '1',
    is_mag: 0,
    is_e2: 0,
  };

  it('are read', async () => {
    expect(await adapter([row]).listPackages()).toEqual([
      {
        id: '1',
        name: 'Monthly',
        trial: null,
        official: { credits: 10, duration: { amount: 1, unit: 'months' } },
        bouquetIds: ['1', '2'],
        outputs: ['hls', 'mpegts'],
        maxConnections: 2,
        forLines: true,
        forMag: false,
        forEnigma: false,
      },
    ]);
  });

  it('recorded with other columns hidden are packages that sell nothing we know of', async () => {
    const body = recordings.find(({ request }) => request.action === 'get_packages')?.body ?? '';
    const [monthly] = await adapter(body).listPackages();
    expect(monthly).toMatchObject({ id: '1', name: 'Monthly', official: null, trial: null });
  });

  it.each([
    ['month', 'months'],
    ['Days', 'days'],
    ['year', 'years'],
  ])('sold by the %s', async (unit, known) => {
    const [found] = await adapter([{ ...row, official_duration_in: unit }]).listPackages();
    expect(found?.official?.duration.unit).toBe(known);
  });

  it.each(['minutes', '', null, 'lifetime'])('sold by an unknown unit (%j) are not taken for months', async (unit) => {
    const [found] = await adapter([{ ...row, official_duration_in: unit }]).listPackages();
    expect(found?.official).toEqual({ credits: 10, duration: { amount: 0, unit: 'days' } });
  });
});
