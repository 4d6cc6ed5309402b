import { startDemoPanel, type DemoPanel, type LineRow } from '../../demo/panel';
import {
  executeWrite,
  operationById,
  parseParameters,
  ResellerAdapter,
  type Line,
  type PanelTransport,
  type ReadMany,
  type Write,
} from '../index';
import { everythingOf, httpTransport, refusal } from '../testing';

/** The reseller API, on the demo panel: users 2 and 3 are resellers, 4 is a sub-reseller of 2. */

const now = Date.parse('2026-11-22T12:00:00Z');
const unix = (instant: string): number => Date.parse(instant) / 1000;
const key = 'fedcba9876543210fedcba9876543210';
const nextYear = unix('2027-01-22T12:00:00Z');

let demo: DemoPanel;
let adapter: ResellerAdapter;
let transport: PanelTransport;
let bytes = 0;
const context = { now, timeZone: 'UTC', randomByte: () => (bytes = (bytes + 37) % 256) };

beforeEach(async () => {
  bytes = 0;
  demo = await startDemoPanel({
    dialect: 'reseller',
    clock: () => now,
    seed: {
      users: [
        { username: 'levant', credits: 100, api_key: key },
        { username: 'rival', credits: 100 },
        { username: 'corner', credits: 5, owner_id: 2 },
      ],
      bouquets: [{ bouquet_name: 'News' }, { bouquet_name: 'Sports' }, { bouquet_name: 'Kids' }],
      packages: [
        { package_name: 'Month', official_credits: 10, bouquets: '[1,2]', max_connections: 2 },
        { package_name: 'Family', official_credits: 18, bouquets: '[1,2,3]', max_connections: 4 },
        { package_name: 'Trial', is_official: 0, is_trial: 1, trial_duration: 24, bouquets: '[1]' },
        { package_name: 'Not ours', groups: '[9]' },
        { package_name: 'Boxes', is_line: 0, official_credits: 8, bouquets: '[1]' },
      ],
      lines: [
        {
          username: 'alice1234',
          password: 'secret-of-alice',
          member_id: 2,
          package_id: 1,
          exp_date: nextYear,
          bouquet: '[1,2]',
          allowed_outputs: '[1,2]',
          max_connections: 2,
          contact: 'alice@example.com',
          reseller_notes: 'crm:1',
          allowed_ips: '["192.0.2.7"]',
          is_isplock: 1,
        },
        { username: 'rivals', password: 'r', member_id: 3, package_id: 1, exp_date: nextYear, bouquet: '[1,2]' },
        { username: 'corners', password: 'c', member_id: 4, exp_date: nextYear, contact: 'x' },
        { username: 'forever', password: 'f', member_id: 2, package_id: 1, bouquet: '[1,2]' },
      ],
    },
  });
  transport = httpTransport(demo);
  adapter = new ResellerAdapter(transport);
});
afterEach(() => demo.stop());

