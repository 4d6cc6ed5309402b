import { startDemoPanel, type DemoPanel, type LineRow } from '../../../demo/panel';
import {
  executeWrite,
  operationById,
  parseParameters,
  XuiAdapter,
  type Line,
  type LineSummary,
  type PanelTransport,
  type ReadMany,
  type ReadOne,
  type Write,
} from '../../index';
import { httpTransport, refusal } from '../../testing';

/** Operations on lines, planned, carried out and read back on the demo panel. */

const now = Date.parse('2026-11-22T12:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };
const ahead = 1_798_761_600; // 2027-01-01T00:00:00Z

let demo: DemoPanel;
let adapter: XuiAdapter;
let transport: PanelTransport;

beforeEach(async () => {
  demo = await startDemoPanel({
    clock: () => now,
    seed: {
      lines: [
        { username: 'ahead', password: 'secret-1', exp_date: ahead, bouquet: '[1]', reseller_notes: 'crm:1' },
        { username: 'expired', password: 'secret-2', exp_date: 1_609_459_200, enabled: 0 },
        { username: 'unlimited', password: 'secret-3', exp_date: null },
        { username: 'zero', password: 'secret-4', exp_date: 0, admin_enabled: 0 },
      ],
      bouquets: [{ bouquet_name: 'Basic' }, { bouquet_name: 'Sports' }],
      users: [{ username: 'reseller1' }],
      packages: [
        { package_name: 'Monthly', bouquets: '[1,2]', max_connections: 3, output_formats: '[1]' },
        {
          package_name: 'Trial',
          is_official: 0,
          is_trial: 1,
          trial_duration: 24,
          trial_duration_in: 'hours',
          bouquets: '[1]',
        },
        { package_name: 'Both', is_trial: 1, trial_duration: 2, trial_duration_in: 'days', bouquets: '[2]' },
        { package_name: 'MAG only', is_line: 0, bouquets: '[1]' },
        { package_name: 'Empty', bouquets: '[]' },
        { package_name: 'Lasting', official_duration: 12, official_duration_in: 'years', bouquets: '[1]' },
        { package_name: 'No duration', official_duration: 0, bouquets: '[1]' },
      ],
    },
  });
  transport = httpTransport(demo);
  adapter = new XuiAdapter({ post: (fields) => transport.post(fields) });
});
afterEach(() => demo.stop());

function write(id: string): Write {
  const operation = operationById(id);
  if (operation?.access !== 'write') throw new Error(`${id} is no write`);
  return operation;
}

/** As the node does it: check, then plan, send and read back. */
async function run(id: string, given: Record<string, unknown>): Promise<Line> {
  const operation = write(id);
  return (await executeWrite(operation, adapter, parseParameters(operation, given, context), context)) as Line;
}

async function plan(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = write(id);
  return operation.plan(adapter, parseParameters(operation, given, context), context);
}

function row(username: string): LineRow {
  const found = demo.state.lines.all().find((line) => line.username === username);
  if (!found) throw new Error(`no line ${username}`);
  return found;
}

const writes = (): string[] =>
  demo.requests.map(({ action }) => action).filter((action) => !/^get_|_info$/.test(action));

describe('line.extend', () => {
  const duration = { amount: 1, unit: 'months' };

  it.each([
    ['from an expiry that lies ahead', 'ahead', '2027-02-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['from now when it has expired', 'expired', '2026-12-22T12:00:00Z', '2021-01-01T00:00:00Z'],
    ['from now when it expired at 0', 'zero', '2026-12-22T12:00:00Z', '1970-01-01T00:00:00Z'],
  ])('plans an absolute date, %s', async (_name, username, expiresAt, base) => {
    expect(await plan('line.extend', { line: { username }, duration })).toEqual({
      lineId: String(row(username).id),
      username,
      changes: { expiresAt },
      base: { expiresAt: base },
    });
    expect(writes()).toEqual([]);
  });

  it('moves the expiry and nothing else: a disabled line stays disabled', async () => {
    const line = await run('line.extend', { line: { username: 'expired' }, duration });
    expect(line).toMatchObject({ expiresAt: '2026-12-22T12:00:00Z', enabled: false });
    expect(row('expired')).toMatchObject({ password: 'secret-2', enabled: 0 });
  });

  it('moves the expiry to a date', async () => {
    expect(await run('line.extend', { line: { id: '1' }, extend: 'toDate', until: '2027-03-01' })).toMatchObject({
      expiresAt: '2027-03-01T00:00:00Z',
    });
  });

  it('refuses a line that never expires', async () => {
    const error = await refusal(() => run('line.extend', { line: { username: 'unlimited' }, duration }));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'line' });
    expect(row('unlimited').exp_date).toBeNull();
  });

  it('refuses a date later than panels can store', async () => {
    const given = { line: { id: '1' }, duration: { amount: 10, unit: 'years' } };
    await run('line.extend', given);
    const error = await refusal(() => run('line.extend', given));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'duration' });
  });

  it('says so when there is no such line', async () => {
    expect((await refusal(() => run('line.extend', { line: { username: 'nobody' }, duration }))).code).toBe(
      'not-found',
    );
    expect((await refusal(() => run('line.extend', { line: { id: '77' }, duration }))).code).toBe('not-found');
  });

  it('stands as pending, reached or in conflict, by what the line shows', async () => {
    const operation = write('line.extend');
    const target = await plan('line.extend', { line: { id: '1' }, duration });
    expect(await operation.assess(adapter, target)).toEqual({ state: 'pending' });
    await operation.send(adapter, target);
    expect(await operation.assess(adapter, target)).toMatchObject({
      state: 'reached',
      result: { id: '1', expiresAt: '2027-02-01T00:00:00Z' },
    });
    row('ahead').exp_date = ahead + 60;
    expect(await operation.assess(adapter, target)).toEqual({
      state: 'conflict',
      found: 'expiresAt is "2027-01-01T00:01:00Z"',
    });
    expect(operation.subject(target)).toBe('line:1');
  });

  it('sent twice towards one target, extends once', async () => {
    const operation = write('line.extend');
    const target = await plan('line.extend', { line: { id: '1' }, duration });
    await operation.send(adapter, target);
    await operation.send(adapter, JSON.parse(JSON.stringify(target)) as object);
    expect(row('ahead').exp_date).toBe(Date.parse('2027-02-01T00:00:00Z') / 1000);
    expect(writes()).toEqual(['edit_line']);
  });
});

