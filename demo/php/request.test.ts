import { encodeJson, list, parseVariables, text } from './index';

describe('request variables', () => {
  it('reads plain names, lists and named entries', () => {
    expect(parseVariables('a=1&b[]=2&b[]=3&search[value]=x+y&order[0][column]=1&order[0][dir]=asc')).toEqual({
      a: '1',
      b: ['2', '3'],
      search: { value: 'x y' },
      order: [{ column: '1', dir: 'asc' }],
    });
  });

  it('keeps the order in which names first came and the last of equal names', () => {
    expect(Object.entries(parseVariables('z=1&a=2&z=3'))).toEqual([
      ['z', '3'],
      ['a', '2'],
    ]);
  });

  it('decodes percent and plus, and leaves a stray percent sign', () => {
    expect(parseVariables('a=%2B1+month&b=100%')).toEqual({ a: '+1 month', b: '100%' });
  });

  it('reads a variable as text or as list', () => {
    const variables = parseVariables('a=1&b[]=2');
    expect([
      text(variables, 'a'),
      text(variables, 'b'),
      list(variables, 'a'),
      list(variables, 'b'),
      list(variables, 'c'),
    ]).toEqual(['1', undefined, ['1'], ['2'], undefined]);
  });
});

describe('encodeJson', () => {
  it('escapes slashes and everything outside ASCII', () => {
    expect(encodeJson({ name: 'VLC/3 أحمد' })).toBe('{"name":"VLC\\/3 \\u0623\\u062d\\u0645\\u062f"}');
  });
});
