import { apiAddress, keyFields } from './index';
import { refusal } from './testing';

it.each([
  ['xui', 'http://panel.example:8000/CODE', 'http://panel.example:8000/CODE/'],
  ['xcvm', ' https://panel.example/CODE/ ', 'https://panel.example/CODE/'],
  ['reseller', 'http://panel.example/CODE', 'http://panel.example/CODE/'],
  ['r22f', 'http://panel.example:25461', 'http://panel.example:25461/api.php'],
  ['r22f', 'http://panel.example:25461/api.php?action=x', 'http://panel.example:25461/api.php'],
  ['xui', 'http://panel.example/CODE/index.php?api_key=k&action=user_info#top', 'http://panel.example/CODE/'],
  ['player', 'http://panel.example:8080/', 'http://panel.example:8080/player_api.php'],
  ['player', 'http://panel.example/get.php?username=a&password=b', 'http://panel.example/player_api.php'],
] as const)('%s: %s is asked at %s', (dialect, given, address) => {
  expect(apiAddress(dialect, given)).toBe(address);
});

it.each(['panel.example', 'ftp://panel.example', ''])(
  '%j is refused with an example of what to write',
  async (given) => {
    expect(await refusal(() => apiAddress('xui', given))).toMatchObject({
      code: 'wrong-url',
      hint: expect.stringContaining('http://panel') as unknown,
    });
  },
);

it('the key has the name each dialect knows it by', () => {
  expect(keyFields).toMatchObject({ xui: 'api_key', r22f: 'api_pass', player: null });
});