describe('line.create', () => {
  it.each([
    [
      'a package',
      { packageId: '1' },
      {
        expiresAt: '2026-12-22T12:00:00Z',
        trial: false,
        maxConnections: 3,
        outputs: ['hls'],
        bouquetIds: ['1', '2'],
        packageId: '1',
      },
    ],
    ['a trial package', { packageId: '2' }, { expiresAt: '2026-11-23T12:00:00Z', trial: true, bouquetIds: ['1'] }],
    ['a package sold both ways', { packageId: '3' }, { expiresAt: '2026-12-22T12:00:00Z', trial: false }],
    [
      'a package sold both ways, as a trial',
      { packageId: '3', trial: true },
      { expiresAt: '2026-11-24T12:00:00Z', trial: true },
    ],
    [
      'a package, with values of its own',
      { packageId: '1', expiresAt: '2027-05-01', maxConnections: 1, outputs: ['rtmp'], bouquetIds: ['2'] },
      { expiresAt: '2027-05-01T00:00:00Z', maxConnections: 1, outputs: ['rtmp'], bouquetIds: ['2'] },
    ],
    ['a package, never expiring', { packageId: '1', expiresAt: null }, { expiresAt: null, maxConnections: 3 }],
    [
      'values only',
      { bouquetIds: ['1'], expiresAt: '2027-05-01' },
      { outputs: ['hls', 'mpegts'], maxConnections: 1, trial: false, packageId: null },
    ],
  ])('from %s', async (_name, given, expected) => {
    const line = await run('line.create', { username: 'nadia', password: 'secret-9', ...given });
    expect(line).toMatchObject({ username: 'nadia', password: 'secret-9', enabled: true, banned: false, ...expected });
    expect(await adapter.findLine('nadia')).toEqual(line);
  });

  it('makes username and password where they are not given, once and for all in the plan', async () => {
    let byte = 0;
    const operation = write('line.create');
    const values = parseParameters(operation, { packageId: '1' }, context);
    const target = await operation.plan(adapter, values, { ...context, randomByte: () => byte++ % 31 });
    expect(target).toMatchObject({ line: { username: 'abcdefghjk', password: 'mnpqrstuvwxy' } });
    expect(operation.subject(target)).toBe('username:abcdefghjk');
  });

  it.each([
    ['without an expiry', { bouquetIds: ['1'] }, 'expiresAt'],
    ['without bouquets', { expiresAt: null }, 'bouquetIds'],
    ['from a package without bouquets', { packageId: '5' }, 'bouquetIds'],
    ['from a package without a duration', { packageId: '7' }, 'expiresAt'],
    ['from a package not sold as a trial, as a trial', { packageId: '1', trial: true }, 'expiresAt'],
    ['from a package that is not there', { packageId: '99' }, 'packageId'],
    ['from a package for devices', { packageId: '4' }, 'packageId'],
    ['from a package that lasts longer than panels can store', { packageId: '6' }, 'packageId'],
  ])('is refused before anything is sent: %s', async (_name, given, field) => {
    const error = await refusal(() => run('line.create', { username: 'nadia', ...given }));
    expect(error).toMatchObject({ code: 'invalid-parameter', field });
    expect(writes()).toEqual([]);
  });

  it('is refused when the username is taken', async () => {
    const error = await refusal(() => run('line.create', { username: 'ahead', packageId: '1' }));
    expect(error).toMatchObject({ code: 'exists', field: 'username' });
    expect(writes()).toEqual([]);
  });

  it('is in conflict with a line of the same name that somebody else made meanwhile', async () => {
    const operation = write('line.create');
    const target = await plan('line.create', { username: 'nadia', packageId: '1' });
    demo.state.lines.put({ ...row('ahead'), id: demo.state.lines.nextId, username: 'nadia' });
    const assessment = await operation.assess(adapter, target);
    expect(assessment).toMatchObject({ state: 'conflict' });
    expect(JSON.stringify(assessment)).not.toContain('secret-1');
  });
});

