import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadApiSettings, loadConfig } from '.';

const good = `# the panels
data: ./state
api:
  token: \${TOKEN}
panels:
  - name: main
    url: http://127.0.0.1:8080/code/
    apiKey: \${PANEL_KEY}
    poll:
      every: 30s
`;
const environment = { TOKEN: 'a token of some length', PANEL_KEY: '0123456789abcdef0123456789abcdef' };

describe('configuration', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xtream-ui-sync-'));
    file = join(folder, 'sync.yaml');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const problemsOf = (text: string, env: NodeJS.ProcessEnv = environment): string[] => {
    writeFileSync(file, text);
    try {
      loadConfig(file, env);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.message.split('\n').map((line) => line.replace(`${file}:`, ''));
    }
    return [];
  };

  it('is read with its secrets, and with defaults for the rest', () => {
    writeFileSync(file, good);
    const config = loadConfig(file, environment);
    expect(config.panels[0]).toMatchObject({
      name: 'main',
      apiKey: environment.PANEL_KEY,
      poll: { every: 30, full: 900 },
      pageSize: 500,
    });
    expect(config.data).toBe(join(folder, 'state'));
    expect(config.api.host).toBe('127.0.0.1');
  });

  it('takes a time between passes over all lines beside "every", not beside "cron"', () => {
    expect(problemsOf(good.replace('every: 30s', 'every: 30s\n      full: 1h'))).toEqual([]);
    expect(problemsOf(good.replace('every: 30s', 'cron: "* * * * *"\n      full: 1h'))[0]).toContain('panels[0].poll');
  });

  it('takes a lease no shorter than a second', () => {
    expect(problemsOf(`${good}replica:\n  lease: 10ms\n`)).toEqual([
      '12:10: replica.lease: a lease lasts from 1s to 5m; without a reason, leave it out',
    ]);
  });

  it('takes where traces go, over HTTP and with headers that can be sent', () => {
    const traced = (more: string): string => `${good}tracing:\n  ${more}\n`;
    writeFileSync(file, traced('endpoint: http://127.0.0.1:4318/v1/traces'));
    expect(loadConfig(file, environment).tracing).toEqual({
      endpoint: 'http://127.0.0.1:4318/v1/traces',
      headers: {},
      service: 'xtream-ui-sync',
      sample: 1,
    });
    expect(problemsOf(traced('endpoint: collector:4318'))[0]).toContain('tracing.endpoint: write where the collector');
    const headers = problemsOf(traced('endpoint: http://127.0.0.1:4318\n  headers: { "a b": "a key" }'));
    expect(headers).toEqual([expect.stringContaining('tracing.headers: names and values of headers must be')]);
    expect(headers.join()).not.toContain('a key');
  });

  it('takes a secret from a file', () => {
    writeFileSync(join(folder, 'token'), 'a token from a file, long\n');
    writeFileSync(file, good.replace('${TOKEN}', '${file:./token}'));
    expect(loadConfig(file, environment).api.token).toBe('a token from a file, long');
  });

  it('names a missing environment variable and its line', () => {
    expect(problemsOf(good, { TOKEN: environment.TOKEN })).toEqual([
      '8:13: the environment variable PANEL_KEY is not set; set it before starting, e.g. export PANEL_KEY=…',
    ]);
  });

  it('names an unknown key, its line and what to do', () => {
    expect(problemsOf(good.replace('    poll:', '    pole:'))).toEqual([
      '9:5: panels[0].pole: there is no such setting; look for a slip of the pen, or remove it',
    ]);
  });

  it('names a wrong type and a missing setting', () => {
    expect(problemsOf(`${good}    pageSize: many\n`)).toEqual(['11:15: panels[0].pageSize: must be a number']);
    expect(problemsOf(good.replace('    url: http://127.0.0.1:8080/code/\n', ''))).toEqual([
      expect.stringContaining('panels[0].url: '),
    ]);
  });

  it('refuses two panels of one name', () => {
    const twice = `${good}  - name: main\n    url: http://127.0.0.1:8081/code/\n    apiKey: \${PANEL_KEY}\n`;
    expect(problemsOf(twice)).toEqual([
      '11:11: panels[1].name: there is another panel named main; choose another name',
    ]);
  });

  it('refuses a schedule that is none', () => {
    expect(problemsOf(good.replace('every: 30s', 'cron: sometimes'))[0]).toContain('panels[0].poll');
  });

  it('tells all that is wrong at once', () => {
    expect(
      problemsOf(good.replace('pole', 'poll').replace('name: main', 'name: Main!').concat('colour: red\n')),
    ).toHaveLength(2);
  });

  it('says the bounds of a number, the form of a duration and the choices in words', () => {
    expect(problemsOf(`${good}    pageSize: 5\n    timeout: 30\nlog:\n  level: loud\n`)).toEqual([
      '11:15: panels[0].pageSize: must be at least 10',
      '12:14: panels[0].timeout: write a duration such as 30s, 5m, 1h or 90d',
      '14:10: log.level: the levels are: trace, debug, info, warn, error',
    ]);
    expect(problemsOf(good.replace('api:', 'api:\n  port: 70000'))).toEqual(['4:9: api.port: must be at most 65535']);
  });

  it('refuses references that would fill the memory, without a stack trace', () => {
    const layers = Array.from({ length: 8 }, (_, index) => {
      const inside = index === 0 ? '1' : `*a${String(index - 1)}`;
      return `a${String(index)}: &a${String(index)} [${Array(9).fill(inside).join(', ')}]`;
    });
    expect(problemsOf(layers.join('\n'))).toEqual([expect.stringContaining('this is not a configuration')]);
  });

  it('takes xui for a panel’s dialect, and names the choices for one it does not know', () => {
    writeFileSync(file, good);
    expect(loadConfig(file, environment).panels[0]?.dialect).toBe('xui');
    expect(problemsOf(good.replace('    poll:', '    dialect: klingon\n    poll:'))).toEqual([
      expect.stringMatching(/^9:14: panels\[0\]\.dialect: the dialects are: .*xui/),
    ]);
  });

  describe('of a panel’s database', () => {
    const withDatabase = (dialect: string, url = 'mysql://reader:${DB_PASSWORD}@127.0.0.1:3306/xtream_iptvpro') =>
      good.replace('    poll:', `    dialect: ${dialect}\n    database:\n      url: ${url}\n    poll:`);
    const secrets = { ...environment, DB_PASSWORD: 'read-only-7' };

    it('is read with its password from the environment', () => {
      writeFileSync(file, withDatabase('r22f'));
      expect(loadConfig(file, secrets).panels[0]?.database).toEqual({
        url: 'mysql://reader:read-only-7@127.0.0.1:3306/xtream_iptvpro',
        tls: false,
      });
    });

    it('is refused beside a dialect that has none', () => {
      expect(problemsOf(withDatabase('player').replace('    apiKey: ${PANEL_KEY}\n', ''), secrets)).toEqual([
        '10:7: panels[0].database: beside the dialect player, no database can be read; leave it out, or choose one of xui, xcvm, r22f',
      ]);
    });

    it.each(['127.0.0.1:3306', 'mysql://127.0.0.1/name', 'mysql://reader:${DB_PASSWORD}@127.0.0.1', 'http://a:b@c/d'])(
      'is refused as %s, in words that hold no password',
      (url) => {
        const [problem, ...others] = problemsOf(withDatabase('r22f', url), secrets);
        expect(problem).toContain('panels[0].database.url: write mysql://USER:PASSWORD@HOST:3306/DATABASE');
        expect(problem).not.toContain('read-only-7');
        expect(others).toEqual([]);
      },
    );
  });

  it('asks for no API key where there may be none', () => {
    const withoutKey = good.replace('    apiKey: ${PANEL_KEY}\n', '');
    expect(problemsOf(withoutKey.replace('    poll:', '    dialect: r22f\n    poll:'))).toEqual([]);
    expect(problemsOf(good.replace('    poll:', '    dialect: player\n    poll:'))).toEqual([
      '8:13: panels[0].apiKey: the player API takes no key; leave it out',
    ]);
  });

  it('wants an API key where the dialect has one, and one that can be a key', () => {
    expect(problemsOf(good.replace('    apiKey: ${PANEL_KEY}\n', ''))).toEqual([
      '6:5: panels[0].apiKey: is missing: the dialect xui needs one; write ${NAME_OF_AN_ENVIRONMENT_VARIABLE}',
    ]);
    expect(problemsOf(good, { ...environment, PANEL_KEY: 'short' })).toEqual([
      '8:13: panels[0].apiKey: an API key must have at least 8 characters; write it as ${NAME_OF_AN_ENVIRONMENT_VARIABLE}',
    ]);
  });

  it('tells where the API listens to who has its token and no other secret', () => {
    writeFileSync(file, good);
    const token = { TOKEN: environment.TOKEN };
    expect(loadApiSettings(file, token)).toEqual({ host: '127.0.0.1', port: 8090, token: environment.TOKEN });
    expect(() => loadApiSettings(file, {})).toThrow(`${file}:4:10: the environment variable TOKEN is not set`);
  });

  describe('of endpoints and relays', () => {
    const env = { ...environment, HOOK: `whsec_${Buffer.alloc(32).toString('base64')}`, MQ: 'rabbit-pass' };
    const withEndpoint = (more: string): string =>
      `${good}endpoints:\n  list:\n    - name: crm\n      secret: \${HOOK}\n${more}`;
    const withRelay = (more: string): string =>
      `${good}relays:\n  - name: events\n    type: rabbitmq\n    exchange: x\n${more}`;

    it('is read with defaults', () => {
      writeFileSync(file, withEndpoint('      url: https://receiver.example.com/\n'));
      expect(loadConfig(file, env).endpoints).toMatchObject({
        allowPrivate: [],
        allowHttp: false,
        timeout: 15,
        disableAfter: 432_000,
        overlap: 86_400,
        list: [{ name: 'crm', types: [], filter: null, concurrency: 16, from: 'now' }],
      });
      writeFileSync(file, withRelay('    url: amqp://sync:${MQ}@127.0.0.1/vhost\n'));
      expect(loadConfig(file, env).relays).toMatchObject([
        {
          url: 'amqp://sync:rabbit-pass@127.0.0.1/vhost',
          exchangeType: 'topic',
          routingKey: '{type}.{panel}',
          window: 200,
        },
      ]);
    });

    it('is refused with the place and what to write, and without a secret', () => {
      expect(problemsOf(withEndpoint('      url: https://10.0.0.1/\n'), env)[0]).toMatch(
        /endpoints\.list\[0\]\.url: 10\.0\.0\.1 is a private network/,
      );
      expect(problemsOf(withEndpoint('      url: http://receiver.example.com/\n'), env)[0]).toContain(
        'endpoints.allowHttp',
      );
      expect(problemsOf(withEndpoint('      url: https://a.example/\n'), { ...env, HOOK: 'hidden' })[0]).toMatch(
        /list\[0\]\.secret: not a signing secret/,
      );
      const wrongKey = withRelay("    url: amqp://127.0.0.1\n    routingKey: '{tpye}'\n");
      expect(problemsOf(wrongKey, env)[0]).toContain('in braces may stand: type, panel, subject, origin');
      const wrongUrl = problemsOf(withRelay('    url: http://sync:${MQ}@127.0.0.1\n'), env)[0];
      expect(wrongUrl).toContain('relays[0].url: write amqp://');
      expect(wrongUrl).not.toContain('rabbit-pass');
    });
  });

  it('takes rules, and says which expression is none', () => {
    const rules = (more: string): string =>
      `${good}\nrules:\n  - name: seen\n    when: data.daysLeft = 3\n    emit: custom.seen\n${more}`;
    expect(problemsOf(rules(''))).toEqual([]);
    expect(problemsOf(rules('    data: "{"\n'))[0]).toContain('rules[0].data: not a JSONata expression');
    expect(problemsOf(rules('  - name: seen\n    emit: custom.other\n'))[0]).toContain('another rule named seen');
    expect(problemsOf(rules('').replace('custom.seen', 'line.seen'))[0]).toContain('write custom. and a name');
  });

  it('says where YAML ends to be YAML', () => {
    expect(problemsOf('panels: [\n')[0]).toMatch(/^\d+:\d+: this is not YAML/);
  });

  it('takes settings for looking at connections, or off', () => {
    const load = (text: string) => {
      writeFileSync(file, text);
      return loadConfig(file, environment).panels[0]?.watch.connections;
    };
    const watched = (text: string) => load(`${good}    watch:\n      connections: ${text}\n`);
    const usual = {
      every: 30,
      events: false,
      inactive: [14, 30],
      sharing: { countries: 2, isps: 3, addresses: 5, window: 86_400, cooldown: 86_400 },
      usage: [],
    };
    expect(load(good)).toEqual(usual);
    expect(watched('off')).toBe(false);
    expect(watched('{ every: 2m }')).toEqual({ ...usual, every: 120 });
    expect(watched('{ inactive: [30, 7, 7], sharing: off, usage: [{ period: week, hours: 60 }] }')).toEqual({
      ...usual,
      inactive: [7, 30],
      sharing: false,
      usage: [{ period: 'week', hours: 60 }],
    });
  });

  it('says what a pace, thresholds and periods look like', () => {
    const told = (text: string) => problemsOf(`${good}    watch:\n      connections: ${text}\n`)[0];
    expect(told('{ every: 0.1s }')).toContain('look at most once a second');
    expect(told('{ usage: [{ period: week }] }')).toContain('either hours or sessions');
    expect(told('{ sharing: 3 }')).toContain('write off, or settings');
  });

  it('says how to name a file that is not there', () => {
    expect(() => loadConfig(join(folder, 'none.yaml'), environment)).toThrow('give its path with --config FILE');
  });
});
