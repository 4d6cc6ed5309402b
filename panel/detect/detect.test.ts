import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { detectPanel, PanelError, type Detection, type Dialect, type PanelAnswer, type PanelTransport } from '../index';
import { httpTransport, refusal } from '../testing';

let demo: DemoPanel;

beforeEach(async () => {
  demo = await startDemoPanel({ seed: 'empty' });
});
afterEach(() => demo.stop());

const detect = ({ url, apiKey }: { url: string; apiKey: string }): Promise<Detection> =>
  detectPanel({ url, apiKey, connect: (dialect, address) => httpTransport({ url: address, apiKey, dialect }) });

const token = (scope: 'full' | 'read' | 'lines'): string => {
  const text = `xct_${scope.padEnd(40, '0')}`;
  demo.state.apiTokens.add({ user_id: 1, name: 'flows', token: text, scope, expires: null });
  return text;
};

describe('over HTTP it finds', () => {
  it.each([
    ['http://…/CODE/', (url: string) => url],
    ['http://…/CODE', (url: string) => url.replace(/\/$/, '')],
  ])('XUI.ONE at %s', async (_, as) => {
    expect(await detect({ url: as(demo.url), apiKey: demo.apiKey })).toEqual({
      dialect: 'xui',
      certain: true,
      explanation: 'This is XUI.ONE or XC_VM up to April 2026, with the API key of an administrator.',
      problem: null,
    });
  });

  it.each([
    ['full', /XC_VM 2\.6, with an API token of full scope/],
    ['read', /XC_VM 2\.6, with an API token limited to reading/],
    ['lines', /XC_VM 2\.6, with an API token limited to lines/],
    ['account', /XC_VM 2\.6, with the API key of an administrator/],
  ] as const)('XC_VM 2.6, and what its key may do: %s', async (kind, explanation) => {
    const { url, apiKey } = await demo.open('xcvm');
    const found = await detect({ url, apiKey: kind === 'account' ? apiKey : token(kind) });
    expect(found).toMatchObject({ dialect: 'xcvm', certain: true, problem: null });
    expect(found.explanation).toMatch(explanation);
  });

  it('R22F, and that it refuses the key', async () => {
    const r22f = await demo.open('r22f');
    expect(await detect(r22f)).toMatchObject({ dialect: 'r22f', certain: true, problem: null });
    demo.state.settings.api_pass = 'another';
    expect(await detect(r22f)).toMatchObject({ dialect: 'r22f', certain: true, problem: { code: 'wrong-key' } });
  });

  it('a wrong key', async () => {
    const found = await detect({ url: demo.url, apiKey: 'no-key-of-this-panel' });
    expect(found).toMatchObject({ certain: false, problem: { code: 'wrong-key' } });
    expect(JSON.stringify(found)).not.toContain('no-key-of-this-panel');
  });

  it('a wrong access code, and a panel’s address without one', async () => {
    for (const path of ['/nothing/', '/']) {
      const found = await detect({ url: new URL(path, demo.url).href, apiKey: demo.apiKey });
      expect(found).toMatchObject({ dialect: 'xui', certain: false });
      expect(found.problem).toBeInstanceOf(PanelError);
      expect(found.explanation).toMatch(/web page or nothing.*ACCESSCODE/);
    }
  });

  it('that a panel in maintenance tells nothing', async () => {
    demo.state.newerSettings.maintenance = 'Back at noon';
    const xcvm = await demo.open('xcvm');
    expect(await refusal(() => detect(xcvm))).toMatchObject({ code: 'unavailable' });
  });

  it('reads only, whatever answers', async () => {
    await detect(await demo.open('xcvm'));
    await detect(demo);
    const actions = demo.requests.map(({ action }) => action);
    expect(new Set(actions)).toEqual(new Set(['user_info', 'packages', 'get_settings', 'xtream_ui_probe']));
  });
});

describe('from answers as they are known', () => {
  /** Answers by action, and tells where everything was sent. */
  const detectScripted = async (url: string, answers: Record<string, string | PanelAnswer>) => {
    const sent: Array<[Dialect, string, string]> = [];
    const connect = (dialect: Dialect, address: string): PanelTransport => ({
      post: async (fields) => {
        const action = fields[0]?.[1] ?? '';
        sent.push([dialect, address, action]);
        const answer = answers[action] ?? '{"status":"STATUS_FAILURE","error":"Invalid action."}';
        return typeof answer === 'string' ? { status: 200, body: answer, headers: {} } : answer;
      },
    });
    return { sent, found: await detectPanel({ url, apiKey: 'k', connect }) };
  };
  const account = '{"status":"STATUS_SUCCESS","data":{"id":"3","username":"shop"}}';

  it('a reseller’s key', async () => {
    const answers = { user_info: account, packages: '{"status":"STATUS_SUCCESS","data":[]}' };
    const { found } = await detectScripted('http://p.example:80/code/', answers);
    expect(found).toMatchObject({ dialect: 'reseller', certain: true, problem: null });
    expect(found.explanation).toBe('This key belongs to a reseller: use the Xtream UI Reseller API credential.');
  });

  it('a group without the settings', async () => {
    const { found } = await detectScripted('http://p.example/code/', {
      user_info: account,
      get_settings: '{"status":"STATUS_NO_PERMISSIONS"}',
    });
    expect(found).toMatchObject({ dialect: 'xcvm', problem: null });
  });

  it.each(['http://p.example:25461', 'http://p.example:25461/', 'http://p.example:25461/api.php'])(
    'R22F at %s',
    async (url) => {
      const { found, sent } = await detectScripted(url, {
        server: '[{"id":"1","server_name":"Main","online":"1","info":{}}]',
      });
      expect(found).toMatchObject({ dialect: 'r22f', certain: true, problem: null });
      expect(sent).toEqual([['r22f', 'http://p.example:25461/api.php', 'server']]);
    },
  );

  it.each([
    ['KEY WRONG', 'wrong-key', /api_pass/],
    ['IP FORBIDDEN', 'forbidden-ip', /from here/],
  ])('R22F that says %s', async (word, code, explanation) => {
    const { found } = await detectScripted('http://p.example/', { server: `{"result":false,"0":"${word}"}` });
    expect(found).toMatchObject({ dialect: 'r22f', certain: true, problem: { code } });
    expect(found.explanation).toMatch(explanation);
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html></html>'],
    ['null', 'null'],
    ['another product', '[{"id":1}]'],
  ])('%s at the root is no panel', async (_, body) => {
    const { found } = await detectScripted('http://p.example/', { server: body });
    expect(found).toMatchObject({ certain: false, problem: { code: 'not-a-panel' } });
  });

  it('a version that cannot be told is spoken to as XUI.ONE, and it says so', async () => {
    const { found } = await detectScripted('http://p.example/code/', {
      user_info: account,
      get_settings: '{"status":"STATUS_DISABLED"}',
    });
    expect(found).toMatchObject({ dialect: 'xui', certain: false, problem: null });
    expect(found.explanation).toMatch(/version cannot be told/);
  });

  it('the players’ address, without asking anything there', async () => {
    const { found, sent } = await detectScripted('http://p.example/player_api.php?username=a&password=b', {});
    expect(found).toMatchObject({ dialect: 'player', problem: { code: 'wrong-url' } });
    expect(sent).toEqual([]);
  });

  it('an answer that cannot be believed is an error, and no panel', async () => {
    const call = () => detectScripted('http://p.example/code/', { user_info: '' });
    expect(await refusal(call)).toMatchObject({ code: 'bad-answer' });
  });
});
