import { startDemoPanel, type DemoPanel, type LineRow, type UserRow } from '../../demo/panel';
import { XuiAdapter, type LineChanges, type LineSummary } from '../index';
import { everythingOf, httpTransport, refusal } from '../testing';

/** The adapter against the demo panel over HTTP. */

const now = Date.parse('2026-11-22T12:00:00Z');
let demo: DemoPanel;
let panel: XuiAdapter;

const lines: Array<Partial<LineRow>> = [
  { username: 'alice', password: 'alice-secret', exp_date: 1_801_396_800, bouquet: '[1,2]', allowed_outputs: '[1,2]' },
  { username: 'alice2', password: 'x-alice-x', exp_date: null },
  { username: 'xalice', password: 'secret3', admin_notes: 'brother of alice' },
  { username: 'a_ice', password: 'secret4' },
  { username: 'Bob', password: 'secret5', enabled: 0 },
  { username: '100%', password: 'secret6', admin_enabled: 0 },
  { username: 'old', password: 'secret7', exp_date: 0 },
  { username: 'older', password: 'secret8', exp_date: 1970 },
  { username: 'carol', password: 'secret9', is_trial: 1, is_restreamer: 1, exp_date: 1_795_400_000, member_id: 2 },
];

beforeEach(async () => {
  demo = await startDemoPanel({
    clock: () => now,
    seed: {
      lines,
      bouquets: [
        { bouquet_name: 'Sports', bouquet_order: 2 },
        { bouquet_name: 'Basic', bouquet_order: 1 },
      ],
      users: [{ username: 'reseller1', credits: 100 }],
      packages: [{ package_name: 'Monthly', bouquets: '[1,2]', max_connections: 2 }],
    },
  });
  panel = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

function rowOf(username: string): LineRow {
  const row = demo.state.lines.all().find((candidate) => candidate.username === username);
  if (!row) throw new Error(`no row ${username}`);
  return row;
}

const names = (found: LineSummary[]): string[] => found.map(({ username }) => username);

describe('reading', () => {
  it('tells whose key it is', async () => {
    expect(await panel.identify()).toMatchObject({ dialect: 'xui', userId: '1', username: 'admin', timeZone: null });
    administrator().timezone = 'Asia/Beirut';
    expect(await panel.identify()).toMatchObject({ timeZone: 'Asia/Beirut' });
    administrator().timezone = 'not a zone';
    expect(await panel.identify()).toMatchObject({ timeZone: null });
  });

  it('lists page by page, and nothing past the end', async () => {
    expect(names((await panel.listLines({ start: 1, limit: 2 })).rows)).toEqual(['alice2', 'xalice']);
    expect(await panel.listLines({ start: 9, limit: 2 })).toEqual({ rows: [], total: 9 });
  });

  it.each([
    ['active', ['alice', 'alice2', 'xalice', 'a_ice', 'carol']],
    ['disabled', ['Bob']],
    ['banned', ['100%']],
    ['expired', ['old', 'older']],
    ['expiring', ['carol']],
    ['trial', ['carol']],
  ] as const)('filters: %s', async (filter, expected) => {
    expect(names((await panel.listLines({ filter })).rows)).toEqual(expected);
  });

  it.each([
    [{ by: 'username', descending: true }, 'xalice'],
    [{ by: 'expiresAt', descending: true }, 'alice'],
    [{ by: 'id', descending: true }, 'carol'],
    [{ by: 'maxConnections' }, 'alice'],
  ] as const)('sorts by %j', async (sort, first) => {
    expect(names((await panel.listLines({ sort, limit: 1 })).rows)).toEqual([first]);
  });

  it('lists the lines of an owner, accounts, bouquets and packages', async () => {
    expect(names((await panel.listLines({ ownerId: '2' })).rows)).toEqual(['carol']);
    expect((await panel.listUsers({ search: 'seller' })).rows).toMatchObject([
      { id: '2', credits: 100, reseller: true },
    ]);
    expect((await panel.listBouquets()).map(({ name }) => name)).toEqual(['Sports', 'Basic']);
    expect(await panel.listPackages()).toMatchObject([{ name: 'Monthly', maxConnections: 2 }]);
  });

  it('sends the key in the body only', async () => {
    await panel.listLines();
    expect(demo.requests.at(-1)).toMatchObject({ method: 'POST', query: {}, form: { action: 'get_lines' } });
  });
});

describe('finding a line by its exact username', () => {
  it.each(['alice', 'alice2', 'xalice', 'a_ice', 'Bob', '100%', 'old'])('%s', async (username) => {
    expect(await panel.findLine(username)).toMatchObject({ id: String(rowOf(username).id), username });
  });

  it.each(['alic', 'ALICE', 'bob', '_____', '%', 'ali%', 'alice-secret', 'brother', 'alice ?', '2', ''])(
    '%j is nobody’s',
    async (username) => {
      expect(await panel.findLine(username)).toBeNull();
    },
  );

  it('is found on a later page of a search that matches many', async () => {
    const add = (username: string): unknown =>
      demo.state.lines.put({ ...rowOf('alice2'), id: demo.state.lines.nextId, username });
    for (let n = 0; n < 450; n++) add(`alice-${String(n)}`);
    add('alic');
    expect(await panel.findLine('alic')).toMatchObject({ username: 'alic' });
    expect(await panel.findLine('ali')).toBeNull();
  });

  it.each(['a\\b', '../a', 'null', ' alice'])(
    '%j is refused, because the search would look for another',
    async (name) => {
      expect((await refusal(() => panel.findLine(name))).code).toBe('invalid-parameter');
      expect(demo.requestCount).toBe(0);
    },
  );

  it('is not believed to be absent when the panel’s pages end early', async () => {
    demo.setFault({ kind: 'half-pages' });
    expect((await refusal(() => panel.findLine('carol'))).code).toBe('bad-answer');
  });
});

describe('creating', () => {
  const line = {
    username: 'newline',
    password: 'new-secret',
    expiresAt: '2027-01-31T12:00:00Z',
    bouquetIds: ['1', '2'],
  };

  it('makes the line with the defaults of the contract', async () => {
    const made = await panel.createLine(line);
    expect(made).toMatchObject({
      ...line,
      bouquetIds: ['2', '1'],
      maxConnections: 1,
      outputs: ['hls', 'mpegts'],
      trial: false,
    });
    expect(await panel.getLine(made.id)).toEqual(made);
    expect(rowOf('newline')).toMatchObject({ exp_date: 1_801_396_800, enabled: 1, admin_enabled: 1, member_id: 1 });
  });

  it('makes it with everything set', async () => {
    const all = {
      ...line,
      expiresAt: null,
      maxConnections: 5,
      outputs: ['rtmp' as const],
      ownerId: '2',
      packageId: '1',
      trial: true,
      allowedIps: ['192.0.2.7'],
      allowedUserAgents: ['VLC "3" نادية', 'Kodi <x>'],
      adminNotes: 'It\'s "quoted", <b>bold</b> & نادية 📺\nsecond line',
      resellerNotes: '50%',
      contact: 'nadia@example.com',
    };
    const made = await panel.createLine(all);
    expect(made).toMatchObject({ ...all, bouquetIds: ['2', '1'] });
    expect(rowOf('newline')).toMatchObject({ exp_date: null, is_trial: 1, member_id: 2, package_id: 1 });
  });

  it.each(['alice', 'ALICE'])('says so when the username is taken: %s', async (username) => {
    const error = await refusal(() => panel.createLine({ ...line, username }));
    expect(error).toMatchObject({ code: 'exists', field: 'username', message: `The username ${username} is taken.` });
    expect(everythingOf(error)).not.toContain('new-secret');
  });

  it.each(['1970-01-01T00:00:00Z', '1969-12-31T00:00:00Z', 'nonsense'])(
    'refuses %s, which would be unlimited or nonsense, before anything is sent',
    async (expiresAt) => {
      const error = await refusal(() => panel.createLine({ ...line, expiresAt }));
      expect(error).toMatchObject({ code: 'invalid-parameter', field: 'expiresAt' });
      expect(demo.requestCount).toBe(0);
    },
  );

  it.each([
    ['adminNotes', { adminNotes: 'a\\b' }],
    ['resellerNotes', { resellerNotes: '../..' }],
    ['contact', { contact: 'null' }],
    ['allowedUserAgents', { allowedUserAgents: ['ok', 'VLC\\3'] }],
  ])('refuses %s that the panel would store as something else', async (field, extra) => {
    expect(await refusal(() => panel.createLine({ ...line, ...extra }))).toMatchObject({
      code: 'invalid-parameter',
      field,
    });
    expect(demo.requestCount).toBe(0);
  });
});

describe('changing', () => {
  it.each<[string, LineChanges, Partial<LineRow>]>([
    ['expiry', { expiresAt: '2028-02-29T00:00:00Z' }, { exp_date: 1_835_395_200 }],
    ['to never', { expiresAt: null }, { exp_date: null }],
    ['username', { username: 'alison' }, { username: 'alison' }],
    ['password', { password: 'other-secret' }, { password: 'other-secret' }],
    ['connections', { maxConnections: 9 }, { max_connections: 9 }],
    ['outputs', { outputs: [] }, { allowed_outputs: '[]' }],
    ['owner', { ownerId: '2' }, { member_id: 2 }],
    ['package', { packageId: '1' }, { package_id: 1 }],
    ['trial', { trial: true }, { is_trial: 1 }],
    ['bouquets', { bouquetIds: ['2'] }, { bouquet: '[2]' }],
    [
      'notes',
      { adminNotes: 'a', resellerNotes: 'b', contact: 'c' },
      { admin_notes: 'a', reseller_notes: 'b', contact: 'c' },
    ],
    [
      'status with something else',
      { enabled: false, banned: true, contact: 'c' },
      { enabled: 0, admin_enabled: 0, contact: 'c' },
    ],
  ])('%s, and nothing else', async (_name, changes, expected) => {
    const before = { ...rowOf('alice') };
    const changed = await panel.updateLine('1', changes);
    expect(changed).toMatchObject(changes);
    const after = demo.state.lines.get(1);
    expect({ ...after, updated: '', bouquet: '' }).toEqual({ ...before, ...expected, updated: '', bouquet: '' });
  });

  it('clears notes with an empty text', async () => {
    expect(await panel.updateLine('3', { adminNotes: '' })).toMatchObject({ adminNotes: null });
    expect(rowOf('xalice').admin_notes).toBe('');
  });

  it('asks nothing of the panel when all is as wanted', async () => {
    await panel.updateLine('1', {
      bouquetIds: ['2', '1', '2'],
      enabled: true,
      adminNotes: '',
      expiresAt: '2027-01-31T12:00:00Z',
    });
    expect(demo.requests.map(({ action }) => action)).toEqual(['get_line']);
  });

  it('uses the status actions for status alone, which touch one column', async () => {
    await panel.updateLine('1', { enabled: false });
    await panel.updateLine('1', { banned: true });
    expect(rowOf('alice')).toMatchObject({ enabled: 0, admin_enabled: 0 });
    await panel.updateLine('1', { enabled: true, banned: false });
    expect(rowOf('alice')).toMatchObject({
      enabled: 1,
      admin_enabled: 1,
      exp_date: 1_801_396_800,
      password: 'alice-secret',
    });
    expect(demo.requests.map(({ action }) => action).filter((action) => action !== 'get_line')).toEqual([
      'disable_line',
      'ban_line',
      'enable_line',
      'unban_line',
    ]);
  });

  it('keeps a line that expired at 0 expired', async () => {
    await panel.updateLine('7', { maxConnections: 3 });
    expect(rowOf('old').exp_date).toBe(0);
    // An empty date stores 0 as well, but would mean never to a panel that is newer than it was taken for.
    expect(demo.requests.find(({ action }) => action === 'edit_line')?.form).toMatchObject({ exp_date: '@0' });
  });

  it('refuses to set the moment 0, which an unlimited line would not take', async () => {
    expect((await refusal(() => panel.updateLine('2', { expiresAt: '1970-01-01T00:00:00Z' }))).field).toBe('expiresAt');
    expect(rowOf('alice2').exp_date).toBeNull();
  });

  it('keeps a line’s odd password, tags and all', async () => {
    rowOf('alice').password = 'p@ss/w"o\'r&d%<b> +=é';
    await panel.updateLine('1', { maxConnections: 3 });
    expect(rowOf('alice').password).toBe('p@ss/w"o\'r&d%<b> +=é');
  });

  it.each([
    ['password', { password: 'back\\slash' }],
    ['password', { password: null }],
    ['password', { password: '' }],
    ['password', { password: 'NULL' }],
    ['username', { username: '../up' }],
    ['username', { username: null }],
    ['allowedUserAgents', { allowed_ua: '["VLC\\\\3"]' }],
    ['allowedIps', { allowed_ips: '["<!--"]' }],
  ])('refuses, before sending, to edit a line whose %s it could not keep (%j)', async (field, odd) => {
    Object.assign(rowOf('alice'), odd);
    const before = { ...demo.state.lines.get(1) };
    const error = await refusal(() => panel.updateLine('1', { maxConnections: 3 }));
    expect(error).toMatchObject({ code: 'rejected', field, passing: false });
    expect(everythingOf(error)).not.toContain('slash');
    expect(demo.state.lines.get(1)).toEqual(before);
  });

  it('edits such a line when the odd value is changed as well, or when only its status is', async () => {
    rowOf('alice').password = 'back\\slash';
    await panel.updateLine('1', { enabled: false });
    await panel.updateLine('1', { maxConnections: 3, password: 'good-secret' });
    expect(rowOf('alice')).toMatchObject({ enabled: 0, max_connections: 3, password: 'good-secret' });
  });

  it('says which username is taken', async () => {
    const error = await refusal(() => panel.updateLine('1', { username: 'bob' }));
    expect(error).toMatchObject({ code: 'exists', field: 'username', message: 'The username bob is taken.' });
    expect(everythingOf(error)).not.toContain('alice-secret');
  });

  it('says so when the line is not there', async () => {
    expect((await refusal(() => panel.updateLine('99', { maxConnections: 2 }))).code).toBe('not-found');
    expect((await refusal(() => panel.updateLine('99', { enabled: false }))).code).toBe('not-found');
  });

  it('says so when the panel answers success and changes nothing', async () => {
    const transport = httpTransport(demo);
    const deaf = new XuiAdapter({
      post: async (fields) =>
        fields[0]?.[1] === 'ban_line'
          ? { status: 200, body: '{"status":"STATUS_SUCCESS"}', headers: {} }
          : transport.post(fields),
    });
    const error = await refusal(() => deaf.updateLine('1', { banned: true }));
    expect(error).toMatchObject({ code: 'not-verified', field: 'banned' });
  });
});

describe('deleting', () => {
  it('deletes, once', async () => {
    await panel.deleteLine('1');
    expect(demo.state.lines.get(1)).toBeUndefined();
    expect((await refusal(() => panel.deleteLine('1'))).code).toBe('not-found');
    expect((await refusal(() => panel.getLine('1'))).code).toBe('not-found');
  });
});

describe('a panel that is not well', () => {
  it.each([
    ['empty-body', 'bad-answer'],
    ['null', 'bad-answer'],
    ['html', 'not-a-panel'],
    ['truncated-json', 'bad-answer'],
    ['result-false', 'bad-answer'],
    ['http-500', 'unavailable'],
    ['http-503', 'unavailable'],
    ['reset', 'unreachable'],
    ['wrong-key', 'wrong-key'],
  ] as const)('%s is %s for every question, and shows no secret', async (kind, code) => {
    demo.setFault({ kind });
    const questions = [
      () => panel.identify(),
      () => panel.listLines(),
      () => panel.getLine('1'),
      () => panel.findLine('alice'),
      () => panel.listPackages(),
      () => panel.listBouquets(),
      () => panel.listUsers(),
      () => panel.deleteLine('1'),
      () => panel.updateLine('1', { password: 'alice-secret-2' }),
    ];
    for (const ask of questions) {
      const error = await refusal(ask);
      expect(error.code).toBe(code);
      expect(everythingOf(error)).not.toContain(demo.apiKey);
      expect(everythingOf(error)).not.toContain('alice-secret');
    }
    expect(demo.state.lines.size).toBe(lines.length);
  });

  it('a wrong access code and a forbidden address are told apart', async () => {
    const elsewhere = new XuiAdapter(
      httpTransport({ url: demo.url.replace(demo.accessCode, 'wrongcode'), apiKey: demo.apiKey }),
    );
    expect((await refusal(() => elsewhere.identify())).code).toBe('wrong-url');
    const fenced = await startDemoPanel({ seed: 'empty', allowedIps: ['192.0.2.1'] });
    try {
      expect((await refusal(() => new XuiAdapter(httpTransport(fenced)).identify())).code).toBe('forbidden-ip');
    } finally {
      await fenced.stop();
    }
  });
});

function administrator(): UserRow {
  const user = demo.state.users.get(1);
  if (!user) throw new Error('no administrator');
  return user;
}
