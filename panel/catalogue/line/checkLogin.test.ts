import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import { operationById, parseParameters, XuiAdapter, type LoginCheck, type ReadOne } from '../../index';
import { everythingOf, httpTransport, refusal } from '../../testing';

/** Logins checked by the admin API: the panel's player API, which counts wrong ones, is never asked. */

const now = Date.parse('2026-11-22T12:00:00Z');
let demo: DemoPanel;
beforeAll(async () => {
  demo = await startDemoPanel({
    seed: {
      lines: [
        { username: 'alice', password: 'secret-1', exp_date: 1_924_988_400, max_connections: 2 },
        { username: 'old', password: 'pass word#1', exp_date: 1_609_459_200, is_trial: 1 },
        { username: 'off', password: 'secret-1', enabled: 0 },
        { username: 'gone', password: 'secret-1', enabled: 0, admin_enabled: 0 },
      ],
      connections: [{ user_id: 1 }, { user_id: 1 }, { user_id: 2 }],
    },
  });
});
afterAll(() => demo.stop());

const check = async (username: string, password: string): Promise<LoginCheck> => {
  const operation = operationById('line.checkLogin') as ReadOne;
  const values = parseParameters(operation, { username, password }, { now, timeZone: 'UTC' });
  return (await operation.run(new XuiAdapter(httpTransport(demo)), values)) as LoginCheck;
};

it.each([
  ['alice', 'secret-1', { status: 'active', maxConnections: 2, activeConnections: 2, trial: false }],
  ['old', 'pass word#1', { status: 'expired', expiresAt: '2021-01-01T00:00:00Z', trial: true, activeConnections: 1 }],
  ['off', 'secret-1', { status: 'disabled', expiresAt: null }],
  ['gone', 'secret-1', { status: 'banned' }],
  [' alice ', 'secret-1\n', { username: 'alice', status: 'active' }],
])('the login of %j is right, and told with what the line may do', async (username, password, expected) => {
  expect(await check(username, password)).toMatchObject({ valid: true, ...expected });
});

it.each([
  ['alice', 'secret-2'],
  ['ALICE', 'secret-1'],
  ['nobody', 'secret-1'],
  ['a\\b', 'secret-1'],
  ['alice', '<script>'],
])('a wrong login is an answer: %j %j', async (username, password) => {
  expect(await check(username, password)).toMatchObject({ username, valid: false, status: null, expiresAt: null });
});

it('asks the player API nothing', () => {
  expect(demo.requests.map(({ action }) => action)).not.toContain('player_api');
});

it('of a panel that stammers is an error without the password', async () => {
  demo.setFault({ kind: 'null', times: 1 });
  const error = await refusal(() => check('alice', 'secret-1'));
  expect(error.code).toBe('bad-answer');
  expect(everythingOf(error)).not.toContain('secret-1');
});
