import type { LineRow } from '../../../demo/panel';
import { lineRow, now, secret, type World } from '../world';
import type { Scenarios } from './scenario';

/** A day and a month in seconds are too coarse for expiries: these are exact. Unix seconds. */
const expiry = { before: 1_798_761_600, monthLater: 1_801_440_000, given: 1_814_356_800 };

const line = (world: World, id = 1): LineRow => lineRow(world.demo, id);
const of = (id: number) => (world: World) => ({ line: world.reference(line(world, id)) });
const numbers = (json: string | null): number[] => (JSON.parse(json ?? '[]') as unknown[]).map(Number).sort();

/** Everything of line 1 that the operation was not to touch is as it was. */
function untouched(world: World, changed: Partial<LineRow>): void {
  const before = {
    username: 'amal2026',
    password: secret,
    member_id: 2,
    exp_date: expiry.before,
    max_connections: 2,
    enabled: 1,
    admin_enabled: 1,
    is_trial: 0,
    is_isplock: 1,
    package_id: 1,
    admin_notes: 'pays by card',
    reseller_notes: 'likes sport',
    contact: 'amal@example.test',
  };
  expect(line(world)).toMatchObject({ ...before, ...changed });
  if (changed.bouquet === undefined) expect(numbers(line(world).bouquet)).toEqual([1]);
  expect(numbers(line(world).allowed_outputs)).toEqual([1, 2]);
  expect(JSON.parse(line(world).allowed_ips ?? '[]')).toEqual(['192.0.2.7']);
}

const made = (world: World, username: string): LineRow | undefined =>
  world.demo.state.lines.all().find((row) => row.username === username);

