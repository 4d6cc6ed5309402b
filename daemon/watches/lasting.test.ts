import { Lasting } from './lasting';

const minute = 60_000;

/** What lasts at each look, a minute apart. */
function looks(lasting: Lasting, found: ReadonlyArray<readonly string[]>): string[][] {
  return found.map((present, index) => {
    lasting.begin();
    const lasts = present.filter((what) => lasting.found(what, index * minute));
    lasting.end();
    return lasts;
  });
}

it('lasts from the second look on, after the time asked for', () => {
  expect(looks(new Lasting(60), [['a'], ['a'], ['a']])).toEqual([[], ['a'], ['a']]);
  expect(looks(new Lasting(120), [['a'], ['a'], ['a']])).toEqual([[], [], ['a']]);
});

it('lasts at no first look, however short the time', () => {
  expect(looks(new Lasting(0), [['a'], ['a']])).toEqual([[], ['a']]);
});

it('begins anew after a look without it', () => {
  expect(looks(new Lasting(60), [['a'], [], ['a'], ['a']])).toEqual([[], [], [], ['a']]);
});

it('tells things apart', () => {
  expect(looks(new Lasting(60), [['a'], ['a', 'b'], ['b']])).toEqual([[], ['a'], ['b']]);
});
