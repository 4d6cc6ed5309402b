import { createHmac } from 'node:crypto';
import { recipe, recipeProvider } from './recipe';
import { describeProof } from './testing';

const secret = 'a secret of these tests';

describeProof('A recipe with a signature over time and body', {
  provider: recipeProvider(
    'mypay',
    recipe.parse({
      signature: {
        header: 'X-MyPay-Signature',
        algorithm: 'hmac-sha512',
        encoding: 'base64',
        prefix: 'v1=',
        content: '{timestamp}:{body}!',
        timestamp: { header: 'X-MyPay-Time', unit: 'milliseconds' },
      },
    }),
  ),
  secret,
  header: 'x-mypay-signature',
  sign: (body, key, at) => ({
    'x-mypay-time': String(at * 1000),
    'x-mypay-signature': `v1=${createHmac('sha512', key)
      .update(`${String(at * 1000)}:`)
      .update(body)
      .update('!')
      .digest('base64')}`,
  }),
  recode: (header) => `v1=${Buffer.from(header.slice(3), 'base64').toString('hex')}`,
});

describeProof('A recipe with a signature over address and body', {
  provider: recipeProvider(
    'mypay',
    recipe.parse({ signature: { header: 'X-Sign', algorithm: 'hmac-sha1', encoding: 'hex', content: '{url}{body}' } }),
  ),
  secret,
  settings: { url: 'https://pay.example.com/v1/inbox/mypay' },
  header: 'x-sign',
  sign: (body, key) => ({
    'x-sign': createHmac('sha1', key).update('https://pay.example.com/v1/inbox/mypay').update(body).digest('hex'),
  }),
  recode: (header) => Buffer.from(header, 'hex').toString('base64'),
  timed: false,
});

describeProof('A recipe with a static token', {
  provider: recipeProvider('mypay', recipe.parse({ token: { header: 'X-Token' } })),
  secret,
  header: 'x-token',
  sign: (_, key) => ({ 'x-token': key }),
  timed: false,
});

describeProof('A recipe with a user name and a password', {
  provider: recipeProvider('mypay', recipe.parse({ basic: { username: 'mypay' } })),
  secret,
  header: 'authorization',
  sign: (_, key) => ({ authorization: `Basic ${Buffer.from(`mypay:${key}`).toString('base64')}` }),
  timed: false,
});

describe('A recipe', () => {
  it('tells messages apart by their paths', () => {
    const { identify } = recipeProvider(
      'mypay',
      recipe.parse({ token: { header: 'X-Token' }, id: 'event.id', type: 'event.kind' }),
    );
    expect(identify({ event: { id: 7, kind: 'paid' } }, {})).toEqual({ id: '7', type: 'paid' });
    for (const strange of [null, [], 'text', { event: null }, { event: { id: {}, kind: '' } }, { event: [] }]) {
      expect(identify(strange, {})).toEqual({ id: null, type: null });
    }
    const inherited = recipeProvider('mypay', recipe.parse({ token: { header: 'X-Token' }, id: 'constructor.name' }));
    expect(inherited.identify({}, {})).toEqual({ id: null, type: null });
  });

  it('reads forms, where the provider sends them', () => {
    const { parse } = recipeProvider('mypay', recipe.parse({ token: { header: 'X-Token' }, body: 'form' }));
    expect(parse?.(Buffer.from('id=1&name=%D9%86'), {})).toEqual({ id: '1', name: 'ن' });
  });

  it('keeps signatures and no tokens', () => {
    expect(recipeProvider('mypay', recipe.parse({ token: { header: 'X-Token' } })).keptHeaders).toEqual([]);
  });
});
