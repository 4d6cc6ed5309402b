import { startDemoDatabase, type DemoDatabase } from '../../demo/database';
import type { Event } from '../../panel';
import { describeWithMariaDb, mariaDb, type TestServer } from '../../test/services/mariadb';
import { ticketCollection, ticketThing } from './tickets';
import { openBench, type Bench } from './testing/bench';

const shown = ({ type, subject, data }: Event): string =>
  [type, subject, data.code, JSON.stringify(data.before), JSON.stringify(data.after)].filter(Boolean).join(' ');

describe.each(['xui', 'xcvm'] as const)('a panel that speaks %s', (dialect) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(dialect, {
      seed: {
        users: [
          { username: 'beirut', credits: 120, owner_id: 1 },
          { username: 'tripoli', credits: 20, owner_id: 1 },
        ],
        lines: [{ username: 'nadia' }, { username: 'box', is_mag: 1 }, { username: 'box2', is_e2: 1 }],
      },
    });
    bench.demo.state.mags.add({ user_id: 2, mac: '00:1A:79:00:00:01', stb_type: '' });
    bench.demo.state.enigmas.add({ user_id: 3, mac: '00:09:34:00:00:01' });
    expect([await bench.look('resellers'), await bench.look('devices')]).toEqual([[], []]);
  });
  afterEach(() => bench.stop());

  const told = async (watch: string): Promise<string[]> => (await bench.look(watch)).map(shown);

  describe('resellers', () => {
    const spend = (id: number, credits: number): void => {
      Object.assign(bench.demo.state.users.get(id) ?? {}, { credits });
    };

    it('have other credits than before, and few when they fall below the threshold, once until they were above', async () => {
      spend(2, 50);
      expect(await told('resellers')).toEqual([
        'reseller.credits_changed reseller:main/2 {"credits":120} {"credits":50}',
      ]);
      spend(2, 49);
      expect(await told('resellers')).toEqual([
        'reseller.credits_changed reseller:main/2 {"credits":50} {"credits":49}',
        'reseller.credits_low reseller:main/2 {"credits":50} {"credits":49}',
      ]);
      spend(2, 30);
      await bench.restart();
      expect(await told('resellers')).toEqual([
        'reseller.credits_changed reseller:main/2 {"credits":49} {"credits":30}',
      ]);
      spend(2, 60);
      await told('resellers');
      spend(2, 10);
      const [, low] = await bench.look('resellers');
      expect(low).toMatchObject({
        type: 'reseller.credits_low',
        data: {
          reseller: { id: '2', username: 'beirut', credits: 10, groupName: 'Resellers' },
          creditThreshold: 50,
          message: 'The reseller beirut of the panel main has 10 credits left, fewer than 50.',
        },
      });
    });

    it('that had few from the beginning are told of after they had more', async () => {
      spend(3, 10);
      expect(await told('resellers')).toEqual([
        'reseller.credits_changed reseller:main/3 {"credits":20} {"credits":10}',
      ]);
    });

    it('come and go; administrators do not count', async () => {
      const { users } = bench.demo.state;
      const row = users.get(2);
      if (row === undefined) throw new Error('there is no user 2');
      users.put({ ...row, id: 9, username: 'sidon' });
      users.put({ ...row, id: 10, username: 'second admin', member_group_id: 1 });
      expect(await told('resellers')).toEqual(['reseller.created reseller:main/9']);
      users.delete(9);
      users.delete(10);
      expect(await told('resellers')).toEqual(['reseller.deleted reseller:main/9']);
    });

    it('a balance that differs by nothing a person can see is the same', async () => {
      spend(2, 120.0000061);
      expect(await told('resellers')).toEqual([]);
    });
  });

  describe('devices', () => {
    it('are bound, changed and unbound, as news of their lines', async () => {
      const { mags, lines } = bench.demo.state;
      const line = lines.get(2);
      if (line === undefined) throw new Error('there is no line 2');
      lines.put({ ...line, id: 7, username: 'box7' });
      mags.add({ user_id: 7, mac: '00:1A:79:00:00:07', stb_type: 'MAG250' });
      const [bound, ...more] = await bench.look('devices');
      expect(more).toEqual([]);
      expect(bound).toMatchObject({
        ...{ type: 'line.device_bound', subject: 'line:main/7', origin: 'panel' },
        data: { device: { id: '2', kind: 'mag', mac: '00:1A:79:00:00:07', model: 'MAG250', lineId: '7' } },
      });
      Object.assign(mags.get(2) ?? {}, { mac: '00:1A:79:00:00:08', stb_type: 'MAG322' });
      expect(await told('devices')).toEqual([
        'line.device_changed line:main/7 {"mac":"00:1A:79:00:00:07","model":"MAG250"} {"mac":"00:1A:79:00:00:08","model":"MAG322"}',
      ]);
      mags.delete(2);
      lines.delete(7);
      expect(await told('devices')).toEqual(['line.device_unbound line:main/7']);
    });

    it('a model that becomes known with the first connection is no other one', async () => {
      Object.assign(bench.demo.state.mags.get(1) ?? {}, { stb_type: 'MAG322' });
      expect(await told('devices')).toEqual([]);
      Object.assign(bench.demo.state.mags.get(1) ?? {}, { stb_type: 'MAG540' });
      expect(await told('devices')).toEqual(['line.device_changed line:main/2 {"model":"MAG322"} {"model":"MAG540"}']);
    });

    it('that go to another line leave the one before', async () => {
      const { lines, mags } = bench.demo.state;
      const line = lines.get(2);
      if (line === undefined) throw new Error('there is no line 2');
      lines.put({ ...line, id: 8, username: 'box8' });
      Object.assign(mags.get(1) ?? {}, { user_id: 8 });
      expect(await told('devices')).toEqual(['line.device_unbound line:main/2', 'line.device_bound line:main/8']);
    });

    it('MAG and Enigma2 devices of one number are two', async () => {
      Object.assign(bench.demo.state.enigmas.get(1) ?? {}, { mac: '00:09:34:00:00:02' });
      expect(await told('devices')).toEqual([
        'line.device_changed line:main/3 {"mac":"00:09:34:00:00:01"} {"mac":"00:09:34:00:00:02"}',
      ]);
    });

    it('what cannot be believed changes nothing', async () => {
      for (const kind of ['half-pages', 'empty-body', 'truncated-json'] as const) {
        bench.demo.setFault({ kind, actions: ['get_mags', 'get_enigmas', 'get_users'] });
        expect([await told('devices'), await told('resellers')]).toEqual([[], []]);
        expect((await bench.state('devices')).state).toBe('failing');
        expect((await bench.state('resellers')).state).toBe('failing');
      }
    });
  });

  it('has tickets nowhere but in its database', async () => {
    expect(await bench.look('tickets')).toEqual([]);
    expect(await bench.state('tickets')).toMatchObject({
      ...{ state: 'off', code: 'unsupported' },
      hint: expect.stringContaining('database:') as string,
    });
  });
});

