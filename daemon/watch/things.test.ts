import fc from 'fast-check';
import { pino } from 'pino';
import { PanelError, type Event, type EventType } from '../../panel';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { wholeList } from './pages';
import { watchMigrations } from './tables';
import { Things, type Collection, type Thing } from './things';

jest.setTimeout(60_000);

interface Server extends Thing {
  name: string;
  isUp: boolean;
  /** Not compared. */
  load: number;
}

/** The types do not matter here, only which fact is told. */
const type = (word: string) => `server.${word}` as EventType;

const servers: Collection<Server> = {
  kind: 'server',
  compared: ['name', 'isUp'],
  created: () => [{ type: type('created'), data: {} }],
  changed: (before, after) => [{ type: type('changed'), data: { before: { ...before }, after: { ...after } } }],
  deleted: () => [{ type: type('deleted'), data: {} }],
};

const server = (id: number, changes: Partial<Server> = {}): Server => ({
  id: String(id),
  name: `LB-${String(id)}`,
  isUp: true,
  load: 0,
  ...changes,
});
const range = (count: number): Server[] => Array.from({ length: count }, (_, index) => server(index + 1));

async function* pagesOf(all: readonly Server[], error?: Error): AsyncGenerator<Server[]> {
  for (let at = 0; at < all.length; at += 7) yield await Promise.resolve(all.slice(at, at + 7));
  if (error) throw error;
}

describe('things on a panel', () => {
  const { signal } = new AbortController();
  const clock = new FakeClock();
  let test: TestStore;
  let things: Things;
  beforeEach(async () => {
    test = await openTestStore(watchMigrations);
    things = new Things({ ...test, clock, logger: pino({ level: 'silent' }) });
  });
  afterEach(() => test.close());

  const look = (all: readonly Server[], error?: Error) =>
    things.look({ name: 'main', write: (work) => test.store.write(work) }, servers, pagesOf(all, error), signal);
  const told = async (after = 0): Promise<string[]> =>
    (await test.log.read({ after, limit: 1000 })).map(({ type: word, subject }: Event) => `${word} ${subject}`);

  it('the first complete look is a baseline, also when the one before broke off', async () => {
    await expect(look(range(10), new PanelError('bad-answer', 'cut off'))).rejects.toThrow('cut off');
    expect(await look(range(20))).toMatchObject({ seen: 20, created: 10 });
    expect(await told()).toEqual([]);
    await look([...range(20), server(21)]);
    expect(await told()).toEqual(['server.created server:main/21']);
  });

  it('tells a change of a compared field with its states, and of no other', async () => {
    await look(range(3));
    await look([server(1, { load: 99 }), server(2, { isUp: false }), server(3)]);
    const [event, ...more] = await test.log.read();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: 'server.changed',
      panel: 'main',
      subject: 'server:main/2',
      origin: 'panel',
      data: { before: { isUp: true }, after: { isUp: false } },
    });
    expect(await things.get('main', 'server', '2')).toEqual(server(2, { isUp: false }));
    expect(await things.get('other', 'server', '2')).toBeUndefined();
  });

  it('a list that broke off deletes nothing', async () => {
    await look(range(20));
    await expect(look(range(15), new PanelError('bad-answer', 'cut off'))).rejects.toThrow();
    expect(await told()).toEqual([]);
  });

  it('an empty list, and a loss of many, count only when they have stayed for an hour', async () => {
    await look(range(40));
    expect(await look([])).toMatchObject({ deleted: 0, missing: 40 });
    clock.advance({ minutes: 59 });
    expect(await look(range(20))).toMatchObject({ deleted: 0, missing: 20 });
    expect(await look(range(40))).toMatchObject({ deleted: 0, missing: 0 });
    expect(await look(range(20))).toMatchObject({ deleted: 0, missing: 20 });
    expect(await told()).toEqual([]);
    clock.advance({ minutes: 60 });
    expect(await look(range(20))).toMatchObject({ deleted: 20, missing: 0 });
    expect(await told()).toHaveLength(20);
  });

  it('whatever happens on the panel is told once, across restarts', async () => {
    const state = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 12 }), isUp: fc.boolean() }), {
      selector: ({ id }) => id,
      minLength: 1,
    });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 4 }), async (states) => {
        const panel = `panel-${String(++runs)}`;
        let known = new Map<number, boolean>();
        const expected: string[] = [];
        for (const [round, now] of states.entries()) {
          const fresh = new Map(now.map(({ id, isUp }) => [id, isUp]));
          const tell = (word: string, id: number) => expected.push(`server.${word} server:${panel}/${String(id)}`);
          for (const [id, isUp] of round > 0 ? fresh : []) {
            if (!known.has(id)) tell('created', id);
            else if (known.get(id) !== isUp) tell('changed', id);
          }
          for (const id of known.keys()) if (!fresh.has(id)) tell('deleted', id);
          known = fresh;
          const all = now.map(({ id, isUp }) => server(id, { isUp }));
          // What has been looked at before, and by a daemon started anew, is no news.
          for (let repeat = 0; repeat < 2; repeat += 1) {
            const restarted = new Things({ ...test, clock, logger: pino({ level: 'silent' }) });
            await restarted.look(
              { name: panel, write: (work) => test.store.write(work) },
              servers,
              pagesOf(all),
              signal,
            );
            // Up to ten deletions at once are believed; more after an hour.
            clock.advance({ hours: 1 });
          }
        }
        const found = await test.log.read({ panels: [panel], limit: 1000 });
        expect(found.map((event) => `${event.type} ${event.subject}`).sort()).toEqual(expected.sort());
      }),
      { numRuns: 10 },
    );
  });
});

describe('a whole list', () => {
  const collect = async (rows: readonly Server[], total: number, size = 3): Promise<Server[]> => {
    const found: Server[] = [];
    const list = ({ start, limit }: { start: number; limit: number }) =>
      Promise.resolve({ rows: rows.slice(start, start + limit), total });
    for await (const page of wholeList(list, size)) found.push(...page);
    return found;
  };

  it('has each row once', async () => {
    expect(await collect(range(7), 7)).toEqual(range(7));
    expect(await collect([], 0)).toEqual([]);
  });

  it('is an error where rows are missing, at the end or because one came twice', async () => {
    await expect(collect(range(7), 8)).rejects.toThrow('7 of the 8');
    await expect(collect([...range(6), server(6)], 7)).rejects.toThrow('6 of the 7');
  });
});
