import { lineRow, type World } from '../world';
import type { Scenario, Scenarios } from './scenario';

/** What the panel wrote down. The rows are the seed's; passwords in them go no further. */

/** 2026-11-22 09:33:20 UTC. */
const date = 1_795_340_000;

const entry = (prepare: (world: World) => void, expected: object): Scenario => ({
  prepare,
  given: () => ({}),
  then: (_world, result) => expect(result).toMatchObject([expected]),
});

export const logScenarios: Scenarios = {
  'clientLog.getMany': {
    ...entry(
      (world) => {
        const { password } = lineRow(world.demo, 1);
        world.demo.state.logs.client.add({
          stream_id: 0,
          user_id: 1,
          client_status: 'USER_EXPIRED',
          query_string: `username=amal2026&password=${String(password)}`,
          user_agent: 'VLC/3.0',
          ip: '192.0.2.9',
          date,
        });
      },
      { lineId: '1', status: 'USER_EXPIRED', ip: '192.0.2.9', userAgent: 'VLC/3.0' },
    ),
    then(world, result) {
      expect(result).toMatchObject([{ lineId: '1', status: 'USER_EXPIRED', ip: '192.0.2.9' }]);
      expect(JSON.stringify(result)).not.toContain(lineRow(world.demo, 1).password);
    },
  },
  'loginLog.getMany': entry(
    (world) => {
      const where = { type: 'ADMIN', access_code: 1, status: 'INVALID_LOGIN', login_ip: '192.0.2.66' };
      world.demo.state.logs.logins.add({ ...where, user_id: 1, date });
    },
    { status: 'INVALID_LOGIN', ip: '192.0.2.66', at: '2026-11-22T09:33:20Z' },
  ),
  'streamError.getMany': entry(
    (world) => {
      world.demo.state.logs.streamErrors.add({ stream_id: 1, server_id: 1, error: 'Connection refused', date });
    },
    { streamId: '1', serverId: '1', error: 'Connection refused' },
  ),
  'userLog.getMany': entry(
    (world) => {
      const what = { type: 'line', action: 'extend', log_id: 1, package_id: 1, deleted_info: null };
      world.demo.state.logs.users.add({ ...what, owner: 2, cost: 10, credits_after: 490, date });
    },
    { userId: '2', action: 'extend', subjectId: '1', cost: 10, creditsAfter: 490, at: '2026-11-22T09:33:20Z' },
  ),
};
