import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import {
  executeWrite,
  operationById,
  parseParameters,
  XuiAdapter,
  type CreditLogEntry,
  type ReadMany,
  type ReadOne,
  type User,
  type Write,
} from '../../index';
import { everythingOf, httpTransport, RecordedTransport, refusal } from '../../testing';

/** Accounts and credits, on the demo panel and as recorded. */

const now = Date.parse('2026-11-22T12:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };

let demo: DemoPanel;
let adapter: XuiAdapter;

beforeEach(async () => {
  demo = await startDemoPanel({
    clock: () => now,
    seed: {
      users: [
        { username: 'Reseller1', credits: 100, api_key: 'fedcba9876543210fedcba9876543210', password: '$6$hash' },
        { username: 'reseller10', credits: 2.5 },
      ],
      lines: [{ username: 'alice', member_id: 2 }],
    },
  });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

function run(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

const get = (user: string): Promise<object> => (operationById('user.get') as ReadOne).run(adapter, { user });
const balance = (id = 2): number | undefined => demo.state.users.get(id)?.credits;
const sent = (action: string): number => demo.requests.filter((request) => request.action === action).length;

describe('user.get', () => {
  it('tells all but the password and the key', async () => {
    expect(await get('2')).toEqual({
      id: '2',
      username: 'Reseller1',
      email: null,
      groupName: 'Resellers',
      credits: 100,
      reseller: true,
      enabled: true,
      groupId: '2',
      ownerId: null,
      notes: null,
      timeZone: null,
      registeredAt: '2026-11-22T12:00:00Z',
      lastLoginAt: null,
    });
  });

  it('says so when there is none', async () => {
    expect(await refusal(() => get('99'))).toMatchObject({ code: 'not-found' });
  });
});

describe('user.create', () => {
  const given = { username: 'newres', groupId: '2' };

  it('makes an account with a password of ours', async () => {
    const made = await run('user.create', { ...given, credits: 5, email: 'x@y.z', ownerId: 1, notes: 'north' });
    expect(made).toMatchObject({
      id: '4',
      username: 'newres',
      password: expect.stringMatching(/^[a-z2-9]{12}$/) as string,
      credits: 5,
      email: 'x@y.z',
      ownerId: '1',
      notes: 'north',
      reseller: true,
    });
    expect(JSON.stringify(made)).not.toContain('$6$');
  });

  it('is refused where the name is taken, whatever its case, before anything is sent', async () => {
    const error = await refusal(() => run('user.create', { ...given, username: 'reseller1' }));
    expect(error).toMatchObject({ code: 'exists', field: 'username' });
    expect(sent('create_user')).toBe(0);
  });

  it('is refused in a group there is not, before anything is sent', async () => {
    expect(await refusal(() => run('user.create', { ...given, groupId: 9 }))).toMatchObject({ field: 'groupId' });
    expect(sent('create_user')).toBe(0);
  });

  it('is found out to be done when only the answer was lost', async () => {
    demo.setFault({ kind: 'apply-then-reset', actions: ['create_user'], times: 1 });
    expect(await run('user.create', given)).toMatchObject({ username: 'newres' });
    expect(sent('create_user')).toBe(1);
  });

  it('names a refusal of the panel without the password it echoes', async () => {
    const transport = httpTransport(demo);
    adapter = new XuiAdapter({
      post: (fields) =>
        fields[0]?.[1] === 'create_user'
          ? Promise.resolve({
              status: 200,
              body: '{"status":"STATUS_INVALID_EMAIL","data":{"password":"zzz-secret"}}',
              headers: {},
            })
          : transport.post(fields),
    });
    const error = await refusal(() => run('user.create', { ...given, password: 'zzz-secret' }));
    expect(error).toMatchObject({ code: 'rejected', field: 'email' });
    expect(everythingOf(error)).not.toContain('zzz-secret');
  });
});

describe('switching and deleting', () => {
  it('disables and enables', async () => {
    expect(await run('user.disable', { user: 2 })).toMatchObject({ enabled: false });
    expect(demo.state.users.get(2)?.status).toBe(0);
    expect(await run('user.enable', { user: 2 })).toMatchObject({ enabled: true });
  });

  it('deletes, and its lines stay', async () => {
    expect(await run('user.delete', { user: 2 })).toEqual({ id: '2', username: 'Reseller1', deleted: true });
    expect(demo.state.users.get(2)).toBeUndefined();
    expect(demo.state.lines.get(1)).toMatchObject({ username: 'alice', member_id: null });
  });

  it.each(['user.disable', 'user.delete'])('%s spares whom the key belongs to', async (id) => {
    expect(await refusal(() => run(id, { user: 1 }))).toMatchObject({ code: 'invalid-parameter', field: 'user' });
    expect(demo.state.users.get(1)?.status).toBe(1);
  });

  it.each(['user.enable', 'user.disable', 'user.delete'])('%s says so when there is none', async (id) => {
    expect(await refusal(() => run(id, { user: 99 }))).toMatchObject({ code: 'not-found' });
  });

  it('an answer of success is not believed without the change', async () => {
    const transport = httpTransport(demo);
    adapter = new XuiAdapter({
      post: (fields) =>
        fields[0]?.[1] === 'disable_user'
          ? Promise.resolve({ status: 200, body: '{"status":"STATUS_SUCCESS"}', headers: {} })
          : transport.post(fields),
    });
    const error = await refusal(() => run('user.disable', { user: 2 }));
    expect(error).toMatchObject({ code: 'not-verified', hint: 'Look at the user in the panel.' });
  });
});

describe('user.adjustCredits', () => {
  it.each([
    [50, 150],
    [-100, 0],
  ])('%d makes %d', async (amount, credits) => {
    const result = await run('user.adjustCredits', { user: 2, amount, reason: 'inv-1' });
    expect(result).toEqual({ id: '2', username: 'Reseller1', credits, before: 100 });
    expect(balance()).toBe(credits);
  });

  it('keeps the decimals of a balance', async () => {
    expect(await run('user.adjustCredits', { user: 3, amount: 10 })).toMatchObject({ credits: 12.5 });
  });

  it.each([[-101], [0], [1.5], ['abc'], [2_000_000]])('%p is refused before anything is sent', async (amount) => {
    const error = await refusal(() => run('user.adjustCredits', { user: 2, amount }));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'amount' });
    expect(sent('adjust_credits')).toBe(0);
  });

  it('is not sent when the balance moved after planning', async () => {
    const operation = operationById('user.adjustCredits') as Write;
    const values = parseParameters(operation, { user: 2, amount: 50 }, context);
    const target = await operation.plan(adapter, values, context);
    demo.state.users.get(2)!.credits = 70;
    expect(await refusal(() => operation.send(adapter, target))).toMatchObject({ code: 'conflict' });
    expect(await operation.assess(adapter, target)).toEqual({ state: 'conflict', found: 'the balance is 70' });
    expect(sent('adjust_credits')).toBe(0);
  });

  it('counts once when only the answer was lost, however often the target is sent', async () => {
    const operation = operationById('user.adjustCredits') as Write;
    const target = await operation.plan(adapter, parseParameters(operation, { user: 2, amount: 50 }, context), context);
    demo.setFault({ kind: 'apply-then-reset', actions: ['adjust_credits'], times: 1 });
    await refusal(() => operation.send(adapter, target));
    expect(await operation.assess(adapter, target)).toMatchObject({ state: 'reached', result: { credits: 150 } });
    await refusal(() => operation.send(adapter, target));
    expect(balance()).toBe(150);
  });

  it('queues by user', () => {
    const operation = operationById('user.adjustCredits') as Write;
    expect(operation.subject({ userId: '2' })).toBe('user:2');
  });
});

describe('creditLog.getMany', () => {
  async function list(given: Record<string, unknown> = {}): Promise<CreditLogEntry[]> {
    const operation = operationById('creditLog.getMany') as ReadMany;
    const rows: object[] = [];
    for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) rows.push(...page);
    return rows as CreditLogEntry[];
  }

  it('tells what was written down, by user and by day', async () => {
    await run('user.adjustCredits', { user: 2, amount: 50, reason: 'inv-1' });
    await run('user.adjustCredits', { user: 3, amount: 1 });
    expect(await list({ userId: 2 })).toEqual([
      {
        id: '1',
        userId: '2',
        username: 'Reseller1',
        changedById: '1',
        changedByUsername: 'admin',
        recorded: 150,
        amount: null,
        reason: 'inv-1',
        localTime: '2026-11-22 12:00:00',
      },
    ]);
    expect(await list()).toHaveLength(2);
    expect(await list({ from: '2026-11-23' })).toEqual([]);
  });

  it('is as recorded', async () => {
    adapter = new XuiAdapter(new RecordedTransport());
    expect(await list()).toMatchObject([{ userId: '2', recorded: 150, reason: 'inv-1' }]);
  });
});

it('reads the recorded account without its secrets', async () => {
  const transport = new RecordedTransport();
  adapter = new XuiAdapter({
    post: (fields) =>
      fields[0]?.[1] === 'get_groups'
        ? Promise.resolve({ status: 200, body: '[{"group_id":"2","group_name":"Resellers"}]', headers: {} })
        : transport.post(fields),
  });
  const user = (await get('2')) as User;
  expect(user).toMatchObject({ username: 'reseller1', credits: 100, ownerId: '1', groupName: 'Resellers' });
  expect(JSON.stringify(user)).not.toMatch(/fedcba|password/);
});
