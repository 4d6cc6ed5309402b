import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, type Config } from '.';

describe('configuration of the inbox', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xtream-ui-sync-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const head = `api: { token: a token of some length }
panels: [{ name: main, url: http://127.0.0.1/code/, apiKey: 0123456789abcdef }]
inbox:
`;
  const load = (source: string): Config['inbox'] => {
    const file = join(folder, 'sync.yaml');
    writeFileSync(file, `${head}  - name: pay\n${source.replace(/^/gm, '    ')}\n`);
    return loadConfig(file, {}).inbox;
  };
  const problemsOf = (source: string): string[] => {
    try {
      load(source);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems.map(({ line, path, message }) => `${String(line)} ${path}: ${message}`);
    }
    return [];
  };

  it('is read with the tolerance of the provider', () => {
    expect(load('provider: stripe\nsecrets: [whsec_1234]')).toEqual([
      {
        name: 'pay',
        provider: 'stripe',
        secrets: ['whsec_1234'],
        toleranceSeconds: 300,
        mapping: undefined,
        settings: {},
      },
    ]);
    expect(load('provider: stripe\ntolerance: 10m')).toMatchObject([{ toleranceSeconds: 600, secrets: [] }]);
  });

  it('takes what the provider has use for, and names what it has none for', () => {
    expect(load('provider: stripe\napiKey: sk_test_12345')).toMatchObject([{ settings: { apiKey: 'sk_test_12345' } }]);
    expect(problemsOf('provider: stripe\nsite: acme')).toEqual([
      '6 inbox[0].site: Stripe has no use for it; leave it out',
    ]);
  });

  it('names the providers there are', () => {
    expect(problemsOf('provider: acme')).toEqual([
      expect.stringMatching(/^5 inbox\[0\]\.provider: the providers are: .*stripe/),
    ]);
  });

  it('takes a mapping of the operator’s own, from a file beside it or as it stands', () => {
    writeFileSync(join(folder, 'mine.jsonata'), '{"events": []}');
    expect(load('provider: stripe\nmapping: ./mine.jsonata')).toMatchObject([
      { mapping: { file: join(folder, 'mine.jsonata') } },
    ]);
    expect(load('provider: stripe\nmapping:\n  jsonata: |\n    {"events": []}')).toMatchObject([
      { mapping: { text: '{"events": []}\n' } },
    ]);
  });

  it('says of a mapping that is none where it fails', () => {
    expect(problemsOf('provider: stripe\nmapping: ./none.jsonata')).toEqual([
      `6 inbox[0].mapping: The mapping ${join(folder, 'none.jsonata')} cannot be read (ENOENT).`,
    ]);
    writeFileSync(join(folder, 'mine.jsonata'), '{\n  "events": [}\n');
    expect(problemsOf('provider: stripe\nmapping: ./mine.jsonata')).toEqual([
      expect.stringMatching(
        /^6 inbox\[0\]\.mapping: The mapping .*mine\.jsonata is not a JSONata expression: .* at line 2, column 14\.$/,
      ),
    ]);
    expect(problemsOf('provider: stripe\nmapping: 7')).toEqual([
      expect.stringContaining('write the path of a JSONata file'),
    ]);
  });

  it.each([
    ['btcpay', '', ['apiUrl', 'site']],
    ['btcpay', 'apiUrl: https://pay.example.com', ['site']],
    ['paypal', 'webhookId: WH-1', ['username']],
    ['authorize-net', '', ['username']],
    ['chargebee', 'username: webhook', ['site']],
  ])('says what an API key of %s with %j lacks, and where', (provider, more, missing) => {
    const source = ['provider: ' + provider, more, 'apiKey: a key of these tests'].filter((line) => line !== '');
    const problems = problemsOf(source.join('\n')).filter((problem) => problem.includes('beside apiKey'));
    expect(problems).toEqual(
      missing.map(
        (field) =>
          expect.stringMatching(new RegExp(`^\\d+ inbox\\[0\\]\\.${field}: is missing beside apiKey: .*`)) as string,
      ),
    );
  });

  describe('of a recipe', () => {
    const recipe = (lines: string, more = 'mapping: { jsonata: "{}" }'): string =>
      `provider: recipe\nsecrets: [a secret]\n${more}\nrecipe:\n${lines.replace(/^/gm, '  ')}`;
    const signed = 'signature: { header: X-Sign, algorithm: hmac-sha256, encoding: hex }';

    it('is read with its defaults', () => {
      expect(load(recipe(signed))).toMatchObject([
        { settings: { recipe: { signature: { prefix: '', content: '{body}' }, body: 'json' } } },
      ]);
    });

    it.each<[string, string, string]>([
      ['no proof', recipe('id: data.id'), 'recipe: write one of: signature'],
      ['two proofs', recipe(`${signed}\ntoken: { header: X-Token }`), 'recipe: write one of: signature'],
      [
        'no recipe',
        'provider: recipe\nmapping: { jsonata: "{}" }',
        'recipe: is missing: write how messages are proven',
      ],
      ['no mapping', recipe(signed, 'tolerance: 5m'), 'mapping: is missing: write what messages mean'],
      ['an unknown algorithm', recipe(signed.replace('hmac-sha256', 'md5')), 'the algorithms are: hmac-sha256'],
      ['an unknown placeholder', recipe(signed.replace(' }', ', content: "{time}.{body}" }')), 'there is no {time}'],
      [
        'a body that is not signed',
        recipe(signed.replace(' }', ', content: "{timestamp}", timestamp: { header: X-T } }')),
        'must hold {body} once',
      ],
      [
        'a time without its header',
        recipe(signed.replace(' }', ', content: "{timestamp}.{body}" }')),
        'needs the header it comes in',
      ],
      ['a time that is not signed', recipe(signed.replace(' }', ', timestamp: { header: X-T } }')), 'is not signed'],
      [
        'an address that is not given',
        recipe(signed.replace(' }', ', content: "{url}{body}" }')),
        'url: is missing: {url} is signed',
      ],
      ['a path that is none', recipe(`${signed}\nid: data[0]`), 'write a path of names with points'],
    ])('is refused with %s', (_, source, problem) => {
      expect(problemsOf(source).join('\n')).toContain(problem);
    });
  });
});