export const lineScenarios: Scenarios = {
  'line.create': {
    given: (world) =>
      world.adapter.offers.has('new:expiresAt')
        ? { username: 'dina2027', password: 'dinapass27', expiresAt: '2027-06-30T12:00:00Z', bouquetIds: ['1', '2'] }
        : { username: 'dina2027', password: 'dinapass27', packageId: '1' },
    then(world, result) {
      const row = made(world, 'dina2027');
      expect(row).toMatchObject({ password: 'dinapass27', enabled: 1, admin_enabled: 1, is_trial: 0 });
      expect(numbers(row?.bouquet ?? null)).toEqual([1, 2]);
      if (world.adapter.offers.has('new:expiresAt')) expect(row?.exp_date).toBe(expiry.given);
      else expect(row?.exp_date).toBeGreaterThan(now / 1000 + 27 * 86_400);
      expect(result).toMatchObject({ id: String(row?.id), username: 'dina2027' });
    },
  },
  'line.createTrial': {
    given: () => ({ username: 'trial2027', password: 'trialpass27', packageId: '2' }),
    then(world, result) {
      const row = made(world, 'trial2027');
      expect(row).toMatchObject({ password: 'trialpass27', is_trial: 1, exp_date: now / 1000 + 86_400 });
      expect(numbers(row?.bouquet ?? null)).toEqual([1]);
      expect(result).toMatchObject({ id: String(row?.id), trial: true });
    },
  },
  'line.changePackage': {
    given: (world) => ({ ...of(1)(world), packageId: '1' }),
    then(world, result) {
      untouched(world, { max_connections: 3, bouquet: line(world).bouquet });
      expect(numbers(line(world).bouquet)).toEqual([1, 2]);
      expect(result).toMatchObject({ id: '1', maxConnections: 3 });
    },
  },
  'line.suspend': {
    given: (world) => ({ ...of(1)(world), reason: 'abuse', note: 'shared' }),
    then(world, result) {
      const mark = '[suspended: abuse 2026-11-22: shared]';
      const notes = world.adapter.offers.has('set:adminNotes')
        ? { admin_notes: `pays by card\n${mark}` }
        : { reseller_notes: `likes sport\n${mark}` };
      untouched(world, { enabled: 0, ...notes });
      expect(result).toMatchObject({ suspensionReason: 'abuse', outcome: 'suspended' });
    },
  },
  'line.resume': {
    prepare(world) {
      Object.assign(line(world), { enabled: 0, reseller_notes: 'likes sport\n[suspended: non-payment 2026-11-01]' });
    },
    given: (world) => ({ ...of(1)(world), onlyIfReason: 'non-payment' }),
    then(world, result) {
      untouched(world, {});
      expect(result).toMatchObject({ enabled: true, outcome: 'resumed' });
    },
  },
  'line.get': {
    then(_world, result) {
      expect(result).toMatchObject({
        id: '1',
        username: 'amal2026',
        expiresAt: '2027-01-01T00:00:00Z',
        enabled: true,
        banned: false,
        trial: false,
        maxConnections: 2,
        bouquetIds: ['1'],
      });
    },
  },
  'line.getMany': {
    given: () => ({}),
    then(_world, result) {
      const rows = result as Array<{ id: string; expiresAt: string | null }>;
      expect(rows.map(({ id, expiresAt }) => [id, expiresAt])).toEqual([
        ['1', '2027-01-01T00:00:00Z'],
        ['2', '2027-01-01T00:00:00Z'],
        ['3', '2021-01-01T00:00:00Z'],
        ['4', null],
      ]);
    },
  },
  'line.update': {
    given: (world) => ({ ...of(1)(world), resellerNotes: 'prefers films' }),
    then(world, result) {
      untouched(world, { reseller_notes: 'prefers films' });
      expect(result).toMatchObject({ id: '1', resellerNotes: 'prefers films' });
    },
  },
  'line.extend': {
    given: (world) =>
      world.adapter.offers.has('set:expiresAt')
        ? { ...of(1)(world), extend: 'byDuration', duration: { amount: 1, unit: 'months' } }
        : { ...of(1)(world), extend: 'byPackage', packageId: '1' },
    then(world) {
      untouched(world, {
        exp_date: expiry.monthLater,
        ...(world.adapter.offers.has('set:expiresAt')
          ? {}
          : { max_connections: line(world).max_connections, bouquet: line(world).bouquet }),
      });
    },
  },
  'line.enable': {
    given: of(2),
    then: (world) =>
      expect(line(world, 2)).toMatchObject({ enabled: 1, password: `${secret}b`, username: 'boris2026' }),
  },
  'line.disable': { given: of(1), then: (world) => untouched(world, { enabled: 0 }) },
  'line.ban': { given: of(1), then: (world) => untouched(world, { admin_enabled: 0 }) },
  'line.unban': {
    prepare: (world) => {
      line(world).admin_enabled = 0;
    },
    given: of(1),
    then: (world) => untouched(world, {}),
  },
  'line.delete': {
    given: of(3),
    then(world, result) {
      expect(world.demo.state.lines.get(3)).toBeUndefined();
      expect(world.demo.state.plainLines()).toHaveLength(3);
      expect(result).toMatchObject({ id: '3', deleted: true });
    },
  },
  'line.killConnections': {
    given: of(1),
    then(world, result) {
      expect(world.demo.state.connections.all()).toEqual([]);
      expect(result).toMatchObject({ killedConnections: 1 });
    },
  },
  'line.resetPassword': {
    given: of(1),
    then(world, result) {
      const { password } = result as { password: string };
      expect(password).toMatch(/^[A-Za-z0-9]{12}$/);
      expect(password).not.toBe(secret);
      untouched(world, { password });
    },
  },
  'line.getPlaylistLinks': {
    given: of(1),
    then(world, result) {
      const { origin } = new URL(world.demo.url);
      expect(result).toMatchObject({
        m3uHlsUrl: `${origin}/get.php?username=amal2026&password=${secret}&type=m3u_plus&output=m3u8`,
      });
    },
  },
  'line.getQrCode': {
    given: (world) => ({ ...of(1)(world), link: 'epg', baseUrl: 'http://tv.example:8080' }),
    then(_world, result) {
      const linkUrl = `http://tv.example:8080/xmltv.php?username=amal2026&password=${secret}`;
      expect(result).toEqual({ id: '1', username: 'amal2026', link: 'epg', linkUrl });
    },
  },
  'line.checkLogin': {
    given: () => ({ username: 'amal2026', password: secret }),
    then: (_world, result) =>
      expect(result).toMatchObject({
        valid: true,
        status: 'active',
        expiresAt: '2027-01-01T00:00:00Z',
        maxConnections: 2,
      }),
  },
};
