import type { LineRow } from '../../../demo/panel';
import { can, type DeviceKind } from '../../../panel';
import { lineRow, type World } from '../world';
import type { Scenario, Scenarios } from './scenario';

/** MAG and Enigma2 devices: the same behaviour, each with its table. */

const macs = { mag: '00:1A:79:00:00:01', enigma2: '00:1A:79:00:00:02' } as const;
const tables = { mag: 'mags', enigma2: 'enigmas' } as const;

function lineOf(world: World, kind: DeviceKind): LineRow {
  const [device] = world.demo.state[tables[kind]].all();
  if (device === undefined) throw new Error(`The demo panel has no ${kind} device`);
  return lineRow(world.demo, device.user_id);
}

/** The notes that may be changed there. */
const notesOf = ({ adapter }: World) => (can(adapter, 'set:adminNotes') ? 'adminNotes' : 'resellerNotes');

function scenariosOf(kind: DeviceKind): Array<[string, Scenario]> {
  const given = () => ({ device: { mac: macs[kind] } });
  const switched = (column: 'enabled' | 'admin_enabled', value: 0 | 1): Scenario => ({
    prepare(world) {
      lineOf(world, kind)[column] = value === 1 ? 0 : 1;
    },
    given,
    then: (world) => expect(lineOf(world, kind)).toMatchObject({ [column]: value, contact: 'amal@example.test' }),
  });
  return [
    [
      'get',
      { given, then: (_world, result) => expect(result).toMatchObject({ kind, mac: macs[kind], enabled: true }) },
    ],
    ['getMany', { then: (_world, result) => expect(result).toMatchObject([{ kind, mac: macs[kind], enabled: true }]) }],
    [
      'create',
      {
        given: (world) =>
          world.adapter.offers.has('new:expiresAt')
            ? { mac: '00:1a:79:aa:bb:cc', expiresAt: '2027-06-30T12:00:00Z', bouquetIds: ['1'] }
            : { mac: '00:1a:79:aa:bb:cc', packageId: '1' },
        then(world, result) {
          const found = world.demo.state[tables[kind]].all().filter(({ mac }) => mac === '00:1A:79:AA:BB:CC');
          expect(found).toHaveLength(1);
          expect(result).toMatchObject({ mac: '00:1A:79:AA:BB:CC', enabled: true });
        },
      },
    ],
    [
      'update',
      {
        given: (world) => ({ ...given(), [notesOf(world)]: 'in the bedroom' }),
        then(world, result) {
          const column = notesOf(world) === 'adminNotes' ? 'admin_notes' : 'reseller_notes';
          expect(lineOf(world, kind)).toMatchObject({ [column]: 'in the bedroom', contact: 'amal@example.test' });
          expect(result).toMatchObject({ mac: macs[kind], [notesOf(world)]: 'in the bedroom' });
        },
      },
    ],
    [
      'extend',
      {
        given: () => ({ ...given(), duration: { amount: 1, unit: 'months' } }),
        then(world, result) {
          expect(lineOf(world, kind)).toMatchObject({ exp_date: 1_801_440_000, contact: 'amal@example.test' });
          expect(result).toMatchObject({ mac: macs[kind], expiresAt: '2027-02-01T00:00:00Z' });
        },
      },
    ],
    ['enable', switched('enabled', 1)],
    ['disable', switched('enabled', 0)],
    ['ban', switched('admin_enabled', 0)],
    ['unban', switched('admin_enabled', 1)],
    [
      'killConnections',
      {
        prepare(world) {
          const [connection] = world.demo.state.connections.all();
          if (connection) connection.user_id = lineOf(world, kind).id;
        },
        given,
        then: (world) => expect(world.demo.state.connections.all()).toEqual([]),
      },
    ],
    [
      'convert',
      {
        given,
        then(world, result) {
          expect(world.demo.state[tables[kind]].all()).toEqual([]);
          expect(world.demo.state.plainLines()).toHaveLength(5);
          expect(result).toMatchObject({ contact: 'amal@example.test', expiresAt: '2027-01-01T00:00:00Z' });
        },
      },
    ],
    [
      'delete',
      {
        given,
        then(world, result) {
          expect(world.demo.state[tables[kind]].all()).toEqual([]);
          expect(world.demo.state.plainLines()).toHaveLength(4);
          expect(result).toMatchObject({ mac: macs[kind], deleted: true });
        },
      },
    ],
  ];
}

export const deviceScenarios: Scenarios = Object.fromEntries(
  (['mag', 'enigma2'] as const).flatMap((kind) =>
    scenariosOf(kind).map(([name, scenario]) => [`${kind}.${name}`, scenario]),
  ),
);