describe('line.update', () => {
  it('changes what is given', async () => {
    const line = await run('line.update', {
      line: { id: '1' },
      maxConnections: 4,
      adminNotes: ' VIP ',
      username: 'renamed',
    });
    expect(line).toMatchObject({ username: 'renamed', maxConnections: 4, adminNotes: 'VIP', resellerNotes: 'crm:1' });
  });

  it('clears notes with an empty text, and makes a line never expire with null', async () => {
    const line = await run('line.update', { line: { id: '1' }, resellerNotes: '', expiresAt: null });
    expect(line).toMatchObject({ resellerNotes: null, expiresAt: null });
  });

  it('is refused when nothing is to change', async () => {
    expect((await refusal(() => run('line.update', { line: { id: '1' } }))).field).toBe('line');
  });
});

describe('status', () => {
  it.each([
    ['line.disable', 'ahead', { enabled: 0 }],
    ['line.enable', 'expired', { enabled: 1 }],
    ['line.ban', 'ahead', { admin_enabled: 0 }],
    ['line.unban', 'zero', { admin_enabled: 1 }],
  ])('%s', async (id, username, expected) => {
    const before = { ...row(username) };
    await run(id, { line: { username } });
    expect(row(username)).toEqual({ ...before, ...expected, updated: row(username).updated });
  });

  it('asks nothing of the panel when it is so already', async () => {
    expect(await run('line.enable', { line: { username: 'ahead' } })).toMatchObject({ enabled: true });
    expect(writes()).toEqual([]);
  });
});

