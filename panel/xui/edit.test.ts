import fc from 'fast-check';
import { startDemoPanel, type DemoPanel, type LineRow } from '../../demo/panel';
import { XuiAdapter, type LineChanges, type Output } from '../index';
import { httpTransport } from '../testing';
import { strayChanges } from './edit';

/**
 * Whatever is changed through the adapter, in whatever order, on whatever line: what was asked for is there, and every other column of the
 * panel's own row is as it was. The panel resets nearly everything that an edit leaves out, so this is what an edit is made for.
 */

const someText = fc.constantFrom(
  null,
  '',
  'plain',
  'It\'s "quoted"',
  '<b>bold</b>',
  'نادية حداد',
  'a & b; 100% +=#?',
  'p/q 📺',
  'two\nlines',
  '0',
);
const aFlag = fc.constantFrom(0, 1);

const someRow = fc.record<Partial<LineRow>>({
  username: fc.constantFrom('kept', 'Kept.2', 'odd<1>', 'نادية', 'with space', '0x'),
  password: fc.constantFrom('secret', 'p@ss/word<b>', '"q"\'', '12345', 'é+& %'),
  exp_date: fc.constantFrom(null, 0, 1, 1970, 1_609_459_200, 1_801_396_800, 2_147_483_647),
  enabled: aFlag,
  admin_enabled: aFlag,
  is_trial: aFlag,
  is_restreamer: aFlag,
  is_stalker: aFlag,
  is_isplock: aFlag,
  bypass_ua: aFlag,
  member_id: fc.constantFrom(1, 2),
  max_connections: fc.constantFrom(0, 1, 2, 500),
  bouquet: fc.constantFrom('[]', '[1,2]', '[2,1]', '["1","2"]', '[2,99]'),
  allowed_outputs: fc.constantFrom('[]', '[1,2]', '["1","2"]', '[3]', '[1,2,9]'),
  allowed_ips: fc.constantFrom(null, '[]', '[""]', '["192.0.2.1","2001:db8::1"]'),
  allowed_ua: fc.constantFrom(null, '[]', '["VLC\\/3.0","Kodi <x> \\"y\\""]', '["\\u0646"]'),
  admin_notes: someText,
  reseller_notes: someText,
  contact: someText,
  forced_country: fc.constantFrom(null, '', 'LB'),
  force_server_id: fc.constantFrom(0, 3),
  package_id: fc.constantFrom(null, 1),
  pair_id: fc.constantFrom(null, 7),
  play_token: fc.constantFrom(null, 'token'),
  access_token: fc.constantFrom(null, 'access'),
  last_ip: fc.constantFrom(null, '192.0.2.9'),
  last_activity: fc.constantFrom(null, 1_795_000_000),
});

const aNote = fc.constantFrom('', 'new', 'It\'s "x"', '<i>y</i>', 'مرحبا', 'a & b');
const someChanges: fc.Arbitrary<LineChanges> = fc.record(
  {
    username: fc.constantFrom('renamed', 'renamed2'),
    password: fc.constantFrom('changed', 'changed2'),
    expiresAt: fc.constantFrom(null, '2027-06-30T00:00:00Z', '2038-01-19T03:14:07Z', '2021-01-01T00:00:00Z'),
    bouquetIds: fc.constantFrom<string[]>([], ['1'], ['2', '1']),
    maxConnections: fc.integer({ min: 1, max: 1000 }),
    outputs: fc.subarray<Output>(['hls', 'mpegts', 'rtmp']),
    ownerId: fc.constantFrom('1', '2'),
    packageId: fc.constantFrom('1', '2'),
    trial: fc.boolean(),
    allowedIps: fc.constantFrom<string[]>([], ['192.0.2.3', '192.0.2.4']),
    allowedUserAgents: fc.constantFrom<string[]>([], ['VLC <x>', 'نادية']),
    adminNotes: aNote,
    resellerNotes: aNote,
    contact: aNote,
    enabled: fc.boolean(),
    banned: fc.boolean(),
  },
  { requiredKeys: [] },
);