function run(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

const sent = (...actions: string[]): number =>
  demo.requests.filter((request) => actions.length === 0 || actions.includes(request.action)).length;
const row = (id = 1): LineRow => demo.state.lines.get(id)!;
const balance = (): number | undefined => demo.state.users.get(2)?.credits;
const group = (change: object): void => void Object.assign(demo.state.groups.get(2) as object, change);
const byPackage = { extend: 'byPackage', packageId: '1' };
/** Carried out by the panel, and its answer lost. */
const loseAnswer = (action: string): void => {
  demo.setFault({ kind: 'apply-then-reset', actions: [action], times: 1 });
};

it('tells who the key belongs to and how many credits there are', async () => {
  expect(await adapter.identify()).toMatchObject({ userId: '2', username: 'levant', credits: 100 });
  expect((await adapter.identify()).explanation).toContain('100 credits');
});

it('lists what is sold to the reseller, at the reseller’s own price', async () => {
  Object.assign(demo.state.users.get(2) as object, { override_packages: '{"1":{"official_credits":"7"}}' });
  expect((await adapter.listPackages()).map(({ name, official }) => [name, official?.credits ?? null])).toEqual([
    ['Month', 7],
    ['Family', 18],
    ['Trial', null],
    ['Boxes', 8],
  ]);
});

it('a wrong key is told in the words of this API', async () => {
  adapter = new ResellerAdapter(httpTransport({ ...demo, apiKey: '0'.repeat(32) }));
  expect(await refusal(() => adapter.identify())).toMatchObject({
    code: 'wrong-key',
    hint: expect.stringContaining('Reseller API') as string,
  });
});

it('a panel in maintenance is unavailable', async () => {
  demo.setFault({ kind: 'http-503' });
  expect((await refusal(() => adapter.getLine('1'))).code).toBe('unavailable');
});

describe('lists that are always empty', () => {
  it.each([
    ['line', () => adapter.findLine('alice1234')],
    ['device', () => (operationById('mag.getMany') as ReadMany).pages(adapter, {}).next()],
    ['user', () => adapter.listUsers()],
  ])('are not taken for "none": %s', async (_, look) => {
    expect(await refusal(look)).toMatchObject({ code: 'unsupported', hint: expect.stringContaining('ID') as string });
  });

  it('do not keep a line that was met from being found by its username', async () => {
    await adapter.getLine('1');
    expect(await adapter.findLine('alice1234')).toMatchObject({ id: '1' });
  });

  it('and where they hold rows, they are believed, also about who is not there', async () => {
    demo.state.resellerListsWork = true;
    expect(await adapter.findLine('alice1234')).toMatchObject({ id: '1' });
    expect(await adapter.findLine('nobody123')).toBeNull();
    expect((await adapter.listUsers()).rows).toMatchObject([{ id: '4', username: 'corner' }]);
  });
});

describe('somebody else’s line', () => {
  it.each([
    ['line.delete', {}],
    ['line.disable', {}],
    ['line.enable', {}],
    ['line.update', { contact: 'mine' }],
    ['line.extend', byPackage],
  ])('is not there for %s, and nothing is sent', async (id, values) => {
    const before = { ...row(2) };
    expect(await refusal(() => run(id, { line: { id: '2' }, ...values }))).toMatchObject({ code: 'not-found' });
    expect(demo.state.lines.get(2)).toEqual(before);
    expect(sent('delete_line', 'disable_line', 'enable_line', 'edit_line')).toBe(0);
  });

  it('is refused by the adapter itself, too', async () => {
    expect((await refusal(() => adapter.deleteLine('2'))).code).toBe('not-found');
    expect((await refusal(() => adapter.updateLine('2', { enabled: false }))).code).toBe('not-found');
    expect(demo.state.lines.get(2)?.enabled).toBe(1);
  });

  it('neither is their device deleted', async () => {
    const lineId = demo.state.lines.put({ ...row(2), id: 9, username: 'box', is_mag: 1 }).id;
    demo.state.mags.add({ user_id: lineId, mac: '00:1A:79:00:00:01', stb_type: '' });
    expect((await refusal(() => run('mag.delete', { device: { id: '1' } }))).code).toBe('not-found');
    expect(demo.state.mags.size).toBe(1);
  });
});

describe('an edit', () => {
  it.each([0, 1])('keeps what it does not name, whether or not the group restricts lines (%i)', async (allowed) => {
    group({ allow_restrictions: allowed, allow_change_bouquets: allowed });
    const before = { ...row() };
    expect(await run('line.update', { line: { id: '1' }, contact: 'new@example.com' })).toMatchObject({ id: '1' });
    expect({ ...row(), updated: before.updated }).toEqual({ ...before, contact: 'new@example.com' });
    expect(balance()).toBe(100);
  });

  it('clears what is to be empty', async () => {
    await run('line.update', { line: { id: '1' }, resellerNotes: '' });
    expect(row()).toMatchObject({ reseller_notes: null, contact: 'alice@example.com' });
  });

  it('leaves a sub-reseller’s line with the sub-reseller', async () => {
    await run('line.update', { line: { id: '3' }, contact: 'y' });
    expect(row(3)).toMatchObject({ member_id: 4, contact: 'y' });
  });

  it.each([
    ['bouquets', { bouquet: '[1,2,3]' }],
    ['outputs', { allowed_outputs: '[1,2,3]' }],
  ])('that would put back the %s an administrator gave is refused before it is sent', async (_, given) => {
    Object.assign(row(), given);
    expect((await refusal(() => run('line.update', { line: { id: '1' }, contact: 'z' }))).code).toBe('rejected');
    expect(sent('edit_line')).toBe(0);
  });

  it('keeps fewer bouquets than the package has, where the group may choose them', async () => {
    group({ allow_change_bouquets: 1 });
    row().bouquet = '[2]';
    await run('line.update', { line: { id: '1' }, contact: 'z' });
    expect(row()).toMatchObject({ bouquet: '[2]', contact: 'z' });
  });

  it('of what the group may not change is refused, not left out without a word', async () => {
    group({ allow_change_password: 0, allow_restrictions: 0 });
    const given = { line: { id: '1' } };
    expect(await refusal(() => run('line.resetPassword', given))).toMatchObject({ field: 'password' });
    expect(await refusal(() => run('line.update', { ...given, allowedIps: ['192.0.2.9'] }))).toMatchObject({
      field: 'allowedIps',
    });
    expect(sent('edit_line')).toBe(0);
  });

  it('disables and enables', async () => {
    expect(await run('line.disable', { line: { id: '1' } })).toMatchObject({ enabled: false });
    expect(await run('line.enable', { line: { id: '1' } })).toMatchObject({ enabled: true });
    expect(sent('edit_line')).toBe(0);
  });
});

describe('a renewal', () => {
  const renew = (given: object = {}): Promise<object> =>
    run('line.extend', { line: { id: '1' }, ...byPackage, ...given });

  it('adds the package’s duration, charges its price once, and keeps everything else', async () => {
    group({ allow_restrictions: 1 });
    const before = { ...row() };
    expect(await renew()).toMatchObject({ id: '1', expiresAt: '2027-02-22T12:00:00Z' });
    expect({ ...row(), updated: before.updated }).toEqual({ ...before, exp_date: unix('2027-02-22T12:00:00Z') });
    expect(balance()).toBe(90);
    expect(demo.state.logs.users.all()).toMatchObject([
      { owner: 2, type: 'line', action: 'extend', log_id: 1, package_id: 1, cost: 10, credits_after: 90 },
    ]);
  });

  it('whose answer is lost is read back and not sent again', async () => {
    loseAnswer('edit_line');
    expect(await renew()).toMatchObject({ expiresAt: '2027-02-22T12:00:00Z' });
    expect([balance(), sent('edit_line')]).toEqual([90, 1]);
  });

  it('counts from now when the line has expired', async () => {
    row().exp_date = unix('2026-01-01T00:00:00Z');
    expect(await renew()).toMatchObject({ expiresAt: '2026-12-22T12:00:00Z' });
  });

  it.each([
    ['the panel rolls 31 January over into March', '2027-01-31T12:00:00Z', '2027-03-03T12:00:00Z'],
    ['the panel’s zone has another day', '2027-01-30T23:30:00Z', '2027-03-02T23:30:00Z'],
  ])('is known again where %s', async (_, from, to) => {
    row().exp_date = unix(from);
    expect(await renew()).toMatchObject({ expiresAt: to });
    expect(balance()).toBe(90);
  });

  it('sent again towards the same target changes and charges nothing', async () => {
    const operation = operationById('line.extend') as Write;
    const target = await operation.plan(adapter, { line: { id: '1' }, ...byPackage }, context);
    await operation.send(adapter, target);
    expect((await refusal(() => operation.send(adapter, target))).code).toBe('conflict');
    expect((await operation.assess(adapter, target)).state).toBe('reached');
    expect([balance(), sent('edit_line')]).toEqual([90, 1]);
  });

  it('is no longer sent once somebody else has changed the expiry', async () => {
    const operation = operationById('line.extend') as Write;
    const target = await operation.plan(adapter, { line: { id: '1' }, ...byPackage }, context);
    row().exp_date = unix('2027-06-01T00:00:00Z');
    const found = await operation.assess(adapter, target);
    expect(found).toMatchObject({ state: 'conflict', found: expect.stringContaining('2027-06-01') as string });
  });

  it('of a day is not mistaken for one of two', async () => {
    Object.assign(demo.state.packages.get(1) as object, { official_duration: 1, official_duration_in: 'days' });
    const operation = operationById('line.extend') as Write;
    const target = await operation.plan(adapter, { line: { id: '1' }, ...byPackage }, context);
    row().exp_date = nextYear + 2 * 86_400;
    expect((await operation.assess(adapter, target)).state).toBe('conflict');
  });

  it.each<[string, object, () => void, string]>([
    [
      'with too few credits',
      { line: { id: '1' } },
      () => void Object.assign(demo.state.users.get(2) as object, { credits: 9 }),
      'packageId',
    ],
    ['of a line that never expires, which would end it', { line: { id: '4' } }, () => undefined, 'line'],
    ['that would lose the days left', { packageId: '2' }, () => undefined, 'packageId'],
    ['with a trial', { packageId: '3' }, () => undefined, 'packageId'],
    ['with a package of another group', { packageId: '4' }, () => undefined, 'packageId'],
    ['by a duration of one’s own', { extend: 'byDuration', packageId: undefined }, () => undefined, 'extend'],
  ])('%s is refused before anything is sent', async (_, given, prepare, field) => {
    prepare();
    expect(await refusal(() => renew(given))).toMatchObject({ code: 'invalid-parameter', field });
    expect(sent('edit_line')).toBe(0);
  });

  it('refused by the panel for want of credits says what to do', async () => {
    const operation = operationById('line.extend') as Write;
    const target = await operation.plan(adapter, { line: { id: '1' }, ...byPackage }, context);
    Object.assign(demo.state.users.get(2) as object, { credits: 3 });
    expect(await refusal(() => operation.send(adapter, target))).toMatchObject({
      code: 'rejected',
      message: 'The reseller has too few credits for this package.',
      panelStatus: 'STATUS_INSUFFICIENT_CREDITS',
    });
  });

  it('of one after another takes turns, whoever began: the balance is right', async () => {
    demo.state.lines.put({ ...row(), id: 20, username: 'second12' });
    const others = new ResellerAdapter(httpTransport(demo));
    const from = '2027-01-22T12:00:00Z';
    await Promise.all([
      adapter.parts.sales.renewLine('1', { packageId: '1', from }),
      others.parts.sales.renewLine('20', { packageId: '1', from }),
    ]);
    expect(balance()).toBe(80);
  });
});

describe('a line that is sold', () => {
  const create = (given: object = {}): Promise<object> => run('line.create', { packageId: '1', ...given });

  it('has what the package says and a username of ours', async () => {
    const made = (await create({ contact: 'new@example.com' })) as Line;
    expect(made).toMatchObject({
      username: expect.stringMatching(/^[a-z2-9]{10}$/) as string,
      packageId: '1',
      expiresAt: '2026-12-22T12:00:00Z',
      maxConnections: 2,
      bouquetIds: ['1', '2'],
      contact: 'new@example.com',
      ownerId: '2',
    });
    expect(balance()).toBe(90);
  });

  it('has fewer bouquets where the group may choose them', async () => {
    group({ allow_change_bouquets: 1 });
    expect(await create({ bouquetIds: ['2'] })).toMatchObject({ bouquetIds: ['2'] });
  });

  it('is a trial where the package is one', async () => {
    expect(await create({ packageId: '3' })).toMatchObject({ trial: true, expiresAt: '2026-11-23T12:00:00Z' });
    expect(balance()).toBe(100);
  });

  it.each([
    ['without a package', { packageId: undefined }, 'packageId'],
    ['with a package for devices only', { packageId: '5' }, 'packageId'],
    ['as a trial of what is no trial', { trial: true }, 'trial'],
    ['with a username shorter than the group’s', { username: 'short' }, 'username'],
    ['with an expiry of its own', { expiresAt: '2027-06-01' }, 'expiresAt'],
    ['with bouquets the group may not choose', { bouquetIds: ['1'] }, 'bouquetIds'],
  ])('%s is refused before anything is sent', async (_, given, field) => {
    expect(await refusal(() => create(given))).toMatchObject({ code: 'invalid-parameter', field });
    expect(sent('create_line')).toBe(0);
  });

  it('is not sold where the panel makes up the usernames: it could not be told from one that was not made', async () => {
    group({ allow_change_username: 0 });
    expect((await refusal(() => create())).code).toBe('unsupported');
    expect(sent('create_line')).toBe(0);
  });

  it('no more trials is said in words', async () => {
    group({ total_allowed_gen_trials: 0 });
    expect(await refusal(() => create({ packageId: '3' }))).toMatchObject({
      code: 'rejected',
      field: 'trial',
      panelStatus: 'STATUS_NO_TRIALS',
    });
  });

  it('of a username that is taken is refused without a charge or a secret', async () => {
    const error = await refusal(() => create({ username: 'alice1234', password: 'correct-horse' }));
    expect(error).toMatchObject({ code: 'exists', field: 'username' });
    expect(everythingOf(error)).not.toMatch(/correct-horse|fedcba/);
    expect(balance()).toBe(100);
  });

  it('is found where the panel’s lists work, when its answer was lost', async () => {
    demo.state.resellerListsWork = true;
    loseAnswer('create_line');
    expect(await create()).toMatchObject({ packageId: '1' });
    expect([balance(), sent('create_line')]).toEqual([90, 1]);
  });

  it('whose answer was lost is not called undone where they do not: a person must look', async () => {
    loseAnswer('create_line');
    const error = await refusal(() => create());
    expect(error).toMatchObject({ code: 'not-verified', hint: expect.stringContaining('Look at the line') as string });
    expect(error.passing).toBe(false);
  });

  it('is sent again by who keeps the target, and made and charged once', async () => {
    const operation = operationById('line.create') as Write;
    const target = await operation.plan(adapter, { packageId: '1' }, context);
    loseAnswer('create_line');
    await refusal(() => operation.send(adapter, target));
    expect(await operation.assess(adapter, target)).toMatchObject({ state: 'pending' });
    expect(await refusal(() => operation.send(adapter, target))).toMatchObject({
      code: 'not-verified',
      message: expect.stringContaining('made by an earlier attempt') as string,
    });
    expect([balance(), demo.state.lines.size]).toEqual([90, 5]);
  });

  it('with a chosen username is told apart from somebody else’s by the balance', async () => {
    const operation = operationById('line.create') as Write;
    const target = await operation.plan(adapter, { packageId: '1', username: 'newcomer1' }, context);
    loseAnswer('create_line');
    await refusal(() => operation.send(adapter, target));
    expect(await refusal(() => operation.send(adapter, target))).toMatchObject({
      code: 'not-verified',
      message: expect.stringContaining('from 100 to 90') as string,
    });
  });
});

describe('a device', () => {
  const mac = '00:1A:79:AA:BB:CC';

  it.each(['mag', 'enigma2'] as const)('is sold, switched and deleted: %s', async (kind) => {
    expect(await run(`${kind}.create`, { mac, packageId: '5' })).toMatchObject({ mac, packageId: '5', enabled: true });
    expect(balance()).toBe(92);
    expect(await run(`${kind}.disable`, { device: { mac } })).toMatchObject({ enabled: false });
    expect(await run(`${kind}.enable`, { device: { mac } })).toMatchObject({ enabled: true });
    expect(await run(`${kind}.delete`, { device: { mac } })).toMatchObject({ mac, deleted: true });
    expect(demo.state.lines.size).toBe(4);
  });

  it('whose answer was lost is neither called undone nor sold twice', async () => {
    const operation = operationById('mag.create') as Write;
    const target = await operation.plan(adapter, { mac, packageId: '5' }, context);
    loseAnswer('create_mag');
    await refusal(() => operation.send(adapter, target));
    expect(await operation.assess(adapter, target)).toMatchObject({
      state: 'pending',
      doubt: expect.any(String) as string,
    });
    expect((await refusal(() => operation.send(adapter, target))).code).toBe('not-verified');
    expect([balance(), demo.state.mags.size]).toEqual([92, 1]);
  });
});

describe('a sub-reseller', () => {
  it('is made, read without its secrets, switched, and given credits of the reseller’s own', async () => {
    const made = await run('user.create', { username: 'north-shop', groupId: '2' });
    expect(made).toMatchObject({ id: '5', ownerId: '2', credits: 0, reseller: true });
    expect(await run('user.adjustCredits', { user: '5', amount: 30, reason: 'start' })).toMatchObject({ credits: 30 });
    expect([balance(), demo.state.creditLogs.all()[0]]).toMatchObject([70, { amount: 30, reason: 'start' }]);
    expect(await run('user.disable', { user: '5' })).toMatchObject({ enabled: false });
    expect(await run('user.delete', { user: '5' })).toMatchObject({ deleted: true });
    expect(JSON.stringify(await adapter.parts.users.getUser('4'))).not.toMatch(/api_key|\$6\$/);
  });

  it('cannot be given more than the reseller has', async () => {
    const error = await refusal(() => run('user.adjustCredits', { user: '4', amount: 101 }));
    expect(error).toMatchObject({ code: 'rejected' });
    expect(balance()).toBe(100);
  });

  it.each([
    ['in a group that is not for them', { groupId: '1' }, 'groupId'],
    ['with credits to begin with', { groupId: '2', credits: 5 }, 'credits'],
  ])('%s is refused, not changed without a word', async (_, given, field) => {
    const error = await refusal(() => run('user.create', { username: 'north-shop', ...given }));
    expect(error).toMatchObject({ field });
    expect(sent('create_user')).toBe(0);
  });

  it('of another reseller is not there', async () => {
    expect((await refusal(() => adapter.parts.users.getUser('3'))).code).toBe('not-found');
  });
});