describe('line.delete', () => {
  it('deletes', async () => {
    expect(await run('line.delete', { line: { username: 'ahead' } })).toEqual({
      id: '1',
      username: 'ahead',
      deleted: true,
    });
    expect(demo.state.lines.get(1)).toBeUndefined();
  });

  it('of a line somebody else deleted meanwhile has reached its target', async () => {
    const operation = write('line.delete');
    const target = await plan('line.delete', { line: { id: '1' } });
    demo.state.lines.delete(1);
    await operation.send(adapter, target);
    expect(await operation.assess(adapter, target)).toMatchObject({ state: 'reached', result: { deleted: true } });
  });

  it('is not reached while the panel only stammers', async () => {
    const operation = write('line.delete');
    const target = await plan('line.delete', { line: { id: '1' } });
    for (const kind of ['empty-body', 'null', 'result-false', 'html', 'http-503', 'wrong-key'] as const) {
      demo.setFault({ kind });
      expect((await refusal(() => operation.assess(adapter, target))).code).not.toBe('not-found');
    }
    demo.setFault(null);
    expect(await operation.assess(adapter, target)).toEqual({ state: 'pending' });
  });
});

describe('a write whose answer is lost', () => {
  const writing = ['create_line', 'edit_line', 'delete_line', 'disable_line', 'enable_line', 'ban_line', 'unban_line'];
  const cases: Array<[string, Record<string, unknown>]> = [
    ['line.create', { username: 'nadia', packageId: '1' }],
    ['line.update', { line: { id: '1' }, password: 'other-secret', contact: 'x' }],
    ['line.extend', { line: { id: '1' } }],
    ['line.disable', { line: { id: '1' } }],
    ['line.ban', { line: { id: '1' } }],
    ['line.delete', { line: { id: '1' } }],
  ];

  it.each(cases)('%s, done all the same, is known to be done', async (id, given) => {
    demo.setFault({ kind: 'apply-then-reset', actions: writing, times: 1 });
    expect(await run(id, given)).toBeTruthy();
    expect(writes()).toHaveLength(1);
  });

  it.each(cases)('%s, not done, fails with what happened, and is not repeated', async (id, given) => {
    const before = JSON.stringify(demo.state.lines.all());
    demo.setFault({ kind: 'reset', actions: writing, times: 1 });
    const error = await refusal(() => run(id, given));
    expect(error).toMatchObject({ code: 'unreachable', passing: true });
    expect(writes()).toHaveLength(1);
    expect(JSON.stringify(demo.state.lines.all())).toBe(before);
  });

  it('is not taken for a passing fault when it cannot be read back: run again, it could be done twice', async () => {
    demo.setFault({ kind: 'apply-then-reset', actions: writing });
    const post = transport.post.bind(transport);
    let sent = false;
    transport = {
      post: async (fields) => {
        if (sent) demo.setFault({ kind: 'http-503' });
        sent ||= fields[0]?.[1] === 'edit_line';
        return post(fields);
      },
    };
    const error = await refusal(() => run('line.extend', { line: { id: '1' } }));
    expect(error).toMatchObject({ code: 'not-verified', passing: false });
    expect(error.hint).toContain('may have been done');
  });
});

describe('a write that is not there when read back', () => {
  it('is not verified, although the panel answered success', async () => {
    const post = transport.post.bind(transport);
    transport = {
      post: async (fields) =>
        fields[0]?.[1] === 'delete_line'
          ? { status: 200, body: '{"status":"STATUS_SUCCESS"}', headers: {} }
          : post(fields),
    };
    expect((await refusal(() => run('line.delete', { line: { id: '1' } }))).code).toBe('not-verified');
  });

  it('is a conflict when somebody else moved what it was computed from', async () => {
    const post = transport.post.bind(transport);
    transport = {
      post: async (fields) => {
        if (fields[0]?.[1] === 'edit_line') {
          row('ahead').exp_date = ahead + 3600;
          return { status: 200, body: '', headers: {} };
        }
        return post(fields);
      },
    };
    const error = await refusal(() => run('line.extend', { line: { id: '1' } }));
    expect(error).toMatchObject({ code: 'conflict', passing: false });
    expect(error.message).toContain('expiresAt is "2027-01-01T01:00:00Z"');
    expect(row('ahead').exp_date).toBe(ahead + 3600);
  });
});

