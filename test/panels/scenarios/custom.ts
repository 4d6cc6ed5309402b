import type { World } from '../world';
import type { Scenarios } from './scenario';

/** Calls by the panel's own names. */

const isR22f = (world: World): boolean => world.adapter.dialect === 'r22f';

export const customScenarios: Scenarios = {
  'custom.read': {
    given: (world) => ({ action: isR22f(world) ? 'server/list' : 'get_servers' }),
    then: (_world, result) => expect(result).toMatchObject([{ server_name: expect.any(String) as unknown }]),
  },
  'custom.write': {
    unknowable: () => 'always',
    given: (world) =>
      isR22f(world)
        ? {
            action: 'user/edit',
            parameters: [
              { name: 'username', value: 'boris2026' },
              { name: 'password', value: world.demo.state.lines.get(2)?.password },
              { name: 'user_data[enabled]', value: '1' },
            ],
          }
        : { action: 'enable_line', parameters: [{ name: 'id', value: '2' }] },
    then: (world) => expect(world.demo.state.lines.get(2)).toMatchObject({ enabled: 1, username: 'boris2026' }),
  },
};
