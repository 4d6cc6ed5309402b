import fc from 'fast-check';
import type { LineRow } from '../../demo/panel';
import { can, PanelError, type LineChanges, type LineKey, type PanelAdapter } from '../../panel';
import { describeWorld, names, startWorld, type World } from './world';

/**
 * An edit that wipes what it leaves out is what panels are known for. Here: any sequence of edits, in any order, leaves every column that was not to
 * be changed exactly as it was, on every dialect that edits lines.
 */

/** A change, and what it is to make of the row. */
interface Edit {
  changes: LineChanges;
  row: Partial<LineRow>;
}

const edit = (changes: LineChanges, row: Partial<LineRow>): Edit => ({ changes, row });

const credential = fc.stringMatching(/^[a-z][a-zA-Z0-9]{7,15}$/);
const note = fc.constantFrom('VIP', 'ملاحظة عن العميل', 'calls at "night" & pays', '', 'two\nlines', '100% <3');
const flag = fc.boolean();
const ids = fc.uniqueArray(fc.constantFrom('1', '2'), { minLength: 1 });
const addresses = fc.uniqueArray(fc.constantFrom('192.0.2.1', '198.51.100.7', '2001:db8::1'));
const seconds = fc.integer({ min: 1_800_000_000, max: 2_000_000_000 });

const edits: fc.Arbitrary<Edit>[] = [
  credential.map((username) => edit({ username }, { username })),
  credential.map((password) => edit({ password }, { password })),
  seconds.map((at) => edit({ expiresAt: new Date(at * 1000).toISOString().replace('.000', '') }, { exp_date: at })),
  fc.constant(edit({ expiresAt: null }, { exp_date: null })),
  flag.map((enabled) => edit({ enabled }, { enabled: Number(enabled) })),
  flag.map((banned) => edit({ banned }, { admin_enabled: Number(!banned) })),
  flag.map((trial) => edit({ trial }, { is_trial: Number(trial) })),
  fc.integer({ min: 1, max: 9 }).map((maxConnections) => edit({ maxConnections }, { max_connections: maxConnections })),
  ids.map((bouquetIds) => edit({ bouquetIds }, { bouquet: JSON.stringify(bouquetIds.map(Number).sort()) })),
  addresses.map((allowedIps) => edit({ allowedIps }, { allowed_ips: JSON.stringify(allowedIps) })),
  fc
    .constantFrom<string[]>(['VLC'], [], ['TiviMate', 'VLC'])
    .map((allowedUserAgents) => edit({ allowedUserAgents }, { allowed_ua: JSON.stringify(allowedUserAgents) })),
  fc.constantFrom('1', '2').map((ownerId) => edit({ ownerId }, { member_id: Number(ownerId) })),
  note.map((adminNotes) => edit({ adminNotes }, { admin_notes: adminNotes })),
  note.map((resellerNotes) => edit({ resellerNotes }, { reseller_notes: resellerNotes })),
  note.map((contact) => edit({ contact }, { contact })),
];

/** Columns the panels write by themselves at every edit, or that no API shows. */
const panelsOwn: ReadonlySet<string> = new Set([
  'updated',
  'isp_desc',
  'as_number',
  'last_activity',
  'last_activity_array',
]);

const lists: ReadonlySet<string> = new Set(['bouquet', 'allowed_outputs', 'allowed_ips', 'allowed_ua']);

/** A row in which what means the same is the same: lists in order, nothing as null. */
function plain(row: LineRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !panelsOwn.has(column))
      .map(([column, value]: [string, unknown]) => {
        if (lists.has(column)) {
          const items = JSON.parse(typeof value === 'string' ? value : '[]') as unknown[];
          return [column, items.map(String).sort()];
        }
        return [column, value === '' ? null : value];
      }),
  );
}

function keyOf(adapter: PanelAdapter, { id, username, password }: LineRow): LineKey {
  return adapter.needsAccess === true
    ? { id: String(id), username: username ?? '', password: password ?? '' }
    : String(id);
}

const startingLines = fc.record({
  enabled: fc.constantFrom(0, 1),
  admin_enabled: fc.constantFrom(0, 1),
  is_trial: fc.constantFrom(0, 1),
  is_isplock: fc.constantFrom(0, 1),
  is_stalker: fc.constantFrom(0, 1),
  is_restreamer: fc.constantFrom(0, 1),
  bypass_ua: fc.constantFrom(0, 1),
  exp_date: fc.option(seconds),
  max_connections: fc.integer({ min: 1, max: 5 }),
  force_server_id: fc.constantFrom(0, 1),
  forced_country: fc.constantFrom(null, 'LB'),
  contact: fc.constantFrom(null, 'amal@example.test'),
  admin_notes: note,
  reseller_notes: note,
});

for (const name of names) {
  describeWorld(name, () => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld(name);
    });
    afterAll(() => world.stop());

    it('leaves every value of a line as it was, but those it was told to change', async () => {
      const { adapter, demo } = world;
      if (!can(adapter, 'updateLine')) return expect(adapter.offers.has('updateLine')).toBe(false);
      const one = fc.oneof(...edits).filter(({ changes }) => changesAllowed(adapter, changes));
      const several = fc
        .array(one, { minLength: 1, maxLength: 3 })
        .map((parts) =>
          edit(
            Object.assign({}, ...parts.map(({ changes }) => changes)) as LineChanges,
            Object.assign({}, ...parts.map(({ row }) => row)) as Partial<LineRow>,
          ),
        );
      let number = 0;
      let done = 0;
      await fc.assert(
        fc.asyncProperty(startingLines, fc.array(several, { minLength: 1, maxLength: 5 }), async (start, sequence) => {
          const row = demo.state.lines.add({
            ...demo.state.lines.get(1)!,
            ...start,
            username: `line${String(number++)}`,
            member_id: 2,
          });
          const stored = demo.state.lines.get(row.id)!;
          // Nothing but what was asked for may change, in this line or in any other.
          const others = JSON.stringify(demo.state.lines.all().filter(({ id }) => id !== row.id));
          for (const { changes, row: wanted } of sequence) {
            const unique = wanted.username === undefined ? {} : { username: `${wanted.username}${String(number++)}` };
            const expected = { ...plain(stored), ...plain({ ...stored, ...wanted, ...unique }) };
            const before = plain(stored);
            try {
              await adapter.updateLine(keyOf(adapter, stored), { ...changes, ...unique });
            } catch (error) {
              // A value this dialect has no way to write (R22F: "never expires") is refused before anything is sent.
              if (!(error instanceof PanelError) || error.code !== 'invalid-parameter') throw error;
              expect(plain(stored)).toEqual(before);
              continue;
            }
            done += 1;
            expect(plain(stored)).toEqual(expected);
          }
          expect(JSON.stringify(demo.state.lines.all().filter(({ id }) => id !== row.id))).toBe(others);
        }),
        { numRuns: 60 },
      );
      expect(done).toBeGreaterThan(60);
    });
  });
}

function changesAllowed(adapter: PanelAdapter, changes: LineChanges): boolean {
  return (Object.keys(changes) as Array<keyof LineChanges>).every((field) => can(adapter, `set:${field}`));
}
