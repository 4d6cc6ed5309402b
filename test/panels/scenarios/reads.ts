import type { Scenario, Scenarios } from './scenario';

/** Operations that only look. */

const named = (...wanted: string[]): Scenario => ({
  then: (_world, result) => expect((result as Array<{ name: string }>).map(({ name }) => name)).toEqual(wanted),
});

export const readScenarios: Scenarios = {
  'package.get': {
    then: (_world, result) =>
      expect(result).toMatchObject({ id: '1', name: 'Monthly', bouquetIds: ['1', '2'], maxConnections: 3 }),
  },
  'package.getMany': named('Monthly', 'Trial'),
  'bouquet.get': { then: (_world, result) => expect(result).toMatchObject({ id: '1', name: 'Basic' }) },
  'bouquet.getMany': named('Basic', 'Sports'),
  'panel.get': {
    then(world, result) {
      expect(result).toMatchObject({ dialect: world.adapter.dialect });
      expect((result as { explanation: string }).explanation).toMatch(/^[A-Z].{20,}\.$/);
    },
  },
  'connection.getMany': {
    then: (_world, result) => expect(result).toMatchObject([{ lineId: '1', ip: '192.0.2.1', userAgent: 'VLC/3.0' }]),
  },
  'connection.kill': {
    then: (world) => expect(world.demo.state.connections.all()).toEqual([]),
  },
  'activity.getMany': {
    prepare(world) {
      const [watching] = world.demo.state.connections.all();
      if (watching === undefined) throw new Error('The demo panel has no connection');
      const { user_id, stream_id, server_id, user_agent, user_ip, container, geoip_country_code, isp } = watching;
      const where = { user_id, stream_id, server_id, user_agent, user_ip, container, geoip_country_code, isp };
      world.demo.state.activity.add({ ...where, date_start: 1_795_340_000, date_end: 1_795_343_600 });
    },
    then: (_world, result) =>
      expect(result).toMatchObject([
        { lineId: '1', startedAt: '2026-11-22T09:33:20Z', endedAt: '2026-11-22T10:33:20Z' },
      ]),
  },
  'creditLog.getMany': { then: (_world, result) => expect(result).toEqual([]) },
  'server.getMany': {
    then: (_world, result) => expect(result).toMatchObject([{ id: '1', name: 'Main Server', online: true }]),
  },
  'server.get': {
    then: (_world, result) => expect(result).toMatchObject({ id: '1', name: 'Main Server', online: true }),
  },
  'server.getStats': {
    then(_world, result) {
      const { cpuPercent } = result as { cpuPercent: number };
      expect(cpuPercent).toBeGreaterThanOrEqual(0);
      expect(cpuPercent).toBeLessThanOrEqual(100);
    },
  },
  'accessCode.getMany': {
    then(world, result) {
      const end = world.demo.accessCode.slice(-3);
      expect(result).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'adminApi', code: `…${end}` })]));
      expect(JSON.stringify(result)).not.toContain(world.demo.accessCode);
    },
  },
  'category.getMany': { then: (_world, result) => expect(result).toEqual([]) },
  'group.getMany': named('Administrators', 'Resellers'),
  'epg.getMany': { then: (_world, result) => expect(result).toEqual([]) },
  'blocked.add': {
    given: () => ({ kind: 'ip', value: '192.0.2.66', notes: 'floods' }),
    then(world, result) {
      expect(world.demo.state.blockedIps.all()).toMatchObject([{ ip: '192.0.2.66', notes: 'floods' }]);
      expect(result).toMatchObject({ kind: 'ip', value: '192.0.2.66' });
    },
  },
  'blocked.remove': {
    prepare(world) {
      world.demo.state.blockedIps.add({ ip: '192.0.2.66', notes: '', date: 1_795_340_000, attempts_blocked: 3 });
    },
    given: () => ({ kind: 'ip', value: '192.0.2.66' }),
    then: (world) => expect(world.demo.state.blockedIps.all()).toEqual([]),
  },
  'blocked.getMany': { then: (_world, result) => expect(result).toEqual([]) },
};
