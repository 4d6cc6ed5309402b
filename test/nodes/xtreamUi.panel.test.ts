import { inspect } from 'node:util';
import { startDemoPanel, type DemoPanel, type LineRow } from '../../demo/panel';
import { pngOf, qrCode } from '../../nodes/XtreamUi/image';
import { runError, runNode, runWorkflow, type Credentials, type RunOptions } from './engine';

/** The node straight on a panel: n8n's real engine, a real HTTP server. */

let panel: DemoPanel;
let credentials: Credentials;
const day = 86_400;

beforeEach(async () => {
  panel = await startDemoPanel({ lines: 60 });
  credentials = { xtreamUiApi: { url: panel.url, apiKey: panel.apiKey } };
});

afterEach(() => panel.stop());

const line = (mode: 'id' | 'username' | 'list', value: string) => ({ __rl: true, mode, value });
const run = (parameters: RunOptions['parameters'], more: Partial<RunOptions> = {}) =>
  runNode({ credentials, parameters, ...more });
const fails = (parameters: RunOptions['parameters'], more: Partial<RunOptions> = {}) =>
  runError({ credentials, parameters, ...more });

/** A line made to order, by the panel's own table. */
function makeLine(changes: Partial<LineRow>): LineRow {
  const row = panel.state.plainLines().find((each) => each.enabled === 1 && each.admin_enabled === 1);
  if (row === undefined) throw new Error('the seed has no enabled line');
  return Object.assign(row, { exp_date: Math.floor(Date.now() / 1000) + 30 * day }, changes);
}

const stored = (id: string | number) => panel.state.lines.get(Number(id));
const unix = (text: unknown) => Date.parse(String(text)) / 1000;
const writes = () =>
  panel.requests.filter(({ action }) => /^(create|edit|delete|ban|unban|enable|disable)_/.test(action));

describe('Line: Get', () => {
  it('finds a line by exact username and simplifies it', async () => {
    const row = makeLine({});
    const [item] = await run({ operation: 'get', line: line('username', String(row.username)) });
    expect(item?.json).toMatchObject({ id: String(row.id), username: row.username, status: 'active' });
    expect(Object.keys(item?.json ?? {})).toHaveLength(10);
    expect(item?.pairedItem).toEqual({ item: 0 });
  });

  it('gives everything, and the status, when it is not to simplify', async () => {
    const row = makeLine({ admin_enabled: 0 });
    const [item] = await run({ operation: 'get', line: line('id', String(row.id)), simplify: false });
    expect(item?.json).toMatchObject({ status: 'banned', banned: true });
    expect(item?.json).toHaveProperty('allowedIps');
  });

  it('says which line there is not, and names the item when there are several', async () => {
    const error = await fails(
      { operation: 'get', line: { __rl: true, mode: 'username', value: '={{ $json.name }}' } },
      { items: [{ name: makeLine({}).username }, { name: 'nobody.here' }] },
    );
    expect(error.name).toBe('NodeApiError');
    expect(error.message).toBe('The panel has no line with the username nobody.here. [item 1]');
    expect(error.description).toContain('Check the spelling');
    expect(error.context['itemIndex']).toBe(1);
  });
});

describe('Line: Get Many', () => {
  it('stops at the limit, 50 unless said otherwise', async () => {
    expect(await run({ operation: 'getMany' })).toHaveLength(50);
    expect(await run({ operation: 'getMany', limit: 3 })).toHaveLength(3);
  });

  it('returns all', async () => {
    const items = await run({ operation: 'getMany', returnAll: true });
    expect(items).toHaveLength(panel.state.plainLines().length);
  });

  it('filters and sorts', async () => {
    const items = await run({
      operation: 'getMany',
      filters: { status: 'active' },
      sort: { rule: { sortBy: 'username', direction: 'descending' } },
    });
    const names = items.map(({ json }) => json['username'] as string);
    expect(items.every(({ json }) => json['status'] === 'active')).toBe(true);
    expect(names.length).toBeGreaterThan(1);
    expect(names).toEqual([...names].sort().reverse());
  });
});