const columns: Readonly<Record<keyof LineChanges, keyof LineRow>> = {
  username: 'username',
  password: 'password',
  expiresAt: 'exp_date',
  bouquetIds: 'bouquet',
  maxConnections: 'max_connections',
  outputs: 'allowed_outputs',
  ownerId: 'member_id',
  packageId: 'package_id',
  trial: 'is_trial',
  allowedIps: 'allowed_ips',
  allowedUserAgents: 'allowed_ua',
  adminNotes: 'admin_notes',
  resellerNotes: 'reseller_notes',
  contact: 'contact',
  enabled: 'enabled',
  banned: 'admin_enabled',
};

/** The row with lists as sets of texts: the panel orders bouquets its own way, and writes no list as an empty one. */
function comparable(row: LineRow): Record<string, unknown> {
  const asSet = (json: string | null): string[] => ((JSON.parse(json ?? '[]') ?? []) as unknown[]).map(String).sort();
  return {
    ...row,
    bouquet: asSet(row.bouquet),
    allowed_outputs: asSet(row.allowed_outputs),
    allowed_ips: asSet(row.allowed_ips),
    allowed_ua: asSet(row.allowed_ua),
  };
}

describe('edits through the adapter', () => {
  let demo: DemoPanel;
  let panel: XuiAdapter;

  beforeAll(async () => {
    demo = await startDemoPanel({
      seed: {
        bouquets: [
          { bouquet_name: 'Sports', bouquet_order: 2 },
          { bouquet_name: 'Basic', bouquet_order: 1 },
        ],
        users: [{ username: 'reseller1' }],
      },
    });
    panel = new XuiAdapter(httpTransport(demo));
    await panel.createLine({ username: 'template', password: 'x', expiresAt: null, bouquetIds: ['1'] });
  });
  afterAll(() => demo.stop());

  it('change what they name and leave every other column of the row as it was', async () => {
    const template = demo.state.lines.get(1);
    if (!template) throw new Error('no template');
    await fc.assert(
      fc.asyncProperty(someRow, fc.array(someChanges, { minLength: 1, maxLength: 4 }), async (row, edits) => {
        const stored = demo.state.lines.put({ ...template, id: demo.state.lines.nextId, ...row });
        const id = String(stored.id);
        try {
          for (const changes of edits) {
            const before = comparable(stored);
            const answered = await panel.updateLine(id, changes);
            for (const [key, wanted] of Object.entries(changes)) {
              const got = answered[key as keyof LineChanges];
              if (Array.isArray(wanted)) expect([...(got as string[])].sort()).toEqual([...wanted].sort());
              else expect(got).toBe(wanted === '' ? null : wanted);
            }
            expect(answered).toEqual(await panel.getLine(id));
            const after = comparable(stored);
            const named = new Set<string>(
              (Object.keys(changes) as Array<keyof LineChanges>).map((key) => columns[key]),
            );
            for (const column of Object.keys(before)) {
              if (column === 'updated' || named.has(column)) continue;
              expect([column, after[column]]).toEqual([column, before[column]]);
            }
          }
        } finally {
          demo.state.lines.delete(stored.id);
        }
      }),
      { numRuns: 250 },
    );
  }, 60_000);
});

it('a line that lost its owner is extended, not reported as failed because the panel gave it to the key’s account', () => {
  const before = { id: '2', member_id: 0, exp_date: '1798761600', username: 'a' };
  const after = { ...before, member_id: '1', exp_date: '1801440000' };
  expect(strayChanges(before, after, { expiresAt: '2027-02-01T00:00:00Z' })).toEqual([]);
  expect(strayChanges({ ...before, member_id: '2' }, after, { expiresAt: '2027-02-01T00:00:00Z' })).toEqual([
    'member_id',
  ]);
});
