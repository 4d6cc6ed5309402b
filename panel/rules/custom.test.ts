import { refusal } from '../testing';
import { checkCustomAction, checkCustomName, isCustomRead, withoutSecrets } from './custom';

it.each([
  'mysql_query',
  ' MySQL_Query ',
  'install_server',
  'INSTALL_PROXY',
  'kill_pid',
  '\tget_directory\n',
  'edit_settings',
])('refuses %j, whatever its spelling', async (action) => {
  const error = await refusal(() => Promise.resolve().then(() => checkCustomAction(action, 'action')));
  expect(error.code).toBe('invalid-parameter');
  expect(error.message).toContain(action.trim().toLowerCase());
});

it.each(['', 'get epgs', 'get_epgs&action=mysql_query', 'a/b/c', 'user/mysql_query', '../x', 'get_epgs\0'])(
  '%j is no action',
  async (action) => {
    await refusal(() => Promise.resolve().then(() => checkCustomAction(action, 'action')));
  },
);

it('knows what only reads, and takes the rest for writes', () => {
  for (const action of ['get_epgs', 'user_logs', 'mag_events', 'stream/offline', 'user/info'])
    expect([action, isCustomRead(action)]).toEqual([action, true]);
  for (const action of ['delete_line', 'reload_epg', 'flush_blocked_ips', 'generate_active_codes', 'user/edit'])
    expect([action, isCustomRead(action)]).toEqual([action, false]);
});

it.each([
  'api_key',
  'API_KEY',
  'api.key',
  'api key',
  ' api_key',
  'api_key[]',
  'action',
  'action[x]',
  'sub',
  'api_pass',
  '',
])('the name %j is not taken: PHP may read it as the key or the action', async (name) => {
  await refusal(() => Promise.resolve().then(() => checkCustomName(name, 'parameters')));
});

it('lists and maps of PHP are names', () => {
  for (const name of ['id', 'access_output[]', 'id[ip]', 'order[0][column]'])
    expect(checkCustomName(name, 'parameters')).toBe(name);
});

it('replaces what opens something, however deep, and nothing else', () => {
  const answer = {
    id: '1',
    username: 'alice',
    password: 'a-pa55word',
    api_key: 'fedcba98',
    user: { password: 'a-pa55word', allowed_ips: '[]', access_token: 't0ken', play_token: null },
    rows: [{ stream_source: '["http://u:pa55@src.example/live/bob/pa55word/310.ts"]', live_streaming_pass: 'pa55' }],
    query_string: 'username=alice&password=a-pa55word&type=m3u',
    key: 'hmac-pa55',
    channel_key_count: 3,
  };
  const shown = withoutSecrets(answer, 'get_user');
  expect(JSON.stringify(shown)).not.toMatch(/pa55|fedcba98|t0ken/);
  expect(shown).toMatchObject({
    id: '1',
    username: 'alice',
    user: { allowed_ips: '[]', play_token: null },
    channel_key_count: 3,
  });
});

it('an access code is a secret where it is one', () => {
  expect(withoutSecrets([{ code: 'admincode1' }], 'get_access_codes')).toEqual([{ code: '[redacted]' }]);
  expect(withoutSecrets([{ code: 'AC-1' }], 'get_active_codes')).toEqual([{ code: 'AC-1' }]);
});