it('a long message of a ticket is cut', () => {
  const lastReply = { id: '1', by: 'user' as const, message: 'ن'.repeat(5000), at: null };
  const ticket = { id: '1', title: 'x', open: true, userId: '2', username: null, replies: 1, lastReply };
  expect(ticketThing(ticket).lastReply?.message).toHaveLength(4000);
});

it('all that happened to a ticket before the first look at it is told', () => {
  const lastReply = { id: '2', by: 'admin' as const, message: 'done', at: null };
  const ticket = { id: '1', title: 'x', open: false, userId: '2', username: null, replies: 2, lastReply };
  expect(ticketCollection.created?.(ticket).map(({ type }) => type)).toEqual([
    'ticket.opened',
    'ticket.answered',
    'ticket.closed',
  ]);
});

describeWithMariaDb('tickets, read from the database of a panel', () => {
  let server: TestServer;
  let database: DemoDatabase;
  let bench: Bench;
  beforeAll(async () => {
    server = await mariaDb();
  });
  afterAll(() => server.stop());

  describe.each(['r22f', 'xui'] as const)('in the schema of %s', (schema) => {
    beforeEach(async () => {
      bench = await openBench(schema, {
        seed: { users: [{ username: 'beirut' }] },
        database: async (demo) => {
          database = await startDemoDatabase(demo.state, schema, server);
          return database.url;
        },
      });
      open(1);
      await database.refresh();
      expect(await bench.look('tickets')).toEqual([]);
    });
    afterEach(async () => {
      await bench.stop();
      await database.stop();
    });

    const reply = (ticket: number, by: 'admin' | 'user', message: string): void => {
      const date = Math.floor(bench.clock.now() / 1000);
      bench.demo.state.ticketReplies.add({ ticket_id: ticket, admin_reply: by === 'admin' ? 1 : 0, message, date });
    };
    const open = (id: number): void => {
      bench.demo.state.tickets.add({
        member_id: 2,
        title: `Ticket ${String(id)}`,
        status: 1,
        admin_read: 0,
        user_read: 1,
      });
      reply(id, 'user', 'Channel 5 is black.');
    };
    const told = async (): Promise<string[]> => {
      await database.refresh();
      return (await bench.look('tickets')).map(shown);
    };

    it('are opened, answered, closed and opened again', async () => {
      open(2);
      await database.refresh();
      const [event, ...more] = await bench.look('tickets');
      expect(more).toEqual([]);
      expect(event).toMatchObject({
        ...{ type: 'ticket.opened', subject: 'ticket:main/2', origin: 'panel' },
        data: {
          ticket: {
            ...{ id: '2', title: 'Ticket 2', open: true, username: 'beirut', replies: 1 },
            lastReply: { by: 'user', message: 'Channel 5 is black.' },
          },
        },
      });
      reply(2, 'admin', 'It is back.');
      expect(await told()).toEqual(['ticket.answered ticket:main/2 admin {"replies":1} {"replies":2}']);
      reply(2, 'user', 'Thank you.');
      Object.assign(bench.demo.state.tickets.get(2) ?? {}, { status: 0 });
      await bench.restart();
      expect(await told()).toEqual([
        'ticket.answered ticket:main/2 user {"replies":2} {"replies":3}',
        'ticket.closed ticket:main/2 {"open":true} {"open":false}',
      ]);
      expect(await told()).toEqual([]);
      Object.assign(bench.demo.state.tickets.get(2) ?? {}, { status: 1 });
      expect(await told()).toEqual(['ticket.opened ticket:main/2 {"open":false} {"open":true}']);
    });

    it('are left alone, by name, where the account may not read them', async () => {
      await database.run('DROP TABLE `tickets_replies`');
      await bench.restart();
      expect(await bench.look('tickets')).toEqual([]);
      expect((await bench.state('tickets')).state).toBe('failing');
    });
  });
});
