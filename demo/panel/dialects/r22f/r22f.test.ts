import { startDemoPanel, type DemoPanel, type DemoPanelOptions } from '../../index';

/** api.php as its source has it, asked over HTTP. */

const now = Date.parse('2026-11-22T12:00:00Z');
let demo: DemoPanel;

async function start(options: DemoPanelOptions = {}): Promise<void> {
  demo = await startDemoPanel({
    dialect: 'r22f',
    clock: () => now,
    seed: {
      lines: [
        { username: 'alice', password: 'Secret1', exp_date: 1_798_761_600, bouquet: '[2,1]', allowed_outputs: '[1,2]' },
        { username: 'alice', password: 'other', allowed_outputs: '[]', allowed_ips: '["192.0.2.1","","192.0.2.2"]' },
      ],
      bouquets: [
        { bouquet_name: 'Basic', bouquet_channels: '[5,6]' },
        { bouquet_name: 'Sports', bouquet_channels: '[6,7]' },
      ],
      users: [{ username: 'reseller', credits: 10.5, email: 'r@example.test' }],
    },
    ...options,
  });
}

beforeEach(() => start());
afterEach(() => demo.stop());

async function text(name: string, parameters: Record<string, string> = {}, key = demo.apiKey): Promise<string> {
  const [action = '', sub = ''] = name.split('/');
  const body = new URLSearchParams({ api_pass: key, action, sub, ...parameters });
  return (await fetch(demo.url, { method: 'POST', body })).text();
}
const ask = async (name: string, parameters?: Record<string, string>): Promise<Record<string, unknown>> =>
  JSON.parse(await text(name, parameters)) as Record<string, unknown>;
const userData = (columns: Record<string, string>) =>
  Object.fromEntries(Object.entries(columns).map(([column, value]) => [`user_data[${column}]`, value]));
const alice = { username: 'alice', password: 'Secret1' };
const row = (id: number) => demo.state.lines.get(id);

describe('who may call', () => {
  it('is told of a wrong key under the number 0', async () => {
    expect(await text('server/list', {}, 'wrong')).toBe('{"result":false,"0":"KEY WRONG"}');
  });

  it('is everybody at an allowed address while there is no key', async () => {
    demo.state.settings.api_pass = '';
    expect(JSON.parse(await text('server/list', {}, 'anything'))).toHaveLength(1);
  });

  it('is told of a forbidden address until it is in api_ips', async () => {
    await demo.stop();
    await start({ allowedIps: ['192.0.2.9'] });
    expect(await text('server/list')).toBe('{"result":false,"0":"IP FORBIDDEN"}');
    demo.state.settings.api_ips = '192.0.2.8,127.0.0.1';
    expect(JSON.parse(await text('server/list'))).toHaveLength(1);
  });

  it('gets nothing at all for what is not there', async () => {
    expect(await text('user/delete', alice)).toBe('');
    expect(await text('line/info', alice)).toBe('');
    expect((await fetch(demo.url.replace('api.php', 'other.php'))).status).toBe(404);
  });

  it('leaves no secret in what the panel remembers of the calls', async () => {
    await text('user/edit', { ...alice, ...userData({ password: 'new-secret' }) });
    expect(JSON.stringify(demo.requests)).not.toMatch(/Secret1|new-secret/);
    expect(JSON.stringify(demo.requests)).not.toContain(demo.apiKey);
  });
});

describe('user/info', () => {
  it('tells the columns as text and the lists decoded', async () => {
    const { result, user_info: line } = await ask('user/info', alice);
    expect(result).toBe(true);
    expect(line).toMatchObject({
      id: '1',
      exp_date: '1798761600',
      enabled: '1',
      is_trial: '0',
      admin_notes: '',
      bouquet: [1, 2],
      active_cons: '0',
      created_by: '0',
      channel_ids: [5, 6, 7],
      output_formats: { m3u8: { output_key: 'm3u8' }, ts: { access_output_id: '2' } },
    });
    expect(line).not.toHaveProperty('contact');
    expect(line).not.toHaveProperty('package_id');
  });

  it('spells what is empty, and what has a gap, as PHP does', async () => {
    const { user_info: line } = await ask('user/info', { username: 'alice', password: 'other' });
    expect(line).toMatchObject({
      exp_date: null,
      output_formats: [],
      pair_line_info: [],
      allowed_ips: { 0: '192.0.2.1', 2: '192.0.2.2' },
    });
  });

  it('needs both, exactly', async () => {
    expect(await ask('user/info', { username: 'alice' })).toEqual({
      result: false,
      error: 'PARAMETER ERROR (user/pass)',
    });
    expect(await ask('user/info', { username: 'Alice', password: 'secret1' })).toEqual({
      result: false,
      error: 'NOT EXISTS',
    });
    demo.state.settings.case_sensitive_line = 0;
    expect(await ask('user/info', { username: 'Alice', password: 'secret1' })).toHaveProperty('result', true);
  });
});