describe('Line: Create', () => {
  it('makes a line from a package, username and password included', async () => {
    const [chosen] = panel.state.packages.all().filter((each) => each.is_official === 1 && each.is_line === 1);
    const [item] = await run({
      operation: 'create',
      packageId: { __rl: true, mode: 'list', value: String(chosen?.id) },
      additionalFields: { contact: 'nadia@example.com' },
    });
    expect(item?.json).toMatchObject({ status: 'active', packageId: String(chosen?.id), contact: 'nadia@example.com' });
    expect(item?.json['username']).toMatch(/^[a-z0-9]{10}$/);
    expect(item?.json['password']).toMatch(/^[a-z0-9]{12}$/);
    expect(stored(item?.json['id'] as string)).toBeDefined();
  });

  it('takes a date without an offset in the workflow’s time zone', async () => {
    const [item] = await run(
      {
        operation: 'create',
        username: 'zone.test',
        expiresAtChoice: 'date',
        expiresAt: '2030-01-31T12:00:00',
        additionalFields: { bouquetIds: [String(panel.state.bouquets.all()[0]?.id)] },
      },
      { timeZone: 'America/New_York' },
    );
    expect(item?.json['expiresAt']).toBe('2030-01-31T17:00:00Z');
  });

  it('takes a DateTime of an expression', async () => {
    const [item] = await run({
      operation: 'create',
      username: 'luxon.test',
      expiresAtChoice: 'date',
      expiresAt: "={{ DateTime.fromISO('2030-06-01T10:00:00', { zone: 'Europe/Paris' }) }}",
      additionalFields: { bouquetIds: [String(panel.state.bouquets.all()[0]?.id)] },
    });
    expect(item?.json['expiresAt']).toBe('2030-06-01T08:00:00Z');
  });

  it('makes a line that never expires', async () => {
    const [item] = await run({
      operation: 'create',
      username: 'forever.test',
      expiresAtChoice: 'never',
      additionalFields: { bouquetIds: [String(panel.state.bouquets.all()[0]?.id)] },
    });
    expect(item?.json['expiresAt']).toBeNull();
  });

  it.each([
    [
      'a past date',
      { expiresAtChoice: 'date', expiresAt: '2020-01-01' },
      /^Expires At: 2020-01-01T00:00:00Z lies in the past/,
    ],
    ['a day that is none', { expiresAtChoice: 'date', expiresAt: '2027-02-30' }, /^Expires At: there is no 2027-02-30/],
    [
      'a date past 2038',
      { expiresAtChoice: 'date', expiresAt: '2039-01-01' },
      /^Expires At: .*later than panels can store/,
    ],
    ['a mangled username', { username: 'a\\b', expiresAtChoice: 'never' }, /^Username has a backslash/],
    ['the word null', { username: 'null', expiresAtChoice: 'never' }, /^Username is the word "null"/],
    [
      'a non-ASCII password',
      { password: 'pässword', expiresAtChoice: 'never' },
      /^Password has a character outside ASCII/,
    ],
  ])('refuses %s before anything is sent, naming the field', async (_case, parameters, message) => {
    const error = await fails({ operation: 'create', ...parameters });
    expect(error.name).toBe('NodeOperationError');
    expect(error.message).toMatch(message);
    expect(error.description).not.toBe('');
    expect(panel.requestCount).toBe(0);
  });
});

describe('Line: Update', () => {
  it('changes what is named and keeps the rest', async () => {
    const row = makeLine({ reseller_notes: 'keep me' });
    const [item] = await run({
      operation: 'update',
      line: line('id', String(row.id)),
      updateFields: { maxConnections: 7, expiresAtNever: true },
    });
    expect(item?.json).toMatchObject({ maxConnections: 7, expiresAt: null, resellerNotes: 'keep me' });
    expect(stored(row.id)).toMatchObject({ max_connections: 7, exp_date: null, reseller_notes: 'keep me' });
  });

  it('refuses a date and "Never expires" together', async () => {
    const error = await fails({
      operation: 'update',
      line: line('id', '1'),
      updateFields: { expiresAt: '2030-01-01', expiresAtNever: true },
    });
    expect(error.message).toMatch(/^Expires At is given, and "Never expires" too/);
    expect(panel.requestCount).toBe(0);
  });

  it('says that there is nothing to change', async () => {
    const error = await fails({ operation: 'update', line: line('id', String(makeLine({}).id)) });
    expect(error.message).toMatch(/nothing to change/);
  });
});

describe('Line: Extend', () => {
  it('adds a duration to an expiry ahead', async () => {
    const row = makeLine({});
    const before = row.exp_date ?? 0;
    const [item] = await run({
      operation: 'extend',
      line: line('id', String(row.id)),
      duration: 10,
      durationUnit: 'days',
    });
    expect(unix(item?.json['expiresAt'])).toBe(before + 10 * day);
    expect(stored(row.id)?.exp_date).toBe(before + 10 * day);
  });

  it('extends to a date', async () => {
    const row = makeLine({});
    const [item] = await run({
      operation: 'extend',
      line: line('list', String(row.id)),
      extend: 'toDate',
      until: '2031-05-05T00:00:00Z',
    });
    expect(item?.json['expiresAt']).toBe('2031-05-05T00:00:00Z');
  });

  it('refuses a duration below 1', async () => {
    const error = await fails({ operation: 'extend', line: line('id', '1'), duration: -1, durationUnit: 'months' });
    expect(error.message).toMatch(/^Duration must be at least 1/);
    expect(panel.requestCount).toBe(0);
  });
});

describe('a write straight to the panel, under the trigger', () => {
  const hints = async (parameters: RunOptions['parameters'], startType?: RunOptions['startType']) => {
    const { data } = await runWorkflow({ credentials, parameters, ...(startType ? { startType } : {}) });
    return data.resultData.runData['Xtream UI']?.[0]?.hints?.length ?? 0;
  };

  it('hints that a redelivered event would repeat it, where that does something again', async () => {
    const reference = { line: line('id', String(makeLine({}).id)) };
    expect(await hints({ operation: 'extend', ...reference }, 'xtreamUiTrigger')).toBe(1);
    expect(await hints({ operation: 'ban', ...reference }, 'xtreamUiTrigger')).toBe(0);
    expect(await hints({ operation: 'extend', ...reference })).toBe(0);
  });
});

