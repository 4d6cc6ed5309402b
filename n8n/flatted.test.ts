import { decodeFlatted } from './flatted';

describe('decodeFlatted', () => {
  it.each([
    ['a text', '["hello"]', 'hello'],
    ['an object', '[{"name":"1","count":7,"none":null},"Layla"]', { name: 'Layla', count: 7, none: null }],
    ['a list', '[["1","2"],"a",{"b":"1"}]', ['a', { b: 'a' }]],
  ])('decodes %s', (_what, text, value) => {
    expect(decodeFlatted(text)).toEqual(value);
  });

  it('gives a value that occurs twice once', () => {
    const { left, right } = decodeFlatted('[{"left":"1","right":"1"},{}]') as { left: object; right: object };
    expect(left).toBe(right);
  });

  it('closes a circle', () => {
    const value = decodeFlatted('[{"self":"0"}]') as { self: object };
    expect(value.self).toBe(value);
  });
});