describe('user/create', () => {
  it('makes up what is not sent, and tells it', async () => {
    const made = await ask('user/create');
    expect(made).toMatchObject({ result: true, created_id: 3 });
    expect(made['username']).toMatch(/^\w{10}$/);
    expect(row(3)).toMatchObject({ username: made['username'], exp_date: null, bouquet: '[]' });
  });

  it('takes whole seconds and JSON text, and silently makes nothing of anything else', async () => {
    await ask('user/create', userData({ exp_date: '2027-01-01', bouquet: '1,2', allowed_ips: '192.0.2.1' }));
    expect(row(3)).toMatchObject({ exp_date: 2027, bouquet: '[]', allowed_ips: '[]' });
    await ask('user/create', userData({ exp_date: '1798761600', bouquet: '["1",2]', allowed_ips: '["192.0.2.1"]' }));
    expect(row(4)).toMatchObject({ exp_date: 1_798_761_600, bouquet: '[1,2]', allowed_ips: '["192.0.2.1"]' });
  });

  it('refuses only the same username with the same password', async () => {
    expect(await ask('user/create', userData(alice))).toEqual({ result: false, error: 'EXISTS' });
    expect(await ask('user/create', userData({ ...alice, password: 'third' }))).toHaveProperty('created_id', 3);
  });

  it('knows only the columns of its table', async () => {
    expect(await ask('user/create', userData({ contact: 'x' }))).toEqual({ result: false, error: 'PARAMETER ERROR' });
    expect(row(3)).toBeUndefined();
  });
});

describe('user/edit', () => {
  it('changes what is sent and nothing else, and says so even where nothing changes', async () => {
    const before = { ...row(1) };
    const sent = { ...alice, ...userData({ admin_enabled: '0' }) };
    expect(await ask('user/edit', sent)).toEqual({ result: true });
    expect(row(1)).toEqual({ ...before, admin_enabled: 0 });
    expect(await ask('user/edit', sent)).toEqual({ result: true });
  });

  it('stores what it is sent as the database takes it', async () => {
    await ask('user/edit', { ...alice, ...userData({ exp_date: '2027-01-01' }) });
    expect(row(1)?.exp_date).toBe(2027);
    await ask('user/edit', { ...alice, ...userData({ exp_date: '' }) });
    expect(row(1)?.exp_date).toBe(0);
  });

  it('takes a percent sign for a directive', async () => {
    await ask('user/edit', { ...alice, ...userData({ admin_notes: 'is %2$s' }) });
    expect(row(1)?.admin_notes).toBe('is Secret1');
    expect(await ask('user/edit', { ...alice, ...userData({ admin_notes: '50 % off' }) })).toEqual({
      result: false,
      error: 'PARAMETER ERROR',
    });
  });

  it('lets a line have the name and password of another', async () => {
    await ask('user/edit', { username: 'alice', password: 'other', ...userData(alice) });
    expect(row(2)).toMatchObject(alice);
  });
});

describe('stb', () => {
  const mac = '00:1A:79:AA:BB:CC';

  it('makes a device with a line of its own, and tells neither', async () => {
    expect(await ask('stb/create', userData({ mac: mac.toLowerCase(), bouquet: '[1]' }))).toEqual({ result: true });
    expect(await ask('stb/create', userData({ mac }))).toEqual({ result: false, error: 'EXISTS' });
    expect(await ask('stb/info', { mac })).toMatchObject({
      mag_device: { mag_id: '1', mac },
      user_info: { id: '3', is_mag: '1', bouquet: [1] },
    });
    expect(await ask('stb/info', { mac: mac.toLowerCase() })).toEqual({ result: false, error: 'NOT EXISTS' });
  });

  it('says false to an edit that changes nothing', async () => {
    await ask('stb/create', userData({ mac }));
    expect(await ask('stb/edit', { mac, ...userData({ enabled: '0' }) })).toEqual({ result: true });
    expect(row(3)?.enabled).toBe(0);
    expect(await ask('stb/edit', { mac, ...userData({ enabled: '0' }) })).toEqual({ result: false });
  });
});

describe('reg_user', () => {
  it('lists the accounts with their group, credits as text', async () => {
    expect(await ask('reg_user/list')).toMatchObject([
      { username: 'admin', group_name: 'Administrators' },
      { id: '2', username: 'reseller', credits: '10.5', group_id: '2', status: '1' },
    ]);
  });

  it('adds credits, and says true to what it refuses', async () => {
    expect(await ask('reg_user/credits', { id: '2', amount: '-0.25' })).toEqual({ result: true });
    expect(demo.state.users.get(2)?.credits).toBe(10.25);
    expect(await ask('reg_user/credits', { username: 'reseller', amount: '-11' })).toEqual({
      result: true,
      error: 'NOT ENOUGH CREDITS',
    });
    expect(demo.state.users.get(2)?.credits).toBe(10.25);
    expect(await ask('reg_user/credits', { id: '9', amount: '1' })).toHaveProperty('error', 'NOT EXISTS');
  });
});