describe('Line: status operations', () => {
  it.each([
    ['disable', 'disabled'],
    ['ban', 'banned'],
  ])('%s makes it %s, and back', async (operation, status) => {
    const parameters = { line: line('id', String(makeLine({}).id)) };
    const [done] = await run({ operation, ...parameters });
    expect(done?.json['status']).toBe(status);
    const [undone] = await run({ operation: operation === 'ban' ? 'unban' : 'enable', ...parameters });
    expect(undone?.json['status']).toBe('active');
  });
});

describe('Line: Delete', () => {
  it('tells which line is gone', async () => {
    const row = makeLine({});
    const [item] = await run({ operation: 'delete', line: line('id', String(row.id)) });
    expect(item?.json).toEqual({ deleted: true, id: String(row.id), username: row.username });
    expect(stored(row.id)).toBeUndefined();
  });
});

describe('other resources', () => {
  it.each([
    ['package', 'packages'],
    ['bouquet', 'bouquets'],
    ['user', 'users'],
  ] as const)('lists each %s', async (resource, table) => {
    const items = await run({ resource, operation: 'getMany', returnAll: true });
    expect(items).toHaveLength(panel.state[table].all().length);
  });

  it('gets one package', async () => {
    const chosen = panel.state.packages.all()[0];
    const [item] = await run({ resource: 'package', operation: 'get', packageId: line('id', String(chosen?.id)) });
    expect(item?.json).toMatchObject({ id: String(chosen?.id), name: chosen?.package_name });
  });

  it('tells whose key it is', async () => {
    const [item] = await run({ resource: 'panel', operation: 'get' });
    expect(item?.json).toMatchObject({ dialect: 'xui' });
  });
});

describe('what goes wrong', () => {
  it('goes on with the other items when it is to continue on failure', async () => {
    const row = makeLine({});
    const items = await run(
      { operation: 'get', line: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
      { items: [{ id: '999999' }, { id: String(row.id) }], settings: { onError: 'continueRegularOutput' } },
    );
    expect(items[0]?.json['error']).toBe('The panel has no line with id 999999. [item 0]');
    expect(items[0]?.pairedItem).toEqual({ item: 0 });
    expect(items[1]?.json['id']).toBe(String(row.id));
    expect(items[1]?.pairedItem).toEqual({ item: 1 });
  });

  it('sends the key in the body, and puts it into no error', async () => {
    panel.setFault({ kind: 'wrong-key' });
    const error = await fails({ operation: 'getMany' });
    expect(error.message).toBe('The panel does not accept the API key.');
    expect(inspect(error, { depth: 10 })).not.toContain(panel.apiKey);
    expect(panel.requests.every(({ method }) => method === 'POST')).toBe(true);
  });

  it('takes an empty answer for a fault, not for an empty list', async () => {
    panel.setFault({ kind: 'empty-body' });
    const error = await fails({ operation: 'getMany' });
    expect(error.message).toMatch(/empty body/);
  });

  it('says that nothing listens, without repeating the access code', async () => {
    await panel.stop();
    const error = await fails({ operation: 'getMany' });
    expect(error.message).toMatch(/^Nothing listens at http:\/\/127\.0\.0\.1:\d+: connection refused\.$/);
    expect(inspect(error, { depth: 10 })).not.toContain(panel.accessCode);
  });

  it('finds out by reading back when a write’s answer was lost, and sends it once', async () => {
    const row = makeLine({});
    const before = row.exp_date ?? 0;
    panel.setFault({ kind: 'apply-then-reset', actions: ['edit_line'], times: 1 });
    const [item] = await run({
      operation: 'extend',
      line: line('id', String(row.id)),
      duration: 1,
      durationUnit: 'days',
    });
    expect(unix(item?.json['expiresAt'])).toBe(before + day);
    expect(writes()).toHaveLength(1);
  });
});

describe('Line: Get QR Code', () => {
  it('puts an image of the link beside it, in the field that is named', async () => {
    const row = makeLine({ username: 'nadia', allowed_outputs: '[1,2]' });
    const given = { operation: 'getQrCode', line: line('id', String(row.id)), link: 'playerApi' };
    const [item] = await run({ ...given, binaryPropertyName: 'code' });
    const { linkUrl } = item?.json as { linkUrl: string };
    expect(linkUrl).toContain('/player_api.php?username=nadia');
    const { data, fileName, mimeType } = item?.binary?.['code'] ?? { data: '' };
    expect([fileName, mimeType]).toEqual(['nadia-qr-code.png', 'image/png']);
    expect(Buffer.from(data, 'base64').equals(pngOf(qrCode(linkUrl)))).toBe(true);
    expect((await run(given))[0]?.binary).toHaveProperty('data');
  });

  it('of a link the line may not use is refused', async () => {
    const row = makeLine({ allowed_outputs: '[2]' });
    const error = await fails({ operation: 'getQrCode', line: line('id', String(row.id)), link: 'm3uHls' });
    expect(error.message).toContain('Link is one that');
  });
});