describe('reads', () => {
  const readOne = (id: string, values: Record<string, unknown>): Promise<object> =>
    (operationById(id) as ReadOne).run(adapter, values);
  const readMany = async (id: string, given: Record<string, unknown>): Promise<object[]> => {
    const operation = operationById(id) as ReadMany;
    const all: object[] = [];
    for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) all.push(...page);
    return all;
  };
  const names = async (given: Record<string, unknown>): Promise<string[]> =>
    ((await readMany('line.getMany', given)) as LineSummary[]).map(({ username }) => username);

  it('get a line by id or username', async () => {
    expect(await readOne('line.get', { line: { id: '2' } })).toMatchObject({ username: 'expired' });
    expect(await readOne('line.get', { line: { username: 'zero' } })).toMatchObject({ id: '4' });
    expect((await refusal(() => readOne('line.get', { line: { username: 'ZERO' } }))).code).toBe('not-found');
  });

  it.each([
    [{}, ['ahead', 'expired', 'unlimited', 'zero']],
    [{ descending: true }, ['zero', 'unlimited', 'expired', 'ahead']],
    [{ sortBy: 'id' }, ['ahead', 'expired', 'unlimited', 'zero']],
    [{ sortBy: 'expiresAt' }, ['unlimited', 'zero', 'expired', 'ahead']],
    [{ sortBy: 'username', descending: true }, ['zero', 'unlimited', 'expired', 'ahead']],
    [{ status: 'disabled' }, ['expired']],
    [{ search: 'crm:' }, ['ahead']],
    [{ search: '' }, ['ahead', 'expired', 'unlimited', 'zero']],
    [{ ownerId: '2' }, []],
  ])('get many lines: %j', async (given, expected) => expect(await names(given)).toEqual(expected));

  it.each([{}, { sortBy: 'username' }])(
    'get many lines of a panel that loses half its pages: refused (%j)',
    async (given) => {
      demo.setFault({ kind: 'half-pages' });
      expect((await refusal(() => names(given))).code).toBe('bad-answer');
    },
  );

  it('get many lines of a large panel, in every order, whole', async () => {
    for (let n = 0; n < 1200; n++) {
      demo.state.lines.put({ ...row('ahead'), id: demo.state.lines.nextId, username: `many${String(n)}` });
    }
    for (const given of [{}, { descending: true }, { sortBy: 'username' }]) {
      expect(new Set(await names(given)).size).toBe(1204);
    }
  });

  it.each([{ sortBy: 'username' }, { descending: true }])(
    'get many lines stops where it is left (%j)',
    async (given) => {
      const operation = operationById('line.getMany') as ReadMany;
      for await (const page of operation.pages(adapter, given)) {
        expect(page).toHaveLength(4);
        break;
      }
      expect(demo.requestCount).toBe(1);
    },
  );

  it('get packages, bouquets, accounts and the panel', async () => {
    expect(await readMany('package.getMany', {})).toHaveLength(7);
    expect(await readOne('package.get', { packageId: '2' })).toMatchObject({ name: 'Trial' });
    expect((await refusal(() => readOne('package.get', { packageId: '99' }))).code).toBe('not-found');
    expect(await readMany('bouquet.getMany', {})).toHaveLength(2);
    expect(await readOne('bouquet.get', { bouquetId: '2' })).toMatchObject({ name: 'Sports' });
    expect((await refusal(() => readOne('bouquet.get', { bouquetId: '99' }))).code).toBe('not-found');
    expect(await readMany('user.getMany', {})).toHaveLength(2);
    expect(await readMany('user.getMany', { search: 'reseller1' })).toMatchObject([{ username: 'reseller1' }]);
    expect(await readOne('panel.get', {})).toMatchObject({ username: 'admin', dialect: 'xui' });
  });
});
