import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { PlayerAdapter, PlayerGuard, type LoginCheck, type PanelTransport } from '../index';
import { everythingOf, httpTransport, refusal } from '../testing';

const now = Date.parse('2026-11-22T12:00:00Z');
const ahead = 1_798_761_600; // 2027-01-01T00:00:00Z

let demo: DemoPanel;
let adapter: PlayerAdapter;
beforeEach(async () => {
  demo = await startDemoPanel({
    dialect: 'player',
    clock: () => now,
    seed: {
      lines: [
        { username: 'active', password: 'secret-1', exp_date: ahead, max_connections: 2 },
        { username: 'trial', password: 'secret-1', exp_date: null, is_trial: 1 },
        { username: 'expired', password: 'secret-1', exp_date: 1_609_459_200 },
        { username: 'disabled', password: 'secret-1', exp_date: ahead, enabled: 0 },
        { username: 'banned', password: 'secret-1', exp_date: ahead, admin_enabled: 0 },
      ],
    },
  });
  adapter = new PlayerAdapter(httpTransport(demo), new PlayerGuard(), () => now);
});
afterEach(() => demo.stop());

const check = (username: string, password = 'secret-1'): Promise<LoginCheck> =>
  adapter.parts.login.checkLogin(username, password);

const answering = (status: number, body: string): PlayerAdapter => {
  const transport: PanelTransport = { post: async () => ({ status, body, headers: {} }) };
  return new PlayerAdapter(transport, new PlayerGuard(), () => now);
};
const checkAnswer = (body: string, status = 200): Promise<LoginCheck> =>
  answering(status, body).parts.login.checkLogin('alice', 'secret-1');

describe('a right login', () => {
  const active = { valid: true, status: 'active', expiresAt: '2027-01-01T00:00:00Z', trial: false, maxConnections: 2 };

  it.each([
    ['xcvm', null],
    ['xui', 0],
    ['r22f', 0],
  ] as const)('is told with what the build tells (%s)', async (build, activeConnections) => {
    demo.state.playerBuild = build;
    expect(await check('active')).toMatchObject({ ...active, activeConnections });
    expect(await check('trial')).toMatchObject({ valid: true, expiresAt: null, trial: true });
  });

  it.each(['expired', 'disabled', 'banned'])('of a line that is %s is named where the build names it', async (name) => {
    demo.state.playerBuild = 'r22f';
    expect(await check(name)).toMatchObject({ valid: true, status: name });
  });

  it.each(['expired', 'disabled', 'banned'])(
    'of a line that is %s cannot be told from a wrong one on XUI',
    async (name) => {
      const refused = await check(name);
      expect(refused).toMatchObject({ valid: false, status: null });
      expect(refused.message).toContain('does not say why');
    },
  );

  it('in maintenance is no answer', async () => {
    const body = '{"user_info":{"auth":1,"status":"Maintenance","exp_date":null}}';
    expect(await refusal(() => checkAnswer(body))).toMatchObject({ code: 'unavailable' });
  });

  it('with a status that contradicts the expiry has no status', async () => {
    const body = `{"user_info":{"auth":"1","status":"Expired","exp_date":"${String(ahead)}"}}`;
    expect(await checkAnswer(body)).toMatchObject({ valid: true, status: null });
  });
});

describe('a wrong login', () => {
  it.each(['xcvm', 'xui', 'r22f'] as const)('is an answer (%s)', async (build) => {
    demo.state.playerBuild = build;
    expect(await check('active', 'wrong')).toMatchObject({ valid: false, status: null, expiresAt: null });
  });

  it.each([0, '0', false])('is one by auth %j', async (auth) => {
    expect(await checkAnswer(JSON.stringify({ user_info: { auth } }))).toMatchObject({ valid: false });
  });

  it('is explained where the page names the reason', async () => {
    const page = '<html><style>.disabled{}</style><body><h1>EXPIRED</h1>Line has expired.</body></html>';
    expect(await checkAnswer(page)).toMatchObject({ valid: true, status: 'expired' });
    expect(await checkAnswer('<html><body>INVALID_CREDENTIALS</body></html>')).toMatchObject({ valid: false });
  });
});

describe('what is no answer to a login', () => {
  it.each([
    ['an empty body', 200, '', 'bad-answer'],
    ['null', 200, 'null', 'bad-answer'],
    ['a list', 200, '[]', 'bad-answer'],
    ['an account without auth', 200, '{"user_info":{"status":"Active"}}', 'bad-answer'],
    ['JSON cut off', 200, '{"user_info":{"auth":1', 'bad-answer'],
    ['a page of something else', 200, '<html><body>Welcome to my shop</body></html>', 'not-a-panel'],
    ['a 404 that is not the panel’s', 404, '{"error":"nothing here"}', 'wrong-url'],
    ['the block', 403, '', 'forbidden-ip'],
    ['an overload', 503, '', 'unavailable'],
  ])('%s is an error, without the password', async (_name, status, body, code) => {
    const error = await refusal(() => checkAnswer(body, status));
    expect(error.code).toBe(code);
    expect(everythingOf(error)).not.toContain('secret-1');
  });

  it('an empty body of the July 2025 build is explained', async () => {
    demo.state.playerBuild = 'xcvm-july-2025';
    expect((await refusal(() => check('active'))).hint).toContain('admin API');
  });
});

describe('the panel’s protection', () => {
  const wrong = Array.from({ length: 30 }, (_, n) => `wrong${String(n)}`);

  it('without a guard blocks this host from the admin API, too', async () => {
    for (const username of wrong.slice(0, 10)) {
      await new PlayerAdapter(httpTransport(demo), new PlayerGuard()).parts.login.checkLogin(username, 'x');
    }
    const admin = await demo.open('xui');
    expect((await fetch(admin.url, { method: 'POST' })).status).toBe(403);
  });

  it('is never met with it, whoever asks in this process', async () => {
    const guard = new PlayerGuard();
    const outcomes = await Promise.allSettled(
      wrong.map((username) => new PlayerAdapter(httpTransport(demo), guard).parts.login.checkLogin(username, 'x')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(demo.state.blockedIps.all()).toEqual([]);
  });
});

describe('identify', () => {
  it.each([
    ['xcvm', 'HTTP 404'],
    ['r22f', 'R22F'],
  ] as const)('says what little can be known, trying no username (%s)', async (build, words) => {
    demo.state.playerBuild = build;
    const identity = await adapter.identify();
    expect(identity).toMatchObject({ dialect: 'player', userId: null });
    expect(identity.explanation).toContain(words);
    expect(demo.requests.at(-1)?.form).toEqual({});
  });

  it('refuses what is no player API', async () => {
    expect((await refusal(() => answering(200, '{"hello":1}').identify())).code).toBe('not-a-panel');
  });
});

it('what only an administrator can do is refused in words', async () => {
  expect(await refusal(() => adapter.listLines())).toMatchObject({ code: 'unsupported' });
});
